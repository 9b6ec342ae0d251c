package cn.ac.pcl.octopus.base.testing;

import cn.ac.pcl.octopus.base.testing.TestCalls.Answer;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Counts the SQL statements that a piece of code sends in its own thread. A list page is a constant
 * number of them however many rows it has:
 *
 * <pre>{@code
 * assertThat(StatementCounter.count(() -> users.search(query))).isEqualTo(2);
 * }</pre>
 */
public final class StatementCounter {
    private static final ScopedValue<AtomicInteger> COUNT = ScopedValue.newInstance();

    private static final String HEADER = "Octopus-Test-Count";
    private static final Map<String, AtomicInteger> CALLS = new ConcurrentHashMap<>();

    private StatementCounter() {}

    /** How many statements the code sends; what it returns is thrown away. */
    public static int count(Callable<?> code) throws Exception {
        var counter = new AtomicInteger();
        ScopedValue.where(COUNT, counter)
                .call(() -> {
                    code.call();
                    return null;
                });
        return counter.get();
    }

    /** An answer and how many statements the service sent for it. */
    record Counted(Answer answer, int statements) {}

    /**
     * Counts for a call over HTTP to the service in this process.
     *
     * @param call makes the call with the headers that it is given
     */
    static Counted countCall(Function<Map<String, String>, Answer> call) {
        var mark = UUID.randomUUID().toString();
        var counter = new AtomicInteger();
        CALLS.put(mark, counter);
        try {
            return new Counted(call.apply(Map.of(HEADER, mark)), counter.get());
        } finally {
            CALLS.remove(mark);
        }
    }

    /** Counts in the thread that answers a call of {@link #countCall}. */
    static Filter ofCalls() {
        return (request, response, chain) -> {
            var mark = ((HttpServletRequest) request).getHeader(HEADER);
            var counter = mark == null ? null : CALLS.get(mark);
            if (counter == null) {
                chain.doFilter(request, response);
                return;
            }
            try {
                ScopedValue.where(COUNT, counter)
                        .call(() -> {
                            chain.doFilter(request, response);
                            return null;
                        });
            } catch (IOException | ServletException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new ServletException(e);
            }
        };
    }

    static DataSource watch(DataSource source) {
        return proxy(
                DataSource.class,
                source,
                (method, result) ->
                        method.getName().equals("getConnection") && result != null
                                ? watch((Connection) result)
                                : result);
    }

    private static Connection watch(Connection connection) {
        return proxy(
                Connection.class,
                connection,
                (method, result) ->
                        result instanceof Statement statement ? watch(method, statement) : result);
    }

    private static Object watch(Method maker, Statement statement) {
        return proxy(
                maker.getReturnType().asSubclass(Statement.class),
                statement,
                (method, result) -> {
                    if (method.getName().startsWith("execute") && COUNT.isBound()) {
                        COUNT.get().incrementAndGet();
                    }
                    return result;
                });
    }

    private interface After {
        @Nullable Object apply(Method method, @Nullable Object result);
    }

    private static <T> T proxy(Class<T> type, T target, After after) {
        InvocationHandler handler =
                (proxy, method, arguments) -> {
                    try {
                        if (method.getName().equals("unwrap")) {
                            return method.invoke(target, arguments);
                        }
                        return after.apply(method, method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                };
        return type.cast(
                Proxy.newProxyInstance(
                        StatementCounter.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
