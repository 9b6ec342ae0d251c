package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.access.AllowedTo;
import cn.ac.pcl.octopus.base.access.CurrentCaller;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.storage.StorageProperties;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.Role;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRange;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/**
 * Streams the logs of training jobs to their owner and to administrators. A path is put together
 * from the id of a job that exists and two names of one form, so it leads nowhere else.
 */
@RestController
@AllowedTo({Role.USER, Role.ADMINISTRATOR})
class LogController {
    private static final MediaType TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);

    private static final Pattern TASK = Pattern.compile("task(0|[1-9][0-9]{0,3})");
    private static final Pattern REPLICA = Pattern.compile("0|[1-9][0-9]{0,4}");

    private final TrainingRuns runs;
    private final CurrentCaller caller;
    private final StorageProperties storage;

    LogController(TrainingRuns runs, CurrentCaller caller, StorageProperties storage) {
        this.runs = runs;
        this.caller = caller;
        this.storage = storage;
    }

    @GetMapping("/log/user/trainjob/{jobId}/{task}/{replica}/index.log")
    @Nullable ResponseEntity<Resource> log(
            @PathVariable String jobId,
            @PathVariable String task,
            @PathVariable String replica,
            @RequestHeader(name = HttpHeaders.RANGE, required = false) @Nullable String range,
            @RequestHeader(name = HttpHeaders.IF_RANGE, required = false) @Nullable String ifRange,
            WebRequest request) {
        if (!TASK.matcher(task).matches() || !REPLICA.matcher(replica).matches()) {
            throw missing();
        }
        Caller reader = caller.get();
        Optional<String> owner = runs.ownerOf(jobId);
        boolean isVisible =
                owner.isPresent()
                        && (reader.role() == Role.ADMINISTRATOR
                                || owner.get().equals(reader.userId()));
        if (!isVisible) {
            throw missing();
        }
        LogFile log =
                LogFile.of(
                                storage.jobLogs(jobId)
                                        .resolve(task)
                                        .resolve(replica)
                                        .resolve("index.log"))
                        .orElseThrow(LogController::missing);
        if (request.checkNotModified(log.tag(), log.lastModified())) {
            return null;
        }
        // Whoever has a part of what the log was before gets all of it, never a part.
        boolean wantsPart =
                range != null
                        && range.startsWith("bytes=")
                        && (ifRange == null || ifRange.equals(log.tag()));
        if (wantsPart && !isSatisfiable(range, log)) {
            return ResponseEntity.status(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                    .header(HttpHeaders.CONTENT_RANGE, "bytes */" + log.contentLength())
                    .build();
        }
        // The length of what is sent is told by who sends it: all, a part, or several with borders.
        return ResponseEntity.ok()
                .contentType(TEXT)
                .eTag(log.tag())
                .lastModified(log.lastModified())
                .cacheControl(CacheControl.noCache())
                .header("X-Content-Type-Options", "nosniff")
                .body(range == null || wantsPart ? log : new InputStreamResource(log));
    }

    /** Asked first, since the framework sends the whole log along with its 416. */
    private static boolean isSatisfiable(@Nullable String range, LogFile log) {
        try {
            HttpRange.toResourceRegions(HttpRange.parseRanges(range), log);
            return true;
        } catch (IllegalArgumentException unsatisfiable) {
            return false;
        }
    }

    private static Refusal missing() {
        return new Refusal(ErrorCode.NOT_FOUND, "There is no such log");
    }
}
