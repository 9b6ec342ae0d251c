package cn.ac.pcl.octopus.identity;

import java.util.Locale;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in one sentence which property is missing, instead of a stack trace. */
class MissingPropertyAnalyzer extends AbstractFailureAnalyzer<MissingPropertyException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, MissingPropertyException cause) {
        var environment =
                cause.property().replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
        return new FailureAnalysis(
                cause.getMessage(),
                "Set it, for example by the environment variable " + environment + ".",
                cause);
    }
}
