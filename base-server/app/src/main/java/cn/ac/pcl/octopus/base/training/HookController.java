package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.identity.HookSignature;
import cn.ac.pcl.octopus.identity.InvalidTokenException;
import cn.ac.pcl.octopus.taskset.api.LifeHook;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hears from the task engine what happens to training jobs. The signature is checked before
 * anything is read into an object; whatever is not done is asked for again.
 */
@RestController
class HookController {
    private static final Logger log = LoggerFactory.getLogger(HookController.class);

    private static final int LARGEST_BODY = 8 * 1024 * 1024;

    private final TrainingRuns runs;
    private final HookSignature signature;
    private final JsonMapper json;

    HookController(TrainingRuns runs, HookSignature signature, JsonMapper json) {
        this.runs = runs;
        this.signature = signature;
        this.json = json;
    }

    @PostMapping(path = "/v1/trainmanage/pipelinecallback", produces = MediaType.TEXT_PLAIN_VALUE)
    String trainingJob(
            @RequestHeader(name = HookSignature.HEADER, required = false) @Nullable String header,
            HttpServletRequest request)
            throws IOException {
        byte[] body = request.getInputStream().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            log.warn("A life hook is too large; the comparison with the engine brings it in");
            throw new Refusal(ErrorCode.UNREADABLE_BODY, "The hook is too large");
        }
        LifeHook hook;
        try {
            signature.verify(header, body);
            hook = json.readValue(body, LifeHook.class);
        } catch (InvalidTokenException e) {
            log.warn("Life hook refused: {}", e.getMessage());
            throw new Refusal(ErrorCode.CALLER_REFUSED, "The hook is not signed as it must be", e);
        } catch (JacksonException e) {
            throw new Refusal(ErrorCode.UNREADABLE_BODY, ErrorCode.UNREADABLE_BODY.title(), e);
        }
        try {
            return runs.take(hook.detail()) ? LifeHook.DONE : LifeHook.AGAIN;
        } catch (RuntimeException e) {
            log.warn(
                    "Moment {} of training job {} is asked for again: {}",
                    hook.sequence(),
                    hook.id(),
                    e.toString());
            log.debug("Moment {} of training job {} was not taken", hook.sequence(), hook.id(), e);
            return LifeHook.AGAIN;
        }
    }
}
