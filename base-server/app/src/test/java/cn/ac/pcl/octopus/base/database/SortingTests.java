package cn.ac.pcl.octopus.base.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.PageQuery;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SortingTests {
    private static final Sorting SORTING =
            Sorting.by(Map.of("createdAt", "createdAt", "name", "title"), "id");

    private record Query(
            int pageIndex, int pageSize, @Nullable String sortBy, @Nullable String orderBy)
            implements PageQuery {}

    @ParameterizedTest
    @CsvSource({
        ",, createdAt: DESC",
        "'','', createdAt: DESC",
        "name,, title: DESC",
        "name,asc, title: ASC",
        ",asc, createdAt: ASC",
        "asc,name, title: ASC",
        "desc,name, title: DESC",
        "asc,, createdAt: ASC",
        ",name, title: DESC",
    })
    void understandsBothSpellingsOfTheContract(
            @Nullable String sortBy, @Nullable String orderBy, String order) {
        var page = SORTING.page(new Query(3, 20, sortBy, orderBy));
        assertThat(page.getSort().toString()).startsWith(order + ",id: ");
        assertThat(page.getOffset()).isEqualTo(40);
    }

    @ParameterizedTest
    @CsvSource({"password,asc", "name,sideways", "name;drop table users,asc", "asc,asc"})
    void refusesEverythingElse(String sortBy, String orderBy) {
        assertThatThrownBy(() -> SORTING.page(new Query(1, 1, sortBy, orderBy)))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void refusesPagesThatNoDatabaseCanCountTo() {
        assertThat(SORTING.page(new Query(21_691_754, 99, null, null)).getOffset()).isPositive();
        assertThatThrownBy(() -> SORTING.page(new Query(Integer.MAX_VALUE, 99, null, null)))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.field()).isEqualTo("pageIndex"));
    }

    @Test
    void readsWhatWasTypedLiterally() {
        assertThat(Like.containing("50%_!")).isEqualTo("%50!%!_!!%");
        assertThat(Filter.containing(" ")).isNull();
        assertThat(Filter.startingWith("a_")).isEqualTo("a!_%");
    }
}
