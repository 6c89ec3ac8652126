package dev.holdfast.sync.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.StorageClient;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

class S3StorageLoadingTest {
    @Test
    void theSdkIsNotLoadedBeforeTheFirstOperation() throws Exception {
        URL ours = S3Storage.class.getProtectionDomain().getCodeSource().getLocation();
        try (WithoutSdk loader = new WithoutSdk(ours)) {
            Class<?> optionsType = loader.loadClass(S3Options.class.getName());
            Object options = optionsType.getMethod("bucket", String.class).invoke(null, "memories");
            Object storage = loader.loadClass(S3Storage.class.getName())
                    .getConstructor(optionsType)
                    .newInstance(options);
            Class<?> client = loader.loadClass(StorageClient.class.getName());
            assertThat(client.getMethod("describe").invoke(storage)).isEqualTo("bucket memories");
            assertThat(client.getMethod("capabilities").invoke(storage)).isNotNull();
            client.getMethod("close").invoke(storage);
            assertThatThrownBy(() -> client.getMethod("stat", String.class).invoke(storage, "k"))
                    .isInstanceOf(InvocationTargetException.class)
                    .hasRootCauseInstanceOf(ClassNotFoundException.class);
        }
    }

    /** Loads our classes afresh, and finds nothing of the SDK. */
    private static final class WithoutSdk extends URLClassLoader {
        private WithoutSdk(URL ours) {
            super(new URL[] {ours}, S3StorageLoadingTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("software.amazon.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("dev.holdfast.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }
}
