package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaultMatrixTest {
    @Test
    void rowsShowOnceAndInOrderHoweverTheyCome() {
        FaultMatrix matrix = new FaultMatrix();
        matrix.row("s3", "500", "retried");
        matrix.row("folder", "read-only", "Denied");
        matrix.row("folder", "disk full", "Transient");
        matrix.row("folder", "read-only", "Denied");
        assertThat(matrix).hasToString("""
                        | backend | fault | outcome |
                        | --- | --- | --- |
                        | folder | disk full | Transient |
                        | folder | read-only | Denied |
                        | s3 | 500 | retried |
                        """);
    }
}
