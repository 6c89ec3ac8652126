package dev.holdfast.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProtocolMapperTest {
    private final ProtocolMapper mapper = new ProtocolMapper();

    @Test
    void anExceptionBecomesAPlainErrorReply() throws Exception {
        McpError refusal =
                McpError.builder(-32600).message("Session ID missing").build();
        assertThat(mapper.writeValueAsString(refusal))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"Session ID missing\"}}");
        assertThat(mapper.writeValueAsString(new IllegalStateException("at dev.holdfast.Internals")))
                .contains("-32603")
                .doesNotContain("Internals")
                .doesNotContain("stackTrace");
    }

    @Test
    void anInternalErrorTellsNothingOfTheInside() throws Exception {
        JSONRPCError error = new JSONRPCError(-32603, "NullPointerException", "NullPointerException: at …");
        assertThat(mapper.writeValueAsString(JSONRPCResponse.error(1, error)))
                .contains("its log says what")
                .doesNotContain("NullPointer");
    }

    @Test
    void otherErrorsKeepTheirMessageAndData() throws Exception {
        JSONRPCError error = new JSONRPCError(-32002, "Resource not found", Map.of("uri", "x"));
        assertThat(mapper.writeValueAsString(error))
                .isEqualTo("{\"code\":-32002,\"message\":\"Resource not found\",\"data\":{\"uri\":\"x\"}}");
    }

    @Test
    void paramsOfTheWrongFormAreInvalidParams() {
        TypeRef<CallToolRequest> type = new TypeRef<>() {};
        assertThatThrownBy(() -> mapper.convertValue(Map.of("name", "x", "arguments", 5), type))
                .isInstanceOfSatisfying(
                        McpError.class,
                        error -> assertThat(error.getJsonRpcError().code()).isEqualTo(-32602))
                .hasMessageNotContaining("io.modelcontextprotocol");
        assertThatThrownBy(() -> mapper.convertValue(null, type)).isInstanceOf(McpError.class);
    }
}
