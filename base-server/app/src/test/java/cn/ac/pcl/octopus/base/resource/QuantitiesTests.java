package cn.ac.pcl.octopus.base.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTests {
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "500m, 0.5",
        "10Gi, 10737418240",
        "2k, 2000",
        "1.5, 1.5",
        "0, 0",
        "1e3, 1000",
        "5M, 5000000",
        ".5, 0.5",
        "+3, 3"
    })
    void reads(String text, BigDecimal amount) {
        assertThat(Quantities.parse(text))
                .get()
                .satisfies(a -> assertThat(a).isEqualByComparingTo(amount));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "", " 1", "1 Gi", "1GB", "Gi", "one", "1KI", "1e", "0x10", "1,5"})
    void refuses(String text) {
        assertThat(Quantities.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1073741824, true, 1Gi", "1073741825, true, 1073741825", "0, true, 0", "0, false, 0",
        "3.5, false, 3500m", "12, false, 12", "1024, false, 1024", "1536, true, 1536"
    })
    void writes(BigDecimal amount, boolean bytes, String text) {
        assertThat(Quantities.text(amount, bytes)).isEqualTo(text);
    }
}
