package dev.holdfast.sync.memory.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownServerTest {
    @TempDir
    Path home;

    private static KnownServer at(String address) {
        return new KnownServer(URI.create(address), "", Optional.empty()).accepting("me");
    }

    @Test
    void anotherSpellingOfTheAddressIsNoOtherServer() {
        String identity = at("https://memory.example:8443/Api").identity();
        assertThat(identity).isEqualTo("https://memory.example:8443/Api me");
        assertThat(at("https://memory.example:8443/Api//").identity()).isEqualTo(identity);
        assertThat(at("HTTPS://Memory.Example:8443/Api").identity()).isEqualTo(identity);
        assertThat(at("https://memory.example:8443/api").identity()).isNotEqualTo(identity);
        assertThat(at("https://other.example:8443/Api").identity()).isNotEqualTo(identity);
    }

    @Test
    void whatIsKnownIsFoundUnderAnotherSpelling() {
        at("https://Memory.example/").write(home);
        KnownServer found = KnownServer.read(home, URI.create("https://memory.example"));
        assertThat(found.identity()).isEqualTo("https://memory.example me");
        assertThat(KnownServer.read(home, URI.create("https://other.example")).user())
                .isEmpty();
    }
}
