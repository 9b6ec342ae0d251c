package cn.ac.pcl.octopus.local.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ChangeLogTests {
    private final ChangeLog log = new ChangeLog(10_000, 0);

    @Test
    void keepsNoMoreThanItsBoundOfLargeObjects() {
        for (int version = 1; version <= 5_000; version++) {
            log.add(change(version, 10_000));
            assertThat(log.bytes()).isLessThanOrEqualTo(ChangeLog.LARGEST);
        }
        assertThat(log.since(4_999)).hasSize(1);
        assertThat(log.since(4_700)).hasSize(300);
        assertThatThrownBy(() -> log.since(1)).isInstanceOf(VersionGoneException.class);
    }

    @Test
    void keepsTheNewestChangeHoweverLargeItIs() {
        log.add(change(1, 10));
        log.add(change(2, (int) ChangeLog.LARGEST + 1));
        assertThat(log.since(1)).extracting(Change::version).containsExactly(2L);
        log.add(change(3, 10));
        assertThat(log.since(2)).extracting(Change::version).containsExactly(3L);
    }

    @Test
    void readsTheDocumentOfAnOldVersionFromItsText() {
        StoredObject object = change(7, 3).last();
        ObjectNode before = object.draft();
        object.supersede();
        System.gc();
        assertThat(object.document()).isEqualTo(before);
    }

    private static Change change(long version, int size) {
        ObjectNode document = Json.object();
        document.putObject("metadata").put("name", "a").put("uid", "u");
        document.put("text", "x".repeat(size));
        StoredObject object = new StoredObject("things", new ObjectKey("", "a"), version, document);
        return new Change(null, object, object);
    }
}
