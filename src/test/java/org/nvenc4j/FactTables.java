package org.nvenc4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The ABI facts of one NVENC API version, row by row, as the table that the simulator reads too gives them.
 * PROVENANCE.md says where they come from.
 */
public record FactTables(
        List<Struct> structs,
        List<Field> fields,
        List<Bits> bits,
        List<Constant> constants,
        List<Define> defines,
        List<Guid> guids,
        List<Function> functionPointers,
        List<Function> functions) {

    /** A struct or a union; size and alignment in bytes. */
    public record Struct(String name, boolean union, long size, long alignment) {}

    /** A member that is not a bit-field; its type in C, an array with its length: {@code uint32_t[62]}. */
    public record Field(String struct, String name, long offset, String type) {
        public String qualifiedName() {
            return struct + "." + name;
        }
    }

    /** A bit-field: {@code width} bits from bit {@code shift} up, counted in the word at byte {@code offset}. */
    public record Bits(String struct, String name, long offset, int shift, int width, String type) {
        public String qualifiedName() {
            return struct + "." + name;
        }

        /** Counted from the start of the struct, the least significant bit of each byte first. */
        public long firstBit() {
            return offset * Byte.SIZE + shift;
        }
    }

    /** A constant of an enum. */
    public record Constant(String enumeration, String name, int value) {}

    /** A macro with a value; one whose name ends in {@code _VER} is the version word of a struct. */
    public record Define(String name, int value) {}

    public record Guid(String name, UUID value) {}

    /** A function, or a function-pointer type, by the C types that it gives and takes. */
    public record Function(String name, String result, List<String> parameters) {}

    private static final Set<String> ADDRESSES =
            Set.of("NV_ENC_INPUT_PTR", "NV_ENC_OUTPUT_PTR", "NV_ENC_REGISTERED_PTR", "NV_ENC_CUSTREAM_PTR");

    public static FactTables of(ApiVersion version) {
        String resource = "/org/nvenc4j/simulator/abi/nvenc-" + version + ".tsv";
        FactTables tables = new FactTables(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        try (InputStream in = FactTables.class.getResourceAsStream(resource)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> tables.add(line.split("\t")));
        } catch (IOException e) {
            throw new UncheckedIOException("The fact table " + resource + " can't be read", e);
        }
        return tables;
    }

    private void add(String[] row) {
        String name = row[1];
        switch (row[0]) {
            case "struct", "union" ->
                structs.add(new Struct(name, row[0].equals("union"), number(row[2]), number(row[3])));
            case "field" -> fields.add(new Field(name, row[2], number(row[3]), row[6]));
            case "bits" ->
                bits.add(new Bits(name, row[2], number(row[3]), (int) number(row[4]), (int) number(row[5]), row[6]));
            case "enum" -> constants.add(new Constant(name, row[2], (int) number(row[3])));
            case "define" -> defines.add(new Define(name, (int) number(row[2])));
            case "guid" -> guids.add(new Guid(name, guid(row)));
            case "function-pointer" -> functionPointers.add(function(name, row[2].replace("(*)", "")));
            case "function" -> functions.add(function(name, row[2]));
            default -> throw new IllegalArgumentException("no such kind of row: " + row[0]);
        }
    }

    public int rows() {
        return structs.size()
                + fields.size()
                + bits.size()
                + constants.size()
                + defines.size()
                + guids.size()
                + functionPointers.size()
                + functions.size();
    }

    /** The size in bytes of a C type that a field has or that a function gives or takes. */
    public long sizeOf(String type) {
        int bracket = type.indexOf('[');
        if (bracket >= 0) {
            return sizeOf(type.substring(0, bracket).strip()) * number(type.substring(bracket + 1, type.length() - 1));
        }
        if (type.endsWith("*") || type.startsWith("PNVENC") || ADDRESSES.contains(type)) {
            return 8;
        }
        return switch (type) {
            case "int8_t", "uint8_t" -> 1;
            case "int16_t", "uint16_t" -> 2;
            case "int32_t", "uint32_t", "int", "NVENCSTATUS" -> 4;
            case "int64_t", "uint64_t" -> 8;
            case "GUID" -> sizeOf("LPGUID");
            case "NV_ENC_CONFIG_HEVC_VUI_PARAMETERS" -> sizeOf("NV_ENC_CONFIG_H264_VUI_PARAMETERS");
            default -> {
                if (constants.stream()
                        .anyMatch(constant -> constant.enumeration().equals(type))) {
                    yield 4;
                }
                yield structs.stream()
                        .filter(struct -> struct.name().equals(type))
                        .findAny()
                        .orElseThrow()
                        .size();
            }
        };
    }

    private static Function function(String name, String signature) {
        int open = signature.indexOf('(');
        String parameters = signature.substring(open + 1, signature.lastIndexOf(')'));
        return new Function(name, signature.substring(0, open).strip(), List.of(parameters.split(", ")));
    }

    private static UUID guid(String[] row) {
        long high = number(row[2]) << 32 | number(row[3]) << 16 | number(row[4]);
        long low = 0;
        for (int i = 5; i < 13; i++) {
            low = low << Byte.SIZE | number(row[i]);
        }
        return new UUID(high, low);
    }

    private static long number(String text) {
        return Long.decode(text);
    }
}
