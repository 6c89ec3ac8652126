package dev.holdfast.sync.method.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server's answer says of each memory, and what it does not. */
class BatchReplyTest {
    private static final List<String> IDS = List.of("a", "b", "c");

    private static BatchReply reply(String answer) throws Exception {
        return BatchReply.of(new ObjectMapper().readTree(answer.replace('\'', '"')), IDS);
    }

    @Test
    void allWereStored() throws Exception {
        assertThat(reply("{'status':'completed','total':3,'stored':3,'failed':0,'errors':[]}"))
                .isEqualTo(new BatchReply(Set.of("a", "b", "c"), Set.of(), Set.of(), Set.of()));
    }

    @Test
    void someWereStoredOneWasThereAndOneWasRefused() throws Exception {
        assertThat(reply("{'status':'partial','total':3,'stored':1,'errors':["
                        + "{'memory_id':'a','error':'Duplicate key violates PRIMARY KEY constraint'},"
                        + "{'memory_id':'c','error':'no'}]}"))
                .isEqualTo(new BatchReply(Set.of("b"), Set.of("a"), Set.of("c"), Set.of()));
    }

    @Test
    void nothingNewWasStoredAsAllWereThere() throws Exception {
        assertThat(reply("{'status':'failed','stored':0,'failed':3,'errors':["
                                + "{'memory_id':'a','error':'primary key'},{'memory_id':'b','error':'duplicate key'},"
                                + "{'memory_id':'c','error':'UNIQUE constraint failed'}]}")
                        .there())
                .containsExactlyInAnyOrder("a", "b", "c");
    }

    /** Never is something taken for stored that may not be. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "{'status':'failed','error':'the database went away'}",
                "{'status':'completed'}",
                "{'status':'completed','stored':2,'errors':[]}",
                "{'status':'completed','total':4,'stored':3}",
                "{'status':'done','stored':3}",
                "{'status':'partial','stored':1,'errors':[]}",
                "{'status':'partial','stored':2,'errors':[{'memory_id':'z','error':'no'}]}",
                "{'status':'completed','stored':'many','errors':'none'}",
                "{'stored':3}"
            })
    void whatDoesNotAddUpSaysNothing(String answer) throws Exception {
        BatchReply reply = reply(answer);
        assertThat(reply.unknown()).containsExactlyInAnyOrderElementsOf(IDS);
        assertThat(reply.stored()).isEmpty();
    }

    @Test
    void whatIsNamedIsBelievedEvenWhereTheRestDoesNotAddUp() throws Exception {
        assertThat(reply("{'status':'partial','stored':0,'errors':[{'memory_id':'b','error':'primary key'},"
                        + "{'memory_id':'b','error':'again'},{'memory_id':'other','error':'no'},7,null]}"))
                .isEqualTo(new BatchReply(Set.of(), Set.of("b"), Set.of(), Set.of("a", "c")));
    }
}
