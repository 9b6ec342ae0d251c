package cn.ac.pcl.octopus.openai;

import cn.ac.pcl.octopus.base.api.BillingApi;
import cn.ac.pcl.octopus.base.api.Page;
import cn.ac.pcl.octopus.surface.Input;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Accounts of the caller and of its workspace. */
@RestController
@RequestMapping("/v1/billingmanage")
class BillingController {

    private final BillingApi billing;

    BillingController(BillingApi billing) {
        this.billing = billing;
    }

    @GetMapping("/user")
    UserAccount mine() {
        return new UserAccount(billing.mine());
    }

    @GetMapping("/user/payrecord")
    Payments myPayments(@Input BillingApi.RecordQuery query) {
        return Payments.of(billing.myPayments(query));
    }

    @GetMapping("/user/rechargerecord")
    Recharges myRecharges(@Input BillingApi.RecordQuery query) {
        return Recharges.of(billing.myRecharges(query));
    }

    @GetMapping("/workspace")
    WorkspaceAccount ofWorkspace() {
        return new WorkspaceAccount(billing.ofWorkspace());
    }

    @GetMapping("/workspace/payrecord")
    Payments workspacePayments(@Input BillingApi.RecordQuery query) {
        return Payments.of(billing.workspacePayments(query));
    }

    @GetMapping("/workspace/rechargerecord")
    Recharges workspaceRecharges(@Input BillingApi.RecordQuery query) {
        return Recharges.of(billing.workspaceRecharges(query));
    }

    /** The caller's account. */
    record UserAccount(BillingApi.AccountView billingUser) {}

    /** The workspace's account. */
    record WorkspaceAccount(BillingApi.AccountView billingSpace) {}

    /** One page of what runs cost. */
    record Payments(long totalSize, List<BillingApi.PaymentView> records) {
        static Payments of(Page<BillingApi.PaymentView> page) {
            return new Payments(page.totalSize(), page.items());
        }
    }

    /** One page of what was put in. */
    record Recharges(long totalSize, List<BillingApi.RechargeView> records) {
        static Recharges of(Page<BillingApi.RechargeView> page) {
            return new Recharges(page.totalSize(), page.items());
        }
    }
}
