package dev.holdfast.sync.memory.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordsReaderTest {
    @Test
    void aDeletedRecordThatDoesNotSaySoIsTakenForSensitive() throws IOException {
        String time = "\"2026-01-01T00:00:00+00:00\"";
        String answer = "{\"memories\":[{\"id\":1,\"content\":\"tea\",\"category\":\"facts\",\"created_at\":" + time
                + ",\"updated_at\":" + time + ",\"deleted_at\":" + time + "}],\"server_time\":" + time + "}";
        List<ServerRecord> read = new ArrayList<>();
        new RecordsReader(read::add).read(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
        assertThat(read).singleElement().satisfies(record -> {
            assertThat(record.deleted()).isTrue();
            assertThat(record.content().sensitive()).isTrue();
        });
    }
}
