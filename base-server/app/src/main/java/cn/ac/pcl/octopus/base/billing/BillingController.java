package cn.ac.pcl.octopus.base.billing;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.access.AllowedTo;
import cn.ac.pcl.octopus.base.access.CurrentCaller;
import cn.ac.pcl.octopus.base.api.BillingApi;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.Page;
import cn.ac.pcl.octopus.base.user.Users;
import cn.ac.pcl.octopus.base.workspace.Workspaces;
import cn.ac.pcl.octopus.identity.Role;
import java.util.List;
import org.springframework.web.bind.annotation.RestController;

@RestController
@AllowedTo(Role.ADMINISTRATOR)
class BillingController implements BillingApi {
    private final Accounts accounts;
    private final Users users;
    private final Workspaces workspaces;
    private final CurrentCaller caller;

    BillingController(Accounts accounts, Users users, Workspaces workspaces, CurrentCaller caller) {
        this.accounts = accounts;
        this.users = users;
        this.workspaces = workspaces;
        this.caller = caller;
    }

    @Override
    @AllowedTo(Role.USER)
    public AccountView mine() {
        return view(accounts.get(me()));
    }

    @Override
    @AllowedTo(Role.USER)
    public Page<PaymentView> myPayments(RecordQuery query) {
        return payments(me(), query);
    }

    @Override
    @AllowedTo(Role.USER)
    public Page<RechargeView> myRecharges(RecordQuery query) {
        return recharges(me(), query);
    }

    @Override
    @AllowedTo(Role.USER)
    public AccountView ofWorkspace() {
        return view(accounts.get(myWorkspace()));
    }

    @Override
    @AllowedTo(Role.USER)
    public Page<PaymentView> workspacePayments(RecordQuery query) {
        return payments(myWorkspace(), query);
    }

    @Override
    @AllowedTo(Role.USER)
    public Page<RechargeView> workspaceRecharges(RecordQuery query) {
        return recharges(myWorkspace(), query);
    }

    @Override
    public Page<UserAccountView> searchUsers(UserAccountQuery query) {
        var page = accounts.search(Owner.Type.USER, query.userId(), query);
        var names = users.names(ids(page.getContent()));
        return new Page<>(
                page.getTotalElements(),
                page.stream()
                        .map(account ->
                                new UserAccountView(
                                        account.createdAt(),
                                        account.updatedAt(),
                                        account.amount(),
                                        account.owner().id(),
                                        names.getOrDefault(account.owner().id(), "")))
                        .toList());
    }

    @Override
    public Page<WorkspaceAccountView> searchWorkspaces(WorkspaceAccountQuery query) {
        var page = accounts.search(Owner.Type.WORKSPACE, query.spaceId(), query);
        var names = workspaces.names(ids(page.getContent()));
        return new Page<>(
                page.getTotalElements(),
                page.stream()
                        .map(account ->
                                new WorkspaceAccountView(
                                        account.createdAt(),
                                        account.updatedAt(),
                                        account.amount(),
                                        account.owner().id(),
                                        names.getOrDefault(account.owner().id(), "")))
                        .toList());
    }

    @Override
    public void rechargeUser(String userId, Recharge recharge) {
        accounts.recharge(Owner.user(userId), recharge.amount());
    }

    @Override
    public void rechargeWorkspace(String spaceId, Recharge recharge) {
        accounts.recharge(Owner.workspace(spaceId), recharge.amount());
    }

    private Owner me() {
        return Owner.user(caller.get().userId());
    }

    /** The default workspace has no account: in it everybody pays for themselves. */
    private Owner myWorkspace() {
        var workspaceId = caller.get().workspaceId();
        if (Workspaces.isDefault(workspaceId)) {
            throw new Refusal(ErrorCode.NOT_FOUND, "The default workspace has no account");
        }
        return Owner.workspace(workspaceId);
    }

    private Page<PaymentView> payments(Owner owner, RecordQuery query) {
        var page = accounts.payments(owner, query);
        return new Page<>(
                page.getTotalElements(), page.stream().map(BillingController::view).toList());
    }

    private Page<RechargeView> recharges(Owner owner, RecordQuery query) {
        var page = accounts.recharges(owner, query);
        return new Page<>(
                page.getTotalElements(), page.stream().map(BillingController::view).toList());
    }

    private static List<String> ids(List<Account> accounts) {
        return accounts.stream().map(account -> account.owner().id()).toList();
    }

    private static AccountView view(Account account) {
        return new AccountView(account.createdAt(), account.updatedAt(), account.amount());
    }

    private static PaymentView view(Payment payment) {
        return new PaymentView(
                payment.createdAt(),
                payment.updatedAt(),
                payment.id(),
                payment.amount(),
                payment.runKind(),
                payment.runId(),
                payment.title(),
                payment.startedAt(),
                payment.endedAt(),
                payment.status());
    }

    private static RechargeView view(Posting posting) {
        return new RechargeView(
                posting.createdAt(), posting.createdAt(), posting.getId(), posting.amount());
    }
}
