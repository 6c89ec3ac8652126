package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
    /** Name, variable and default of every key. Whoever changes a line here changes what users rely on. */
    private static final List<String> PINNED = List.of(
            "cloud_bucket HOLDFAST_CLOUD_BUCKET not set",
            "cloud_endpoint HOLDFAST_CLOUD_ENDPOINT not set",
            "cloud_region HOLDFAST_CLOUD_REGION auto",
            "system_id HOLDFAST_SYSTEM_ID " + HostName.systemId(),
            "upload_on_session_end HOLDFAST_UPLOAD_ON_SESSION_END true",
            "enable_fallback HOLDFAST_ENABLE_FALLBACK true",
            "force_method HOLDFAST_FORCE_METHOD auto",
            "upload_timeout_seconds HOLDFAST_UPLOAD_TIMEOUT_SECONDS 300",
            "max_retries HOLDFAST_MAX_RETRIES 3",
            "retry_backoff_seconds HOLDFAST_RETRY_BACKOFF_SECONDS 2",
            "enable_compression HOLDFAST_ENABLE_COMPRESSION true",
            "enable_deduplication HOLDFAST_ENABLE_DEDUPLICATION true",
            "chunk_size_mb HOLDFAST_CHUNK_SIZE_MB 5",
            "compression_format HOLDFAST_COMPRESSION_FORMAT zstd",
            "keep_last HOLDFAST_KEEP_LAST 0",
            "keep_daily HOLDFAST_KEEP_DAILY 0",
            "keep_weekly HOLDFAST_KEEP_WEEKLY 0",
            "keep_monthly HOLDFAST_KEEP_MONTHLY 0",
            "remote HOLDFAST_REMOTE not set",
            "cloud_path_style HOLDFAST_CLOUD_PATH_STYLE auto",
            "cloud_checksums HOLDFAST_CLOUD_CHECKSUMS when_required",
            "cloud_chunked_encoding HOLDFAST_CLOUD_CHUNKED_ENCODING false",
            "cloud_create_only HOLDFAST_CLOUD_CREATE_ONLY true",
            "cloud_profile HOLDFAST_CLOUD_PROFILE not set",
            "http_endpoint HOLDFAST_HTTP_ENDPOINT not set",
            "http_token HOLDFAST_HTTP_TOKEN not set",
            "http_batch_size HOLDFAST_HTTP_BATCH_SIZE 100",
            "memory_api_url HOLDFAST_MEMORY_API_URL not set",
            "memory_api_key HOLDFAST_MEMORY_API_KEY not set",
            "memory_api_sensitive HOLDFAST_MEMORY_API_SENSITIVE false",
            "memory_api_categories HOLDFAST_MEMORY_API_CATEGORIES not set",
            "sync_interval_seconds HOLDFAST_SYNC_INTERVAL_SECONDS 60",
            "sources HOLDFAST_SOURCES not set",
            "upload_reflections HOLDFAST_UPLOAD_REFLECTIONS true",
            "upload_knowledge_graph HOLDFAST_UPLOAD_KNOWLEDGE_GRAPH true",
            "upload_memories HOLDFAST_UPLOAD_MEMORIES true",
            "upload_sensitive_memories HOLDFAST_UPLOAD_SENSITIVE_MEMORIES false",
            "upload_spaces HOLDFAST_UPLOAD_SPACES true",
            "mirrors HOLDFAST_MIRRORS not set",
            "serve_token HOLDFAST_SERVE_TOKEN not set",
            "upload_on_disconnect HOLDFAST_UPLOAD_ON_DISCONNECT true",
            "home HOLDFAST_HOME /home",
            "log_level HOLDFAST_LOG_LEVEL info");

    @Test
    void everyKeyKeepsItsNameItsVariableAndItsDefault(@TempDir Path directory) {
        Settings settings = new Given(directory).load();
        List<String> found = settings.describe().stream()
                .map(view -> view.name() + " " + variable(view.name()) + " "
                        + view.value().replace(directory.toString(), ""))
                .toList();
        assertThat(found).containsExactlyElementsOf(PINNED);
    }

    @Test
    void theOldSpellingIsKnownForTheThirteenSeedSettingsAlone() {
        assertThat(Keys.WITH_OLD_SPELLING).containsExactlyElementsOf(Keys.all().subList(0, 13));
    }

    @Test
    void everyKeySaysWhatItDoesAndWhatItMayBe() {
        assertThat(Keys.all()).allSatisfy(key -> {
            assertThat(key.description()).matches("[A-Z][^\\n]{10,120}\\.");
            assertThat(key.rule()).matches("[^\\n]{10,160}[^.]");
        });
    }

    @Test
    void nothingButTheDefaultsIsInForceWhenNobodySaysAnything(@TempDir Path directory) {
        Settings settings = new Given(directory).load();
        assertThat(Keys.all()).filteredOn(key -> key != Keys.HOME).allSatisfy(key -> {
            assertThat(settings.isSet(key)).isFalse();
            assertThat(settings.origin(key)).isEqualTo(Origin.DEFAULT);
        });
        assertThat(settings.remote()).isEmpty();
        assertThat(settings.embeddedRemote()).isEqualTo(settings.home().resolve("remote"));
        assertThat(settings.notes()).isEmpty();
    }

    private static String variable(String name) {
        return Keys.all().stream()
                .filter(key -> key.name().equals(name))
                .findFirst()
                .orElseThrow()
                .environmentName();
    }
}
