package cn.ac.pcl.octopus.base.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/** Accounts in machine-hours, with two decimals: what was put in, what runs have cost. */
@HttpExchange("/billing")
public interface BillingApi {
    /** The caller's own account. */
    @GetExchange("/mine")
    AccountView mine();

    @PostExchange("/mine/payments/search")
    Page<PaymentView> myPayments(@Valid @RequestBody RecordQuery query);

    @PostExchange("/mine/recharges/search")
    Page<RechargeView> myRecharges(@Valid @RequestBody RecordQuery query);

    /** The account of the caller's workspace; {@code not-found} in the default workspace. */
    @GetExchange("/workspace")
    AccountView ofWorkspace();

    @PostExchange("/workspace/payments/search")
    Page<PaymentView> workspacePayments(@Valid @RequestBody RecordQuery query);

    @PostExchange("/workspace/recharges/search")
    Page<RechargeView> workspaceRecharges(@Valid @RequestBody RecordQuery query);

    /** Administrators only, as everything below. */
    @PostExchange("/users/search")
    Page<UserAccountView> searchUsers(@Valid @RequestBody UserAccountQuery query);

    @PostExchange("/workspaces/search")
    Page<WorkspaceAccountView> searchWorkspaces(@Valid @RequestBody WorkspaceAccountQuery query);

    /** Adds to the balance; a negative amount takes away. */
    @PostExchange("/users/{userId}/recharge")
    void rechargeUser(@PathVariable String userId, @Valid @RequestBody Recharge recharge);

    @PostExchange("/workspaces/{spaceId}/recharge")
    void rechargeWorkspace(@PathVariable String spaceId, @Valid @RequestBody Recharge recharge);

    record AccountView(Instant createdAt, Instant updatedAt, BigDecimal amount) {}

    record UserAccountView(
            Instant createdAt,
            Instant updatedAt,
            BigDecimal amount,
            String userId,
            String userName) {}

    record WorkspaceAccountView(
            Instant createdAt,
            Instant updatedAt,
            BigDecimal amount,
            String spaceId,
            String spaceName) {}

    /**
     * What a run has cost so far.
     *
     * @param bizId id of the run
     * @param title name of the run; the portals spell it with a capital
     */
    record PaymentView(
            Instant createdAt,
            Instant updatedAt,
            String id,
            BigDecimal amount,
            RunKind bizType,
            String bizId,
            @JsonProperty("Title") String title,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            PaymentStatus status) {}

    record RechargeView(Instant createdAt, Instant updatedAt, String id, BigDecimal amount) {}

    record RecordQuery(
            @Min(1) int pageIndex,
            @Min(1) @Max(Paging.MOST) int pageSize,
            @Nullable @Size(max = Paging.SORT_KEY) String sortBy,
            @Nullable @Pattern(regexp = Paging.ORDER) String orderBy,
            @Nullable @Size(max = 512) String searchKey)
            implements PageQuery {}

    record UserAccountQuery(
            @Min(1) int pageIndex,
            @Min(1) @Max(Paging.MOST) int pageSize,
            @Nullable @Size(max = Paging.SORT_KEY) String sortBy,
            @Nullable @Pattern(regexp = Paging.ORDER) String orderBy,
            @Nullable @Size(max = 36) String userId)
            implements PageQuery {}

    record WorkspaceAccountQuery(
            @Min(1) int pageIndex,
            @Min(1) @Max(Paging.MOST) int pageSize,
            @Nullable @Size(max = Paging.SORT_KEY) String sortBy,
            @Nullable @Pattern(regexp = Paging.ORDER) String orderBy,
            @Nullable @Size(max = 36) String spaceId)
            implements PageQuery {}

    /** Zero and amounts of more than two decimals or a million are refused. */
    record Recharge(@NotNull @Digits(integer = 7, fraction = 2) BigDecimal amount) {}
}
