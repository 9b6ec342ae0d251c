package cn.ac.pcl.octopus.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.core.StringRedisTemplate;

class IdentityConfigurationTests {

    private final ApplicationContextRunner edge =
            new ApplicationContextRunner()
                    .withUserConfiguration(EdgeIdentityConfiguration.class)
                    .withBean(StringRedisTemplate.class, StringRedisTemplate::new)
                    .withInitializer(context ->
                            context.addBeanFactoryPostProcessor(factory ->
                                    factory.getBeanDefinition("stringRedisTemplate")
                                            .setLazyInit(true)));

    @Test
    void namesTheMissingProperty() {
        new ApplicationContextRunner()
                .withUserConfiguration(CallerIdentityConfiguration.class)
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessageStartingWith(
                                        "The property octopus.identity.caller-public-key is"
                                                + " not set"));
        edge.run(context ->
                assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageStartingWith(
                                "The property octopus.identity.token-secret is not" + " set"));
    }

    @Test
    void saysWhichVariableToSet() {
        var missing = new MissingPropertyException("octopus.identity.token-secret", "a secret");
        var analysis = new MissingPropertyAnalyzer().analyze(missing, missing);
        assertThat(analysis.getDescription())
                .isEqualTo("The property octopus.identity.token-secret is not set: a secret");
        assertThat(analysis.getAction()).contains("OCTOPUS_IDENTITY_TOKENSECRET");
    }

    @Test
    void bindsSecretsAndPrintsNone() {
        new ApplicationContextRunner()
                .withUserConfiguration(CallerIdentityConfiguration.class)
                .withPropertyValues(
                        "octopus.identity.token-secret=very secret",
                        "octopus.identity.caller-public-key="
                                + CallerTokensTests.publicText(CallerTokensTests.newKeys()))
                .run(context ->
                        assertThat(context.getBean(IdentityProperties.class))
                                .returns("very secret", IdentityProperties::requireTokenSecret)
                                .asString()
                                .contains("tokenSecret=***", "callerPrivateKey=null")
                                .doesNotContain("very"));
    }

    @Test
    void hasNoDefaultSecretAndADayOfLife() {
        new ApplicationContextRunner()
                .withUserConfiguration(CallerIdentityConfiguration.class)
                .withPropertyValues(
                        "octopus.identity.caller-public-key="
                                + CallerTokensTests.publicText(CallerTokensTests.newKeys()))
                .run(context ->
                        assertThat(context.getBean(IdentityProperties.class))
                                .extracting(
                                        IdentityProperties::tokenLifetime,
                                        IdentityProperties::tokenSecret)
                                .containsExactly(Duration.ofHours(24), null));
    }
}
