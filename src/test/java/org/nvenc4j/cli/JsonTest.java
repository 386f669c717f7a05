package org.nvenc4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nvenc4j.Codec;

class JsonTest {
    @Test
    void writesEveryKindOfValue() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", "a \"quoted\" \\ line\nand\ttab\u0001é");
        map.put("number", 1.5);
        map.put("yes", true);
        map.put("word", Codec.H264);
        map.put("list", Arrays.asList(1, null, List.of()));
        map.put("map", Map.of("inner", Map.of()));

        assertThat(Json.write(map)).isEqualTo("""
            {
              "text": "a \\"quoted\\" \\\\ line\\nand\\ttab\\u0001é",
              "number": 1.5,
              "yes": true,
              "word": "H264",
              "list": [1, null, []],
              "map": {
                "inner": {}
              }
            }
            """);
    }
}
