package cn.ac.pcl.octopus.base.access;

import cn.ac.pcl.octopus.identity.Caller;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * The caller of the request that this thread handles. Controllers that implement an interface of
 * the API ask here; others may take a {@link Caller} as an argument. Below a controller the caller
 * is passed on as a value.
 */
@Component
public class CurrentCaller {
    static final String ATTRIBUTE = CurrentCaller.class.getName();

    public Caller get() {
        var attributes = RequestContextHolder.currentRequestAttributes();
        if (attributes.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST)
                instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("This request has no caller");
    }
}
