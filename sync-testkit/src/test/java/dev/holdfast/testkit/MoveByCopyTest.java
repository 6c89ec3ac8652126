package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The move that backends inherit, and somebody who writes in the middle of it. */
class MoveByCopyTest {
    private final MemoryStorage memory = new MemoryStorage();

    /** What happens after each put. */
    @FunctionalInterface
    private interface Meanwhile {
        void happens() throws StorageException;
    }

    private StorageClient inheriting(Meanwhile meanwhile) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("move")) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
            }
            Object result = invoke(method, arguments);
            if (method.getName().equals("put")) {
                meanwhile.happens();
            }
            return result;
        };
        return (StorageClient)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {StorageClient.class}, handler);
    }

    private Object invoke(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(memory, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void put(String key, String content) throws StorageException {
        memory.put(key, Content.of(content.getBytes(UTF_8)), PutOptions.DEFAULT);
    }

    private String read(String key) throws IOException {
        return new String(memory.open(key).readAllBytes(), UTF_8);
    }

    @Test
    void contentAndMetadataComeAlongAndTheOriginalGoes() throws Exception {
        memory.put("from", Content.of(new byte[] {1}), PutOptions.DEFAULT.with(Map.of("by", "us")));
        inheriting(() -> {}).move("from", "to", Precondition.ABSENT);
        assertThat(memory.keys()).containsExactly("to");
        assertThat(memory.metadata("to")).isEqualTo(Map.of("by", "us"));
    }

    @Test
    void whatIsWrittenInTheMiddleOfAMoveIsNotDeleted() throws Exception {
        put("from", "old");
        StorageClient storage = inheriting(() -> put("from", "newer"));
        assertThatThrownBy(() -> storage.move("from", "to", Precondition.NONE))
                .isInstanceOf(StorageException.Transient.class);
        assertThat(read("from")).isEqualTo("newer");
        assertThat(read("to")).isEqualTo("old");
    }

    @Test
    void anOriginalThatIsGoneInTheMiddleIsNoFailure() throws Exception {
        put("from", "old");
        inheriting(() -> memory.delete("from")).move("from", "to", Precondition.NONE);
        assertThat(read("to")).isEqualTo("old");
        assertThat(memory.keys()).containsExactly("to");
    }
}
