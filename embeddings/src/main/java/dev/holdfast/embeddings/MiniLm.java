package dev.holdfast.embeddings;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.holdfast.sync.embedding.EmbeddingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The model, loaded. Lives as long as the process. Thread-safe. */
final class MiniLm {
    static final int DIMENSIONS = 384;

    private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
    private static final String VOCABULARY = "/all-minilm-l6-v2-q-tokenizer.json";

    private final WordPieces pieces;
    private final OrtEnvironment environment;
    private final OrtSession session;

    private MiniLm(WordPieces pieces, OrtEnvironment environment, OrtSession session) {
        this.pieces = pieces;
        this.environment = environment;
        this.session = session;
    }

    /** The runtime could not do its work. */
    static final class RunException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RunException(OrtException cause) {
            super(cause);
        }

        /** The runtime's word for what went wrong, such as {@code ORT_FAIL}. */
        String reason() {
            return getCause() instanceof OrtException failure
                    ? failure.getCode().name()
                    : "unknown";
        }
    }

    static MiniLm load() throws EmbeddingException {
        NativeLibraries.provide();
        try (InputStream vocabulary = resource(VOCABULARY);
                InputStream model = resource(MODEL)) {
            WordPieces pieces = WordPieces.read(vocabulary);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            environment.setTelemetry(false);
            return new MiniLm(pieces, environment, environment.createSession(model.readAllBytes(), options()));
        } catch (IOException e) {
            throw new EmbeddingException(
                    "The embedding model can't be read from its jar: run 'holdfast extension add embeddings' again.",
                    e);
        } catch (OrtException | RuntimeException | LinkageError e) {
            throw new EmbeddingException("The embedding model can't be loaded on this machine; the log says why.", e);
        }
    }

    private static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        // Texts are what is spread over the processors. Threads of the runtime's own would also spin while they wait.
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        return options;
    }

    private static InputStream resource(String name) throws IOException {
        InputStream stream = MiniLm.class.getResourceAsStream(name);
        if (stream == null) {
            throw new FileNotFoundException(name);
        }
        return stream;
    }

    /** @throws RunException when the runtime fails */
    float[] vector(String text) {
        long[] ids = pieces.ids(text);
        try (OnnxTensor tokens = tensor(ids);
                OnnxTensor attention = tensor(filled(ids.length, 1));
                OnnxTensor types = tensor(filled(ids.length, 0))) {
            Map<String, OnnxTensor> inputs = new HashMap<>();
            inputs.put("input_ids", tokens);
            inputs.put("attention_mask", attention);
            inputs.put("token_type_ids", types);
            try (OrtSession.Result result = session.run(inputs)) {
                return unit(mean(((OnnxTensor) result.get(0)).getFloatBuffer(), ids.length));
            }
        } catch (OrtException e) {
            throw new RunException(e);
        }
    }

    private OnnxTensor tensor(long[] values) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), new long[] {1, values.length});
    }

    private static long[] filled(int length, long value) {
        long[] values = new long[length];
        Arrays.fill(values, value);
        return values;
    }

    /** The text's vector is the mean of its pieces' vectors. */
    private static double[] mean(FloatBuffer vectors, int count) {
        double[] mean = new double[DIMENSIONS];
        for (int piece = 0; piece < count; piece++) {
            for (int i = 0; i < DIMENSIONS; i++) {
                mean[i] += vectors.get() / count;
            }
        }
        return mean;
    }

    private static float[] unit(double[] vector) {
        double length =
                Math.sqrt(Arrays.stream(vector).map(value -> value * value).sum());
        float[] unit = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }
}
