package cn.ac.pcl.octopus.admin;

import cn.ac.pcl.octopus.base.api.BillingApi;
import cn.ac.pcl.octopus.surface.Empty;
import cn.ac.pcl.octopus.surface.Input;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Accounts of users and workspaces. */
@RestController
@RequestMapping("/v1/billingmanage")
class BillingController {

    private final BillingApi billing;

    BillingController(BillingApi billing) {
        this.billing = billing;
    }

    @GetMapping("/user")
    UserAccounts users(@Input BillingApi.UserAccountQuery query) {
        var page = billing.searchUsers(query);
        return new UserAccounts(page.totalSize(), page.items());
    }

    @PostMapping("/user/{userId}/recharge")
    Empty rechargeUser(@PathVariable String userId, @Input BillingApi.Recharge recharge) {
        billing.rechargeUser(userId, recharge);
        return new Empty();
    }

    @GetMapping("/workspace")
    WorkspaceAccounts workspaces(@Input BillingApi.WorkspaceAccountQuery query) {
        var page = billing.searchWorkspaces(query);
        return new WorkspaceAccounts(page.totalSize(), page.items());
    }

    @PostMapping("/workspace/{spaceId}/recharge")
    Empty rechargeWorkspace(@PathVariable String spaceId, @Input BillingApi.Recharge recharge) {
        billing.rechargeWorkspace(spaceId, recharge);
        return new Empty();
    }

    /** One page of users' accounts. */
    record UserAccounts(long totalSize, List<BillingApi.UserAccountView> billingUsers) {}

    /** One page of workspaces' accounts. */
    record WorkspaceAccounts(long totalSize, List<BillingApi.WorkspaceAccountView> billingSpaces) {}
}
