package dev.holdfast.cli.doctor;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Origin;
import dev.holdfast.settings.Secret;
import dev.holdfast.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What works when nobody is there: a session's end that a hook or a timer works off may not have the environment of the
 * client or of this shell. Such a job waits for a process that has what it needs; this says beforehand which would.
 */
final class Unattended {
    private static final String CHECK = "unattended";

    private Unattended() {}

    static List<Finding> of(Settings settings, Map<String, String> environment) {
        List<Finding> findings = new ArrayList<>();
        home(settings, findings);
        secret("http_token", settings.get(Keys.HTTP_TOKEN), findings);
        secret("memory_api_key", settings.get(Keys.MEMORY_API_KEY), findings);
        if (settings.remoteIsBucket()) {
            credentials(settings, environment, findings);
        }
        spool(settings.home(), findings);
        return findings;
    }

    private static void home(Settings settings, List<Finding> findings) {
        Origin origin = settings.origin(Keys.HOME);
        String home = settings.home().toString();
        switch (origin.kind()) {
            case DEFAULT -> findings.add(Finding.ok(CHECK, "hook, server and shell all use the usual home " + home));
            case ENVIRONMENT ->
                findings.add(Finding.warning(
                        CHECK,
                        "the home " + home
                                + " comes from HOLDFAST_HOME in this shell; give the client the same variable,"
                                + " or its server and its hook keep what they know elsewhere"));
            case FLAG, FILE ->
                findings.add(Finding.warning(
                        CHECK,
                        "the home " + home + " was named for this command alone; servers and hooks use HOLDFAST_HOME or"
                                + " the usual place"));
        }
    }

    private static void secret(String setting, Secret secret, List<Finding> findings) {
        if (!secret.isSet()) {
            return;
        }
        String reference = secret.reference();
        findings.add(
                reference.startsWith("${env:")
                        ? Finding.warning(
                                CHECK,
                                setting + " is " + reference + ", which a hook or timer may not have; ${file:…} or"
                                        + " ${command:…} works without a client")
                        : Finding.ok(CHECK, setting + " comes from " + reference + ", which needs no client"));
    }

    private static void credentials(Settings settings, Map<String, String> environment, List<Finding> findings) {
        String profile = settings.get(Keys.CLOUD_PROFILE);
        if (!profile.isEmpty()) {
            findings.add(Finding.ok(
                    CHECK, "the bucket's key comes from the profile " + profile + ", which needs no client"));
        } else if (environment.containsKey("AWS_ACCESS_KEY_ID")) {
            findings.add(Finding.warning(
                    CHECK,
                    "the bucket's key comes from AWS_ACCESS_KEY_ID in this shell, which a hook or timer may not have; put it"
                            + " into ~/.aws/credentials to have it there too"));
        } else {
            findings.add(Finding.ok(CHECK, "the bucket's key comes from where AWS tools look, which needs no client"));
        }
    }

    private static void spool(Path home, List<Finding> findings) {
        Optional<Path> spool = Optional.of(home.resolve("spool")).filter(Files::isDirectory);
        if (spool.isPresent() && !Files.isWritable(spool.get())) {
            findings.add(Finding.problem(
                    CHECK, spool.get() + " can't be written by the hook; make it yours, or sessions' ends are lost"));
        }
    }
}
