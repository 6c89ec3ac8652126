import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the example memory again, byte for byte the same with the same SQLite. From the repository's root:
 * {@code java -cp dist/holdfast.jar examples/MakeMemory.java}. Everybody and everything in it is made up.
 */
final class MakeMemory {
    private static final Path FOLDER = Path.of("examples", "memory");
    private static final Instant FIRST = Instant.parse("2026-03-02T08:15:00Z");

    /** category | importance | sensitive | tags | content */
    private static final String MEMORIES =
            """
            preferences|0.9|0|style,answers|The user wants the answer first and the reasons after it, in short paragraphs.
            preferences|0.8|0|code,style|Code in examples uses four spaces and no wildcard imports.
            preferences|0.7|0|units|Metric units and a 24-hour clock, also in travel plans.
            preferences|0.6|0|language|Emails to the choir are written in German, everything else in English.
            preferences|0.5|0|tools|Prefers ripgrep over grep and fish over bash, but scripts stay POSIX sh.
            preferences|0.7|0|meetings|No meetings before 09:30 and none on Friday afternoons.
            preferences|0.4|0|food|Vegetarian; likes it spicy; no coriander.
            facts|0.8|0|work,team|Works as a backend developer on the ticketing system "Lantern", in a team of five.
            facts|0.7|0|work,stack|Lantern runs on Java 21, PostgreSQL 16 and a message queue; the front end is Svelte.
            facts|0.6|0|work,hours|The team's day is 09:00 to 17:00 UTC; the on-call week turns on Tuesday.
            facts|0.5|0|home,network|The home server is a small fanless box that runs backups and the photo library.
            facts|0.5|0|home|Lives on the third floor; parcels go to the bakery next door.
            facts|0.4|0|music|Sings bass in a choir that rehearses on Wednesday evenings.
            facts|0.6|0|languages|Speaks English and German well and reads a little Portuguese.
            facts|0.9|1|health|Allergic to penicillin.
            facts|0.8|1|accounts|The recovery codes of the photo library are in the fire-proof box.
            projects|0.9|0|lantern,migration|Goal for the quarter: move Lantern's seat reservations from polling to events.
            projects|0.8|0|lantern,migration|Reservation events carry the seat map's version, so that a late event is recognised and dropped.
            projects|0.7|0|lantern,decision|Decided against two-phase commit for payments; an outbox table with a relay does it.
            projects|0.6|0|lantern,testing|The load test replays the opening day of the spring festival: 40,000 visitors in ten minutes.
            projects|0.6|0|lantern,incident|In April a missing index on holds.expires_at slowed every checkout; the fix took one line.
            projects|0.5|0|garden|The balcony garden has tomatoes, basil and a fig tree that must come in before the first frost.
            projects|0.6|0|bike|The old touring bike is being rebuilt: the frame is painted, the wheels are ordered.
            projects|0.5|0|photos|Scanning grandmother's slides: boxes 1 to 4 of 11 are done, 300 dots per millimetre is too much.
            people|0.7|0|team|Imke leads the Lantern team and reviews every change to the payment flow.
            people|0.6|0|team|Tadeo knows the seat map code best and is away on Mondays.
            people|0.5|0|choir|Ottilie directs the choir and wants programme notes two weeks ahead.
            people|0.4|0|neighbours|Mr. Brambeck on the first floor has the spare key.
            people|0.6|1|family|Sister's birthday surprise: a weekend at the lighthouse in September.
            procedures|0.8|0|release|Releasing Lantern: tag, wait for the pipeline, announce in the release channel, watch the dashboard for 30 minutes.
            procedures|0.7|0|backup|Restore drill on the first Sunday of the month: pick one random folder and compare checksums.
            procedures|0.6|0|bread|Sourdough: feed at 20:00, mix at 07:00, fold three times, bake at 240 °C under steam for 20 minutes.
            procedures|0.5|0|travel|Before a trip: water plan to the neighbour, router timer off, copies of the papers on the phone.
            goals|0.7|0|learning|Wants to understand query planners: one chapter a week, notes in the notes folder.
            goals|0.6|0|running|Training for a half marathon in October; three runs a week, the long one on Sunday.
            goals|0.5|0|reading|Read twelve novels this year; five done by the end of May.
            """;

    private static final Map<String, String> NOTES = new TreeMap<>(Map.of(
            "lantern-reservation-events.md",
            """
            # Reservation events

            Polling the seat map every two seconds costs more than everything else on opening day.
            Instead, the reservation service publishes one event for each change.

            ## Shape of an event

            | field | meaning |
            | --- | --- |
            | `show` | which performance |
            | `seat` | row and number, `C-14` |
            | `state` | `free`, `held`, `sold` |
            | `version` | the seat map's version after the change |

            A consumer keeps the highest version that it has seen and drops what is older.

            ## Open questions

            - How long may a consumer be away before it must load the whole map again?
            - Does the box office printer read events too, or does it stay on the nightly export?
            """,
            "lantern-april-incident.md",
            """
            # What slowed checkout in April

            **Seen:** checkout took 9 s instead of 0.4 s from 18:02 on, for an hour.

            **Cause:** the job that frees expired holds scanned the whole `holds` table, once a second.
            The index on `expires_at` was lost when the table was partitioned.

            **Fix:** the index is back, on every partition.

            **So that it stays fixed**

            - [x] A test lists the indexes that each hot query needs.
            - [x] The job logs how many rows it read, beside how many it freed.
            - [ ] An alert on rows read over rows freed.
            """,
            "query-planners.md",
            """
            # Query planners, chapter by chapter

            1. *Statistics.* A planner guesses. A histogram tells it how far a guess may be off.
            2. *Access paths.* An index helps when few rows match; reading everything in order wins sooner than one thinks.
            3. *Joins.* Nested loops for few rows, hash joins for many, merge joins when both sides are sorted already.

            Try next: the same query over 1 %, 10 % and 50 % of the rows, and watch where the plan changes.
            """,
            "restore-drill.md",
            """
            # Restore drill

            A backup that nobody has restored is a hope.

            | date | folder | files | result |
            | --- | --- | --- | --- |
            | 2026-03-01 | photos/2019 | 1,204 | all equal |
            | 2026-04-05 | notes | 212 | all equal |
            | 2026-05-03 | slides/box-02 | 96 | two files missing: the scanner was still writing |

            Since May the scanner writes into a folder of its own and moves finished files.
            """,
            "sourdough.md",
            """
            # Sourdough, the version that works

            - 450 g bread flour, 50 g rye
            - 350 g water, lukewarm
            - 100 g starter, at its peak
            - 10 g salt

            Mix, rest 40 minutes, add the salt. Fold three times, half an hour apart. Overnight in the cold.
            240 °C, 20 minutes with steam and 25 without.

            *The crust was too dark on 12 April: ten degrees less next time.*
            """,
            "choir-programme.md",
            """
            # Programme for the summer concert

            1. Two madrigals, to warm up
            2. The long psalm setting (bass divides at bar 41!)
            3. Interval
            4. Folk songs from four coasts

            Programme notes go to Ottilie two weeks ahead. The hall has no lift: the stage piano comes in through the yard.
            """));

    private static final List<String> GRAPH = List.of(
            entity("Lantern", "project", "A ticketing system for theatres and festivals", "Java 21, PostgreSQL 16, Svelte"),
            entity("Reservation events", "feature", "Replaces polling of the seat map", "Planned for this quarter"),
            entity("Seat map", "component", "Has a version that grows with each change"),
            entity("Imke", "person", "Leads the Lantern team", "Reviews every change to the payment flow"),
            entity("Tadeo", "person", "Knows the seat map code best", "Away on Mondays"),
            entity("April incident", "event", "Checkout took 9 s for an hour", "A lost index on holds.expires_at"),
            entity("Home server", "device", "Runs backups and the photo library"),
            entity("Restore drill", "routine", "First Sunday of the month"),
            relation("Reservation events", "Lantern", "belongs to"),
            relation("Seat map", "Lantern", "is part of"),
            relation("Reservation events", "Seat map", "announces changes of"),
            relation("Imke", "Lantern", "leads"),
            relation("Tadeo", "Seat map", "maintains"),
            relation("April incident", "Lantern", "happened to"),
            relation("Restore drill", "Home server", "tests the backups of"));

    private MakeMemory() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        Files.createDirectories(FOLDER.resolve("notes"));
        NOTES.forEach((name, text) -> write(FOLDER.resolve("notes").resolve(name), text));
        write(FOLDER.resolve("knowledge-graph.jsonl"), String.join("\n", GRAPH) + "\n");
        Path database = FOLDER.resolve("assistant.db");
        Files.deleteIfExists(database);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            createTables(connection);
            insertMemories(connection);
        }
    }

    private static void createTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE TABLE memories (
                        id INTEGER PRIMARY KEY,
                        content TEXT NOT NULL,
                        category TEXT NOT NULL DEFAULT 'facts',
                        tags TEXT NOT NULL DEFAULT '',
                        expanded_keywords TEXT NOT NULL DEFAULT '',
                        importance REAL NOT NULL DEFAULT 0.5,
                        is_sensitive INTEGER NOT NULL DEFAULT 0,
                        created_at TEXT NOT NULL,
                        updated_at TEXT NOT NULL,
                        server_id INTEGER UNIQUE)""");
            statement.execute("CREATE TABLE pending_ops (id INTEGER PRIMARY KEY, op TEXT NOT NULL, memory_id INTEGER,"
                    + " payload TEXT, created_at TEXT NOT NULL)");
            statement.execute("CREATE TABLE sync_meta (key TEXT PRIMARY KEY, value TEXT)");
            statement.execute("CREATE VIRTUAL TABLE memories_fts USING fts5(content, category, tags, expanded_keywords,"
                    + " content='memories', content_rowid='id')");
            statement.execute("CREATE TRIGGER memories_added AFTER INSERT ON memories BEGIN INSERT INTO memories_fts"
                    + "(rowid, content, category, tags, expanded_keywords) VALUES (new.id, new.content, new.category,"
                    + " new.tags, new.expanded_keywords); END");
        }
    }

    private static void insertMemories(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO memories (content, category, tags,"
                + " importance, is_sensitive, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            Instant created = FIRST;
            for (String line : MEMORIES.strip().split("\n")) {
                String[] part = line.split("\\|", 5);
                insert.setString(1, part[4]);
                insert.setString(2, part[0]);
                insert.setString(3, part[3]);
                insert.setDouble(4, Double.parseDouble(part[1]));
                insert.setInt(5, Integer.parseInt(part[2]));
                insert.setString(6, created.toString());
                insert.setString(7, created.toString());
                insert.executeUpdate();
                created = created.plus(Duration.ofMinutes(1_933));
            }
        }
        connection.commit();
    }

    private static String entity(String name, String type, String... observations) {
        String list = "\"" + String.join("\",\"", observations) + "\"";
        return "{\"type\":\"entity\",\"name\":\"%s\",\"entityType\":\"%s\",\"observations\":[%s]}"
                .formatted(name, type, list);
    }

    private static String relation(String from, String to, String type) {
        return "{\"type\":\"relation\",\"from\":\"%s\",\"to\":\"%s\",\"relationType\":\"%s\"}".formatted(from, to, type);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
