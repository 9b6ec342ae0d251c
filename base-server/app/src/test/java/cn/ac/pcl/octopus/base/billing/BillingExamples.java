package cn.ac.pcl.octopus.base.billing;

import cn.ac.pcl.octopus.base.testing.OwnershipExamples;
import java.util.Map;
import org.springframework.stereotype.Component;

@Component
class BillingExamples implements OwnershipExamples {
    private static final Map<String, Integer> PAGE = Map.of("pageIndex", 1, "pageSize", 9);
    private static final Map<String, Integer> RECHARGE = Map.of("amount", 5);

    @Override
    public void describe(Book book) {
        book.add("GET /billing/mine", s -> Example.plain())
                .add("POST /billing/mine/payments/search", s -> Example.of(PAGE))
                .add("POST /billing/mine/recharges/search", s -> Example.of(PAGE))
                .add("GET /billing/workspace", s -> Example.plain())
                .add("POST /billing/workspace/payments/search", s -> Example.of(PAGE))
                .add("POST /billing/workspace/recharges/search", s -> Example.of(PAGE))
                .add("POST /billing/users/search", s -> Example.of(PAGE))
                .add("POST /billing/workspaces/search", s -> Example.of(PAGE))
                .add(
                        "POST /billing/users/{userId}/recharge",
                        s -> Example.of(Map.of("userId", s.owner().userId()), RECHARGE))
                .add(
                        "POST /billing/workspaces/{spaceId}/recharge",
                        s -> Example.of(Map.of("spaceId", s.workspaceId()), RECHARGE));
    }
}
