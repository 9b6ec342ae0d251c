package cn.ac.pcl.octopus.base.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.base.testing.ServiceTest;
import jakarta.persistence.OptimisticLockException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.ConcurrencyFailureException;

@ServiceTest
class AssetToolsIT {
    private final AssetTools tools;
    private final AtomicInteger attempts = new AtomicInteger();

    @Autowired
    AssetToolsIT(AssetTools tools) {
        this.tools = tools;
    }

    @Test
    void repeatsWhatSomebodyElseOvertook() {
        assertThat(tools.inTransaction(() -> overtaken(2))).isEqualTo(3);
    }

    @Test
    void repeatsTheOutermostTransactionAsAWhole() {
        assertThat(tools.inTransaction(() -> tools.inTransaction(() -> overtaken(1)) + 10))
                .isEqualTo(12);
    }

    @Test
    void givesUpWhenOthersAreFasterEveryTime() {
        assertThatThrownBy(() -> tools.inTransaction(() -> overtaken(100)))
                .isInstanceOf(ConcurrencyFailureException.class);
        assertThat(attempts).hasValue(6);
    }

    private int overtaken(int times) {
        int attempt = attempts.incrementAndGet();
        if (attempt <= times) {
            throw new OptimisticLockException("somebody was faster");
        }
        return attempt;
    }
}
