package dev.holdfast.settings;

import java.net.URI;

/** The rules between keys. Two settings that disagree are an error that names both: nobody guesses which one counts. */
final class SettingsRules {
    private SettingsRules() {}

    static void check(Settings settings, Problems problems) {
        bucketIsTheRemote(settings, problems);
        forcedMethodHasATarget(settings, problems);
        endpointHasABucket(settings, problems);
    }

    private static void bucketIsTheRemote(Settings settings, Problems problems) {
        String bucket = settings.get(Keys.CLOUD_BUCKET);
        URI remote = settings.get(Keys.REMOTE).orElse(null);
        if (bucket.isEmpty() || remote == null || problems.touch(Keys.CLOUD_BUCKET, Keys.REMOTE)) {
            return;
        }
        if (!remote.equals(Settings.bucketAddress(bucket))) {
            problems.add(
                    Keys.CLOUD_BUCKET,
                    settings.origin(Keys.CLOUD_BUCKET),
                    "cloud_bucket means the remote s3://" + bucket + ", and remote " + at(settings, Keys.REMOTE)
                            + " names another place; keep one of the two.");
        }
    }

    private static void forcedMethodHasATarget(Settings settings, Problems problems) {
        ForceMethod method = settings.get(Keys.FORCE_METHOD);
        if (method == ForceMethod.CLOUD
                && settings.remote().isEmpty()
                && !problems.touch(Keys.CLOUD_BUCKET, Keys.REMOTE)) {
            addForced(settings, problems, "cloud needs a remote, and neither remote nor cloud_bucket is set");
        }
        if (method == ForceMethod.HTTP
                && settings.get(Keys.HTTP_ENDPOINT).isEmpty()
                && !problems.touch(Keys.HTTP_ENDPOINT)) {
            addForced(settings, problems, "http needs an endpoint, and http_endpoint is not set");
        }
    }

    private static void addForced(Settings settings, Problems problems, String reason) {
        problems.add(Keys.FORCE_METHOD, settings.origin(Keys.FORCE_METHOD), "force_method: " + reason + ".");
    }

    private static void endpointHasABucket(Settings settings, Problems problems) {
        if (settings.get(Keys.CLOUD_ENDPOINT).isEmpty() || problems.touch(Keys.CLOUD_BUCKET, Keys.REMOTE)) {
            return;
        }
        if (!settings.remoteIsBucket()) {
            String found = settings.remote().isEmpty()
                    ? "neither cloud_bucket nor remote is set"
                    : "remote " + at(settings, Keys.REMOTE) + " is a folder";
            problems.add(
                    Keys.CLOUD_ENDPOINT,
                    settings.origin(Keys.CLOUD_ENDPOINT),
                    "cloud_endpoint belongs to a bucket, and " + found + "; set a bucket, or remove cloud_endpoint.");
        }
    }

    private static String at(Settings settings, Key<?> key) {
        return "(" + settings.origin(key) + ")";
    }
}
