package cn.ac.pcl.octopus.local.platform;

import cn.ac.pcl.octopus.local.platform.Ports.Part;
import cn.ac.pcl.octopus.local.process.ChildProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The variables that a service is started with: addresses and credentials, nothing else differs
/// from production.
///
/// @param jdbcUrl gives the JDBC address of a schema
record Environment(
        Home home,
        Ports ports,
        Secrets secrets,
        Path kubeconfig,
        String gatewayAddress,
        UnaryOperator<String> jdbcUrl) {

    private static final String LOOPBACK = "127.0.0.1";

    Map<String, String> of(Service service) {
        Map<String, String> variables = ChildProcess.inherited();
        // Without it a JVM cannot write a file with a Chinese name.
        variables.put("LC_ALL", "C.UTF-8");
        variables.put("PORT", Integer.toString(ports.of(service.part())));
        variables.put("SERVER_ADDRESS", service.part() == Part.GATEWAY ? gatewayAddress : LOOPBACK);
        // Many threads of the C library's allocator cost memory that nobody uses.
        variables.put("MALLOC_ARENA_MAX", "2");
        // Readable lines instead of JSON.
        variables.put("LOGGING_STRUCTURED_FORMAT_CONSOLE", "");
        switch (service.part()) {
            case GATEWAY -> gateway(variables);
            case OPENAI_SERVER, ADMIN_SERVER -> edge(variables);
            case BASE_SERVER -> baseServer(variables);
            case TASKSET -> taskset(variables);
            case SCHEDULER -> variables.put("KUBECONFIG", kubeconfig.toString());
            case CONTROLLER -> controller(variables);
            default -> throw new IllegalArgumentException(service.name() + " is no service");
        }
        return variables;
    }

    private void gateway(Map<String, String> variables) {
        edge(variables);
        variables.put("OCTOPUS_GATEWAY_OPENAISERVER", url(Part.OPENAI_SERVER));
        variables.put("OCTOPUS_GATEWAY_ADMINSERVER", url(Part.ADMIN_SERVER));
        variables.put("OCTOPUS_GATEWAY_OBJECTSTORE", url(Part.OBJECTS));
        variables.put("MANAGEMENT_SERVER_PORT", Integer.toString(ports.of(Part.GATEWAY_HEALTH)));
        variables.put("MANAGEMENT_SERVER_ADDRESS", LOOPBACK);
    }

    private void edge(Map<String, String> variables) {
        redis(variables);
        variables.put("OCTOPUS_IDENTITY_TOKENSECRET", secrets.tokenSecret());
        variables.put("OCTOPUS_IDENTITY_CALLERPRIVATEKEY", secrets.callerPrivateKey());
        variables.put("OCTOPUS_BASESERVER_URL", url(Part.BASE_SERVER));
    }

    private void baseServer(Map<String, String> variables) {
        redis(variables);
        datasource(variables, "octopus", secrets.databasePassword());
        variables.put("KUBECONFIG", kubeconfig.toString());
        variables.put("OCTOPUS_IDENTITY_CALLERPUBLICKEY", secrets.callerPublicKey());
        variables.put("OCTOPUS_TASKSET_URL", url(Part.TASKSET));
        variables.put("OCTOPUS_TASKSET_TOKEN", secrets.tasksetToken());
        variables.put("OCTOPUS_HOOKS_SECRET", secrets.hooksSecret());
        variables.put("OCTOPUS_STORAGE_ENDPOINT", url(Part.OBJECTS));
        variables.put("OCTOPUS_STORAGE_ACCESSKEY", secrets.storeAccessKey());
        variables.put("OCTOPUS_STORAGE_SECRETKEY", secrets.storeSecretKey());
        variables.put("OCTOPUS_STORAGE_MOUNTPATH", home.volume().toString());
        variables.put("OCTOPUS_STORAGE_LOGPATH", home.jobLogs().toString());
        variables.put("OCTOPUS_CLUSTER_VOLUMESOURCE_HOSTPATH", home.volume().toString());
        variables.put("OCTOPUS_ADMINISTRATOR_USERNAME", Secrets.ADMINISTRATOR);
        variables.put("OCTOPUS_ADMINISTRATOR_PASSWORD", secrets.administratorPassword());
        variables.put("OCTOPUS_ADMINISTRATOR_EMAIL", "admin@octopus.local");
        variables.put("OCTOPUS_ADMINISTRATOR_PHONE", "13800000000");
    }

    private void taskset(Map<String, String> variables) {
        datasource(variables, "core", secrets.tasksetDatabasePassword());
        variables.put("KUBECONFIG", kubeconfig.toString());
        variables.put("OCTOPUS_TASKSET_TOKEN", secrets.tasksetToken());
        variables.put("OCTOPUS_BASESERVER_URL", url(Part.BASE_SERVER));
        variables.put("OCTOPUS_HOOKS_SECRET", secrets.hooksSecret());
    }

    private void controller(Map<String, String> variables) {
        variables.put("KUBECONFIG", kubeconfig.toString());
        if (kubeconfig.equals(home.kubeconfig())) {
            // Nobody adds a node or an image to one machine while a job waits for it.
            variables.put("OCTOPUS_CONTROLLER_PLACEMENTTIMEOUT", "15s");
            variables.put("OCTOPUS_CONTROLLER_STARTTIMEOUT", "15s");
        }
    }

    private void redis(Map<String, String> variables) {
        variables.put("SPRING_DATA_REDIS_HOST", LOOPBACK);
        variables.put("SPRING_DATA_REDIS_PORT", Integer.toString(ports.of(Part.REDIS)));
        variables.put("SPRING_DATA_REDIS_PASSWORD", secrets.redisPassword());
    }

    private void datasource(Map<String, String> variables, String schema, String password) {
        variables.put("SPRING_DATASOURCE_URL", jdbcUrl.apply(schema));
        variables.put("SPRING_DATASOURCE_USERNAME", schema);
        variables.put("SPRING_DATASOURCE_PASSWORD", password);
    }

    private String url(Part part) {
        return "http://%s:%d".formatted(LOOPBACK, ports.of(part));
    }
}
