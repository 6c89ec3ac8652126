package dev.holdfast.sync.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.StorageException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PartSizesTest {
    private static final int MIB = 1 << 20;

    @Test
    void partsAreNeverBelowWhatServicesTake() {
        assertThat(PartSizes.of(1, OptionalLong.empty())).isEqualTo(5 * MIB);
        assertThat(PartSizes.of(8 * MIB, OptionalLong.of(1))).isEqualTo(8 * MIB);
    }

    @Test
    void partsGrowWithTheContentSoThatTheirNumberSuffices() {
        long terabyte = 1L << 40;
        int size = PartSizes.of(5 * MIB, OptionalLong.of(terabyte));
        assertThat(terabyte / size).isBetween(8_000L, 9_000L);
        assertThat(PartSizes.of(5 * MIB, OptionalLong.of(9_000L * 5 * MIB))).isEqualTo(5 * MIB);
        assertThat(PartSizes.of(5 * MIB, OptionalLong.of(9_000L * 5 * MIB + 1))).isEqualTo(5 * MIB + 1);
    }

    @Test
    void largeBuffersAreFewAndThereIsAlwaysOne() {
        assertThat(PartSizes.inFlight(5 * MIB)).isEqualTo(4);
        assertThat(PartSizes.inFlight(8 * MIB)).isEqualTo(4);
        assertThat(PartSizes.inFlight(9 * MIB)).isEqualTo(3);
        assertThat(PartSizes.inFlight(16 * MIB)).isEqualTo(2);
        assertThat(PartSizes.inFlight(100 * MIB)).isEqualTo(1);
    }

    @Test
    void contentThatOutgrowsTheNumberOfPartsFailsWithTheSettingThatHelps() {
        assertThatCode(() -> PartSizes.requireRoom("k", 10_000, 5 * MIB)).doesNotThrowAnyException();
        assertThatThrownBy(() -> PartSizes.requireRoom("k", 10_001, 5 * MIB))
                .isInstanceOf(StorageException.Permanent.class)
                .hasMessageContaining("chunk_size_mb");
    }
}
