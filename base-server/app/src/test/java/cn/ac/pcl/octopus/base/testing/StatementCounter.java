package cn.ac.pcl.octopus.base.testing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
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
