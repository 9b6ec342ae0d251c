package cn.ac.pcl.octopus.base.user;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.access.CallerCheck;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.UserStatus;
import cn.ac.pcl.octopus.identity.Caller;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** An account that is frozen or gone may not call, however fresh its token. */
@Component
@Order(1)
class AccountCheck implements CallerCheck {
    private final UserRepository users;
    private final AdministratorRepository administrators;

    AccountCheck(UserRepository users, AdministratorRepository administrators) {
        this.users = users;
        this.administrators = administrators;
    }

    @Override
    public void check(Caller caller) {
        switch (caller.role()) {
            case USER -> {
                var status =
                        users.statusOf(caller.userId())
                                .orElseThrow(() -> Refusal.of(ErrorCode.USER_NOT_FOUND));
                if (status == UserStatus.FROZEN) {
                    throw Refusal.of(ErrorCode.ACCOUNT_FROZEN);
                }
            }
            case ADMINISTRATOR -> {
                if (!administrators.existsById(caller.userId())) {
                    throw Refusal.of(ErrorCode.USER_NOT_FOUND);
                }
            }
            case NOBODY -> throw Refusal.of(ErrorCode.ROLE_REFUSED);
        }
    }
}
