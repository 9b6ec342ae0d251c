package cn.ac.pcl.octopus.base.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;

class EndpointsTests {
    static class Controller {
        @AllowedTo(Role.USER)
        public void said() {}

        public void silent() {}
    }

    @AllowedTo(Role.ADMINISTRATOR)
    static class Whole {
        public void any() {}
    }

    @Test
    void startsOnlyWhenEveryEndpointSaysWhoMayCallIt() throws NoSuchMethodException {
        var said = method(new Controller(), "said");
        assertThatCode(() ->
                        Endpoints.requireRules(
                                Map.of(path("/a"), said, path("/b"), method(new Whole(), "any"))))
                .doesNotThrowAnyException();
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        Endpoints.requireRules(
                                Map.of(
                                        path("/a"),
                                        said,
                                        path("/b"),
                                        method(new Controller(), "silent"))))
                .withMessageContaining("/b")
                .withMessageContaining("silent");
    }

    @Test
    void leavesOutWhatChecksItsCallersItself() {
        assertThatCode(() ->
                        Endpoints.requireRules(
                                Map.of(
                                        path("/v1/trainmanage/pipelinecallback"),
                                        method(new Controller(), "silent"))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void refusesEverybodyWhereNothingIsSaid(Role role) throws NoSuchMethodException {
        var request = new MockHttpServletRequest("GET", "/b");
        request.setAttribute(
                CurrentCaller.ATTRIBUTE,
                new Caller(role == Role.NOBODY ? "" : "u1", role, "", "r1"));
        var handler = method(new Controller(), "silent");
        assertThatThrownBy(() ->
                        new RoleInterceptor(List.of())
                                .preHandle(request, new MockHttpServletResponse(), handler))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.ROLE_REFUSED));
    }

    private static HandlerMethod method(Object bean, String name) throws NoSuchMethodException {
        return new HandlerMethod(bean, name);
    }

    private static RequestMappingInfo path(String path) {
        return RequestMappingInfo.paths(path).build();
    }
}
