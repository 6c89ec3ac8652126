package dev.holdfast.sync.storage.local;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The real file system, seen through: every operation is counted, and the test may do something, or fail, just before
 * one. It has no directories that can be held open, so it stands for platforms without them. Thread-safe.
 */
public final class WatchedFileSystem extends FileSystem {
    private final FileSystem real;
    private final WatchedProvider provider;
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
    private final List<Hook> hooks = new CopyOnWriteArrayList<>();

    public WatchedFileSystem(FileSystem real) {
        this.real = real;
        this.provider = new WatchedProvider(real.provider(), this);
    }

    /** Called before each operation; what it throws the operation throws. */
    @FunctionalInterface
    public interface Hook {
        void before(String operation, Path path) throws IOException;
    }

    public void watch(Hook hook) {
        hooks.add(hook);
    }

    /** How often an operation was done. */
    long count(String operation) {
        return counts.computeIfAbsent(operation, key -> new AtomicLong()).get();
    }

    void reset() {
        counts.clear();
    }

    void before(String operation, Path path) throws IOException {
        counts.computeIfAbsent(operation, key -> new AtomicLong()).incrementAndGet();
        for (Hook hook : hooks) {
            hook.before(operation, path);
        }
    }

    /** The same place, seen through this. */
    public Path watched(Path path) {
        return (Path) Proxy.newProxyInstance(
                WatchedFileSystem.class.getClassLoader(), new Class<?>[] {Path.class}, new WatchedPath(this, path));
    }

    /** The real path behind one of this file system. */
    static Path unwrap(Path path) {
        return Proxy.isProxyClass(path.getClass()) ? ((WatchedPath) Proxy.getInvocationHandler(path)).path() : path;
    }

    private record WatchedPath(WatchedFileSystem system, Path path) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (method.getName().equals("getFileSystem")) {
                return system;
            }
            if (method.getName().equals("toRealPath")) {
                system.before("toRealPath", path);
            }
            try {
                Object result = method.invoke(path, unwrapAll(arguments));
                return result instanceof Path found ? system.watched(found) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private static Object[] unwrapAll(Object @Nullable [] arguments) {
            return arguments == null
                    ? new Object[0]
                    : Arrays.stream(arguments)
                            .map(argument -> argument instanceof Path given ? unwrap(given) : argument)
                            .toArray();
        }
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        // The real one stays.
    }

    @Override
    public boolean isOpen() {
        return real.isOpen();
    }

    @Override
    public boolean isReadOnly() {
        return real.isReadOnly();
    }

    @Override
    public String getSeparator() {
        return real.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return real.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return real.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
        return watched(real.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        return real.getPathMatcher(syntaxAndPattern);
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return real.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }
}
