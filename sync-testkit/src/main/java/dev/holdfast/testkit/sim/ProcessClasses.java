package dev.holdfast.testkit.sim;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Classes with static fields of their own, as each real process has them. Simulated processes run in one JVM: what code
 * keeps in static fields would let one see what another one did, and a lock there, kept over a step, would stop the
 * simulation. Loading takes long, so processes with the same number have the same classes, also in later simulations:
 * what such code keeps must not matter to the next process (see
 * {@link dev.holdfast.testkit.sim.disk.SimDisk#pathForNewProcess}).
 */
public final class ProcessClasses {
    private final String prefix;
    private final List<Loader> loaders = new ArrayList<>();

    /** Of the package of this class each process has its own; everything else is shared. */
    public ProcessClasses(Class<?> inPackage) {
        this.prefix = inPackage.getPackageName() + ".";
    }

    /**
     * Makes an object whose class belongs to a process.
     *
     * @param process 0 for the first
     * @param shared a type of it outside of the package
     * @param type its class; one with a public constructor for the argument
     */
    public synchronized <T, A> T make(
            int process, Class<T> shared, Class<? extends T> type, Class<A> argumentType, A argument) {
        while (loaders.size() <= process) {
            loaders.add(new Loader(type.getClassLoader(), prefix));
        }
        try {
            return shared.cast(loaders.get(process)
                    .loadClass(type.getName())
                    .getConstructor(argumentType)
                    .newInstance(argument));
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(type + " can't be made.", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type + " has no such constructor.", e);
        }
    }

    private static final class Loader extends ClassLoader {
        private final String prefix;

        Loader(@Nullable ClassLoader parent, String prefix) {
            super(parent);
            this.prefix = prefix;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(prefix)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
