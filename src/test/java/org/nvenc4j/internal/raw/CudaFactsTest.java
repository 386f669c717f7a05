package org.nvenc4j.internal.raw;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.nvenc4j.internal.raw.Generated.CUDA;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** headers/cuda.h, by way of the code generated from it, against what NVIDIA's header of CUDA 13.0 says of each name. */
class CudaFactsTest {
    private final List<String> facts = read();

    @Test
    void theTestsBelowSeeEveryRowOfTheTable() {
        assertThat(facts).hasSize(14 + 70 + 148 + 107);
    }

    @Test
    void structsHaveTheirSizeAndAlignment() {
        assertThat(rows("struct", 1, row -> {
                    GroupLayout layout = CUDA.layout(row[1]);
                    return layout.byteSize() + "\t" + layout.byteAlignment();
                }))
                .isEqualTo(expected("struct", 1))
                .hasSize(14);
    }

    @Test
    void fieldsHaveTheirOffsetAndSize() {
        assertThat(rows("field", 2, row -> CUDA.offset(row[1], row[2]) + "\t" + CUDA.size(row[1], row[2])))
                .isEqualTo(expected("field", 2))
                .hasSize(70);
    }

    @Test
    void constantsHaveTheirValue() {
        Map<String, String> declared = new TreeMap<>();
        CUDA.constants().forEach((name, value) -> declared.put(name, value.toString()));
        assertThat(declared).isEqualTo(expected("constant", 1)).hasSize(148);
    }

    @Test
    void functionsTakeAndGiveWhatTheLibraryDoes() {
        assertThat(rows("function", 1, row -> {
                    FunctionDescriptor descriptor = CUDA.descriptor("PFN_" + row[1]);
                    return Stream.concat(descriptor.returnLayout().stream(), descriptor.argumentLayouts().stream())
                            .map(CudaFactsTest::argument)
                            .collect(joining("\t"));
                }))
                .isEqualTo(expected("function", 1))
                .hasSize(107);
    }

    private static String argument(MemoryLayout layout) {
        return layout instanceof GroupLayout ? "struct " + layout.byteSize() : String.valueOf(layout.byteSize());
    }

    /** The rows of a kind by their name, which is the given number of columns, with what the generated code says. */
    private Map<String, String> rows(String kind, int nameColumns, Function<String[], String> declared) {
        Map<String, String> rows = new TreeMap<>();
        facts.stream()
                .filter(row -> row.startsWith(kind + "\t"))
                .map(row -> row.split("\t"))
                .forEach(row -> rows.put(name(row, nameColumns), declared.apply(row)));
        return rows;
    }

    private Map<String, String> expected(String kind, int nameColumns) {
        return rows(
                kind, nameColumns, row -> Stream.of(row).skip(1L + nameColumns).collect(joining("\t")));
    }

    private static String name(String[] row, int columns) {
        return columns == 1 ? row[1] : row[1] + "." + row[2];
    }

    private static List<String> read() {
        try (InputStream in = CudaFactsTest.class.getResourceAsStream("cuda-13.0.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The table of CUDA facts can't be read", e);
        }
    }
}
