package dev.holdfast.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineReaderTest {
    private static final String TOO_LONG = "<too long>";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one~two~         | one,two",
                "one~two          | one,two",
                "~~one~           | ,,one",
                "12345678~x~      | 12345678,x",
                "123456789~x~     | <too long>,x",
                "1234567890123456789012345~x~ | <too long>,x",
                "x~123456789      | x,<too long>",
                "123456789~123456789~x | <too long>,<too long>,x",
            })
    void linesAreFoundHoweverTheBytesCome(String input, String lines) throws Exception {
        for (int piece = 1; piece <= 30; piece++) {
            assertThat(String.join(",", read(input.replace('~', '\n'), piece)))
                    .as("in pieces of %d bytes", piece)
                    .isEqualTo(lines);
        }
    }

    private static List<String> read(String input, int piece) throws IOException {
        List<String> found = new ArrayList<>();
        InputStream bytes = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, piece));
            }

            @Override
            public int read(byte[] target) {
                return read(target, 0, target.length);
            }
        };
        new LineReader(bytes, 8, new LineReader.Listener() {
                    @Override
                    public void onLine(byte[] line) {
                        found.add(new String(line, StandardCharsets.UTF_8));
                    }

                    @Override
                    public void onTooLong(int bound) {
                        found.add(TOO_LONG);
                    }
                })
                .readAll();
        return found;
    }
}
