package dev.holdfast.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import dev.holdfast.settings.LogLevel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Sets Logback up in code, which starts faster than reading its XML: to stderr, and to a file a day in the home. Logback
 * finds this class through its service file when the first logger is made; {@link #use} must have been called before.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static volatile @Nullable Path home;
    private static volatile LogLevel level = LogLevel.WARN;

    /** Says where and how much to log. Must come before the first logger is made; creates nothing yet. */
    static void use(Path homeDirectory, LogLevel logLevel) {
        home = homeDirectory;
        level = logLevel;
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(level.name()));
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("stderr");
        console.setTarget("System.err");
        console.setEncoder(lines(context));
        console.start();
        root.addAppender(console);
        Path where = home;
        if (where != null) {
            LogFile file = new LogFile(where);
            file.setContext(context);
            file.setName("file");
            file.start();
            root.addAppender(file);
        }
        // Below a warning these quote what passes through them: tokens that servers repeat, and what memories say.
        for (String quoting : new String[] {"org.eclipse.jetty", "io.modelcontextprotocol"}) {
            context.getLogger(quoting).setLevel(Level.WARN);
        }
        // Chatter of a part we stand on is of no use to our users below a warning.
        context.getLogger("reactor").setLevel(level == LogLevel.DEBUG ? Level.DEBUG : Level.WARN);
        // Its debug lines spell out what is signed, a session's token included.
        context.getLogger("software.amazon.awssdk").setLevel(Level.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Encoder<ILoggingEvent> lines(LoggerContext context) {
        LogLines lines = new LogLines();
        lines.setContext(context);
        lines.start();
        return lines;
    }

    /**
     * The file, opened at the first event: a start has none. A home that does not exist yet is not made for the log's sake.
     *
     * <p>Several processes on one home write into the same file, so the appender is the prudent one, which locks for each
     * line and rolls over by date alone.
     */
    private static final class LogFile extends AppenderBase<ILoggingEvent> {
        private static final int DAYS_KEPT = 14;

        private final Path homeDirectory;
        private @Nullable RollingFileAppender<ILoggingEvent> file;

        LogFile(Path homeDirectory) {
            this.homeDirectory = homeDirectory;
        }

        @Override
        protected void append(ILoggingEvent event) {
            if (file == null && Files.isDirectory(homeDirectory)) {
                file = open();
            }
            if (file != null) {
                file.doAppend(event);
            }
        }

        @Override
        public void stop() {
            if (file != null) {
                file.stop();
            }
            super.stop();
        }

        private RollingFileAppender<ILoggingEvent> open() {
            RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
            appender.setContext(getContext());
            appender.setPrudent(true);
            appender.setEncoder(lines((LoggerContext) getContext()));
            TimeBasedRollingPolicy<ILoggingEvent> policy = new TimeBasedRollingPolicy<>();
            policy.setContext(getContext());
            policy.setParent(appender);
            // Percent signs mean something to the pattern, and so do backslashes.
            String directory =
                    homeDirectory.resolve("logs").toString().replace('\\', '/').replace("%", "\\%");
            policy.setFileNamePattern(directory + "/holdfast.%d{yyyy-MM-dd, UTC}.log");
            policy.setMaxHistory(DAYS_KEPT);
            policy.setTotalSizeCap(FileSize.valueOf("20MB"));
            policy.start();
            appender.setRollingPolicy(policy);
            appender.start();
            return appender;
        }
    }
}
