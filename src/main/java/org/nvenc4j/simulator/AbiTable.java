package org.nvenc4j.simulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.Codec;

/**
 * The facts of one ABI, read from its table. The simulator takes every offset, size, version word and constant from
 * here and none from the library's own bindings, so that it judges them independently.
 */
final class AbiTable {
    private static final Map<ApiVersion, AbiTable> TABLES = new ConcurrentHashMap<>();
    private static final Pattern ARRAY = Pattern.compile("(.*)\\[(\\d+)]");
    private static final Set<String> HANDLES =
            Set.of("NV_ENC_INPUT_PTR", "NV_ENC_OUTPUT_PTR", "NV_ENC_REGISTERED_PTR", "NV_ENC_CUSTREAM_PTR");

    /** Two struct names for one layout. */
    private static final Map<String, String> ALIASES =
            Map.of("NV_ENC_CONFIG_HEVC_VUI_PARAMETERS", "NV_ENC_CONFIG_H264_VUI_PARAMETERS");

    /** A row of kind field (width 0) or bits. */
    private record Member(String name, int offset, int bit, int width, String type) {}

    private record Struct(boolean union, int size, List<Member> members) {}

    private record LayoutKey(String struct, @Nullable Codec codec) {}

    private final ApiVersion version;
    private final Map<String, Struct> structs = new HashMap<>();
    private final Map<String, Long> constants = new HashMap<>();
    private final Map<String, Guid> guids = new LinkedHashMap<>();
    private final Map<Guid, String> guidNames = new HashMap<>();
    private final Map<String, String> signatures = new HashMap<>();
    private final Map<LayoutKey, StructLayout> layouts = new ConcurrentHashMap<>();

    private AbiTable(ApiVersion version) {
        this.version = version;
        String resource = "abi/nvenc-" + version + ".tsv";
        try (InputStream in = AbiTable.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The table " + resource + " is missing from the jar");
            }
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> row(line.split("\t")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The table of a version that nvenc4j speaks. */
    static AbiTable of(ApiVersion version) {
        return TABLES.computeIfAbsent(version, AbiTable::new);
    }

    private void row(String[] columns) {
        switch (columns[0]) {
            case "struct", "union" ->
                structs.put(
                        columns[1],
                        new Struct(columns[0].equals("union"), Integer.parseInt(columns[2]), new ArrayList<>()));
            case "field" ->
                member(columns[1]).add(new Member(columns[2], Integer.parseInt(columns[3]), 0, 0, columns[6]));
            case "bits" ->
                member(columns[1])
                        .add(new Member(
                                columns[2],
                                Integer.parseInt(columns[3]),
                                Integer.parseInt(columns[4]),
                                Integer.parseInt(columns[5]),
                                columns[6]));
            case "enum" -> constants.put(columns[2], Long.decode(columns[3]));
            case "define" -> constants.put(columns[1], Long.decode(columns[2]));
            case "guid" -> guid(columns);
            case "function-pointer" -> signatures.put(columns[1], columns[2]);
            default -> {}
        }
    }

    private List<Member> member(String struct) {
        return struct(structs, struct).members();
    }

    private static Struct struct(Map<String, Struct> structs, String name) {
        Struct struct = structs.get(name);
        if (struct == null) {
            throw new IllegalStateException("No struct " + name);
        }
        return struct;
    }

    private void guid(String[] columns) {
        long low = Long.decode(columns[2]) | Long.decode(columns[3]) << 32 | Long.decode(columns[4]) << 48;
        long high = 0;
        for (int i = 0; i < 8; i++) {
            high |= Long.decode(columns[5 + i]) << 8 * i;
        }
        Guid guid = new Guid(low, high);
        guids.put(columns[1], guid);
        guidNames.put(guid, columns[1]);
    }

    ApiVersion version() {
        return version;
    }

    /** The value of an enum constant or macro, if this ABI has it. */
    @Nullable
    Long findConstant(String name) {
        return constants.get(name);
    }

    /** The value of an enum constant or macro that every ABI has. */
    long constant(String name) {
        Long value = constants.get(name);
        if (value == null) {
            throw new IllegalStateException("API " + version + " has no constant " + name);
        }
        return value;
    }

    @Nullable
    Guid guid(String name) {
        return guids.get(name);
    }

    /** The names of all GUIDs that start so, in the table's order. */
    List<String> guidNames(String prefix) {
        return guids.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
    }

    @Nullable
    String guidName(Guid guid) {
        return guidNames.get(guid);
    }

    /** The C signature of a function-pointer type. */
    String signature(String typedef) {
        String signature = signatures.get(typedef);
        if (signature == null) {
            throw new IllegalStateException("API " + version + " has no function type " + typedef);
        }
        return signature;
    }

    boolean hasStruct(String name) {
        return structs.containsKey(name);
    }

    /** The members of a function list: table names with their function-pointer types, in the table's order. */
    Map<String, String> functionTypes() {
        Map<String, String> types = new LinkedHashMap<>();
        for (Member member : struct(structs, "NV_ENCODE_API_FUNCTION_LIST").members()) {
            if (member.type().startsWith("PNVENC")) {
                types.put(member.name(), member.type());
            }
        }
        return types;
    }

    /** A struct whose codec unions, if it has any, are left out and not looked into. */
    StructLayout layout(String struct) {
        return layout(struct, null);
    }

    /** A struct with that codec's arm of its codec unions. */
    StructLayout layout(String struct, @Nullable Codec codec) {
        return layouts.computeIfAbsent(new LayoutKey(struct, codec), this::flatten);
    }

    private StructLayout flatten(LayoutKey key) {
        Map<String, Field> named = new LinkedHashMap<>();
        List<Field> reserved = new ArrayList<>();
        flatten(key.struct(), "", 0, key.codec(), named, reserved);
        Long word = constants.get(key.struct() + "_VER");
        return new StructLayout(
                key.struct(),
                struct(structs, key.struct()).size(),
                word == null ? 0 : word.intValue(),
                named,
                reserved);
    }

    private void flatten(
            String structName,
            String prefix,
            long base,
            @Nullable Codec codec,
            Map<String, Field> named,
            List<Field> reserved) {
        Struct struct = struct(structs, structName);
        for (Member member : struct.members()) {
            if (struct.union() && !isArm(structName, member.name(), codec)) {
                continue;
            }
            if (struct.union() && codec == null && structName.startsWith("NV_ENC_CODEC")) {
                // Whose arm it is can't be told: the whole union counts as named.
                String whole = prefix + member.name();
                named.put(whole, new Field(whole, base, struct.size(), 0, struct.size() * 8, Field.Kind.OPAQUE));
                return;
            }
            boolean isReserved = member.name().startsWith("reserved");
            if (member.width() > 0) {
                int bytes = member.type().startsWith("int16") ? 2 : 4;
                // A 16-bit word's bit-fields are counted from the struct's own word, which may hold two of them.
                long offset = base + member.offset() + (bytes == 2 ? member.bit() / 16 * 2 : 0);
                int shift = bytes == 2 ? member.bit() % 16 : member.bit();
                Field.Kind kind = member.type().startsWith("u") ? Field.Kind.UNSIGNED : Field.Kind.SIGNED;
                put(
                        new Field(prefix + member.name(), offset, bytes, shift, member.width(), kind),
                        isReserved,
                        named,
                        reserved);
                continue;
            }
            Matcher array = ARRAY.matcher(member.type());
            boolean isArray = array.matches();
            String type = isArray ? array.group(1).trim() : member.type();
            int count = isArray ? Integer.parseInt(array.group(2)) : 1;
            String nested = ALIASES.getOrDefault(type, type);
            int elementSize =
                    structs.containsKey(nested) ? struct(structs, nested).size() : scalarSize(type);
            for (int i = 0; i < count; i++) {
                String path = prefix + member.name() + (isArray ? "[" + i + "]" : "");
                long offset = base + member.offset() + (long) i * elementSize;
                if (structs.containsKey(nested) && !isReserved) {
                    flatten(nested, path + ".", offset, codec, named, reserved);
                } else {
                    put(
                            new Field(path, offset, elementSize, 0, elementSize * 8, kind(type)),
                            isReserved,
                            named,
                            reserved);
                }
            }
        }
    }

    private static void put(Field field, boolean isReserved, Map<String, Field> named, List<Field> reserved) {
        if (isReserved) {
            reserved.add(field);
        } else {
            named.put(field.name(), field);
        }
    }

    private static boolean isArm(String union, String member, @Nullable Codec codec) {
        if (!union.startsWith("NV_ENC_CODEC")) {
            return !member.startsWith("reserved");
        }
        return codec == null || member.startsWith(codec.name().toLowerCase(Locale.ROOT)) && !member.contains("MeOnly");
    }

    private static int scalarSize(String type) {
        return switch (type) {
            case "uint8_t", "int8_t", "char" -> 1;
            case "uint16_t", "int16_t" -> 2;
            case "uint64_t", "int64_t" -> 8;
            case "GUID" -> 16;
            default -> isPointer(type) ? 8 : 4;
        };
    }

    private static boolean isPointer(String type) {
        return type.endsWith("*") || HANDLES.contains(type) || type.startsWith("PNVENC");
    }

    private static Field.Kind kind(String type) {
        if (type.equals("GUID")) {
            return Field.Kind.GUID;
        }
        if (isPointer(type)) {
            return Field.Kind.POINTER;
        }
        return type.startsWith("int") ? Field.Kind.SIGNED : Field.Kind.UNSIGNED;
    }
}
