package cn.ac.pcl.octopus.base.database;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.PageQuery;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Sort.Direction;

/**
 * The keys by which a list may be sorted. Nothing else from a request ever becomes part of an
 * {@code order by}. Every order ends with the id, so that pages neither repeat nor skip rows.
 */
public final class Sorting {
    private static final String CREATED = "createdAt";

    private final Map<String, String> properties;
    private final String tieBreaker;

    private Sorting(Map<String, String> properties, String tieBreaker) {
        this.properties = Map.copyOf(properties);
        this.tieBreaker = tieBreaker;
    }

    /**
     * @param properties property of the entity by its name on the wire, {@code createdAt} among
     *     them
     * @param tieBreaker a property that no two rows share
     */
    public static Sorting by(Map<String, String> properties, String tieBreaker) {
        if (!properties.containsKey(CREATED)) {
            throw new IllegalArgumentException("Lists are sorted by " + CREATED + " unless told");
        }
        return new Sorting(properties, tieBreaker);
    }

    /** The page that a query asks for; a database counts rows further than pages reach. */
    public Pageable page(PageQuery query) {
        return page(query.pageIndex(), query.pageSize(), sort(query));
    }

    /** The page of a number from 1, in an order that nobody chooses. */
    public static Pageable page(int index, int size, Sort order) {
        if ((long) index * size > Integer.MAX_VALUE) {
            throw Refusal.invalid("pageIndex", "is beyond every list");
        }
        return PageRequest.of(index - 1, size, order);
    }

    private Sort sort(PageQuery query) {
        var key = given(query.sortBy());
        var order = given(query.orderBy());
        if (isDirection(key) || (key.isEmpty() && !isDirection(order))) {
            var swapped = key;
            key = order;
            order = swapped;
        }
        if (!order.isEmpty() && !isDirection(order)) {
            throw Refusal.invalid("orderBy", "is neither asc nor desc");
        }
        var property = properties.get(key.isEmpty() ? CREATED : key);
        if (property == null) {
            throw Refusal.invalid("sortBy", "is not a field that this list can be sorted by");
        }
        var direction = order.equals("asc") ? Direction.ASC : Direction.DESC;
        return Sort.by(direction, property).and(Sort.by(direction, tieBreaker));
    }

    private static String given(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static boolean isDirection(String text) {
        return text.equals("asc") || text.equals("desc");
    }
}
