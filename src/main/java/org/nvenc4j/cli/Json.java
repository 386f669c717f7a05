package org.nvenc4j.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists, strings, numbers and booleans as JSON, indented for people. */
final class Json {
    private final StringBuilder text = new StringBuilder();

    private Json() {}

    static String write(@Nullable Object value) {
        Json json = new Json();
        json.value(value, "\n");
        return json.text.append('\n').toString();
    }

    private void value(@Nullable Object value, String newLine) {
        switch (value) {
            case null -> text.append("null");
            case Map<?, ?> map -> object(map, newLine);
            case List<?> list -> array(list, newLine);
            case Boolean bool -> text.append(bool);
            case Number number -> text.append(number);
            default -> string(value.toString());
        }
    }

    private void object(Map<?, ?> map, String newLine) {
        text.append('{');
        String separator = newLine + "  ";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            text.append(separator);
            string(String.valueOf(entry.getKey()));
            text.append(": ");
            value(entry.getValue(), newLine + "  ");
            separator = "," + newLine + "  ";
        }
        text.append(map.isEmpty() ? "}" : newLine + "}");
    }

    private void array(List<?> list, String newLine) {
        text.append('[');
        for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
            value(items.next(), newLine);
            text.append(items.hasNext() ? ", " : "");
        }
        text.append(']');
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
