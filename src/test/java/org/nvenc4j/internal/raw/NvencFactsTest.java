package org.nvenc4j.internal.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nvenc4j.internal.raw.Generated.NVENC;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.FactTables;
import org.nvenc4j.FactTables.Bits;
import org.nvenc4j.FactTables.Constant;
import org.nvenc4j.FactTables.Define;
import org.nvenc4j.FactTables.Field;
import org.nvenc4j.FactTables.Struct;

/**
 * headers/nvenc.h, by way of the code generated from it, against every row of the table of API 13.1. The GUID values,
 * which no header can give to jextract, are AbiFactsTest's part.
 */
class NvencFactsTest {
    private final FactTables facts = FactTables.of(ApiVersion.V13_1);
    private final Map<String, Integer> constants = NVENC.constants();

    @Test
    void theTestsBelowSeeEveryRowOfTheTable() {
        assertThat(List.of(
                        facts.structs().size(),
                        facts.fields().size(),
                        facts.bits().size(),
                        facts.constants().size(),
                        facts.defines().size(),
                        facts.functionPointers().size(),
                        facts.functions().size(),
                        facts.guids().size()))
                .containsExactly(59, 596, 186, 352, 39, 42, 44, 24);
        assertThat(facts.rows()).isEqualTo(1342);
    }

    @Test
    void structsHaveTheirSizeAndAlignment() {
        assertThat(byName(
                        facts.structs(),
                        Struct::name,
                        struct -> layoutOf(struct.name()).byteSize()))
                .isEqualTo(byName(facts.structs(), Struct::name, Struct::size))
                .hasSize(59);
        assertThat(byName(
                        facts.structs(),
                        Struct::name,
                        struct -> layoutOf(struct.name()).byteAlignment()))
                .isEqualTo(byName(facts.structs(), Struct::name, Struct::alignment));
    }

    @Test
    void fieldsHaveTheirOffsetAndSize() {
        assertThat(byName(
                        facts.fields(),
                        Field::qualifiedName,
                        field -> NVENC.offset(javaName(field.struct()), field.name())))
                .isEqualTo(byName(facts.fields(), Field::qualifiedName, Field::offset))
                .hasSize(596);
        assertThat(byName(
                        facts.fields(),
                        Field::qualifiedName,
                        field -> NVENC.size(javaName(field.struct()), field.name())))
                .isEqualTo(byName(facts.fields(), Field::qualifiedName, field -> facts.sizeOf(field.type())));
    }

    @Test
    void structsHaveNoOtherMembersThanFieldsAndBitFieldWords() {
        Set<String> known = new HashSet<>();
        facts.fields().forEach(field -> known.add(field.qualifiedName()));
        facts.bits().forEach(bits -> known.add(bits.struct() + "." + wordOf(bits)));

        Set<String> declared = new HashSet<>();
        for (Struct struct : facts.structs()) {
            layoutOf(struct.name())
                    .memberLayouts()
                    .forEach(member -> member.name().ifPresent(name -> declared.add(struct.name() + "." + name)));
        }
        assertThat(declared).isEqualTo(known);
    }

    @Test
    void bitFieldsHaveTheirPlace() {
        assertThat(byName(facts.bits(), Bits::qualifiedName, this::declaredBits))
                .isEqualTo(byName(facts.bits(), Bits::qualifiedName, bits -> bits(bits.firstBit(), bits.width())))
                .hasSize(186);
    }

    @Test
    void constantsHaveTheirValue() {
        Map<String, Integer> expected = byName(facts.constants(), Constant::name, Constant::value);
        assertThat(expected).hasSize(352);
        expected.putAll(byName(facts.defines(), Define::name, Define::value));
        assertThat(expected).hasSize(352 + 39);

        Map<String, Integer> declared = new TreeMap<>(constants);
        declared.keySet().removeAll(maskAndShiftNames());
        assertThat(declared).isEqualTo(expected);
    }

    @Test
    void functionPointersTakeAddressesAsIntegersAndGuidsByValue() {
        assertThat(byName(
                        facts.functionPointers(),
                        FactTables.Function::name,
                        function -> NVENC.descriptor(function.name())))
                .isEqualTo(byName(facts.functionPointers(), FactTables.Function::name, this::descriptor))
                .hasSize(42);
    }

    @Test
    void functionsHaveTheTypeOfTheirPlaceInTheFunctionList() {
        assertThat(byName(
                        facts.functions(),
                        FactTables.Function::name,
                        function -> NVENC.descriptor(pointerType(function.name()))))
                .isEqualTo(byName(facts.functions(), FactTables.Function::name, this::descriptor))
                .hasSize(44);
    }

    /** The two functions that the library exports are not in its list. */
    private String pointerType(String function) {
        String entry = "n" + function.substring(1);
        return facts.fields().stream()
                .filter(field -> field.struct().equals("NV_ENCODE_API_FUNCTION_LIST")
                        && field.name().equals(entry))
                .map(Field::type)
                .findAny()
                .orElse("PFN_" + function);
    }

    private FunctionDescriptor descriptor(FactTables.Function function) {
        return FunctionDescriptor.of(
                argument(function.result()),
                function.parameters().stream().map(this::argument).toArray(MemoryLayout[]::new));
    }

    private MemoryLayout argument(String type) {
        if (type.equals("GUID")) {
            return NVENC.layout("GUID");
        }
        return facts.sizeOf(type) == Long.BYTES ? ValueLayout.JAVA_LONG : ValueLayout.JAVA_INT;
    }

    private String declaredBits(Bits bits) {
        String name = javaName(bits.struct()) + "_" + bits.name();
        int mask = constants.get(name + "_MASK");
        int shift = constants.getOrDefault(name + "_SHIFT", Integer.numberOfTrailingZeros(mask));
        int width = Integer.SIZE - Integer.numberOfLeadingZeros(mask >>> shift);
        assertThat(mask >>> shift).as("%s_MASK from its shift up", name).isEqualTo((int) ((1L << width) - 1));
        assertThat(constants.containsKey(name + "_SHIFT"))
                .as("%s_SHIFT for more than one bit", name)
                .isEqualTo(width > 1);
        return bits(NVENC.offset(javaName(bits.struct()), wordOf(bits)) * Byte.SIZE + shift, width);
    }

    private static String bits(long first, int width) {
        return width + " bits from bit " + first;
    }

    /** The member that holds a bit-field. */
    private static String wordOf(Bits bits) {
        return layoutOf(bits.struct()).memberLayouts().stream()
                .flatMap(member -> member.name().stream())
                .filter(name -> covers(javaName(bits.struct()), name, bits.firstBit() / Byte.SIZE))
                .findAny()
                .orElseThrow(() -> new AssertionError(bits + " lies in no member"));
    }

    private static boolean covers(String struct, String member, long offset) {
        long start = NVENC.offset(struct, member);
        return offset >= start && offset < start + NVENC.size(struct, member);
    }

    private Set<String> maskAndShiftNames() {
        return facts.bits().stream()
                .map(bits -> javaName(bits.struct()) + "_" + bits.name())
                .flatMap(name -> Stream.of(name + "_MASK", name + "_SHIFT"))
                .collect(Collectors.toSet());
    }

    private static GroupLayout layoutOf(String struct) {
        return NVENC.layout(javaName(struct));
    }

    /** The table calls the GUID struct by the name of its pointer type. */
    private static String javaName(String struct) {
        return struct.equals("LPGUID") ? "GUID" : struct;
    }

    private static <R, V> Map<String, V> byName(Collection<R> rows, Function<R, String> name, Function<R, V> value) {
        Map<String, V> map = new TreeMap<>();
        rows.forEach(row -> assertThat(map.put(name.apply(row), value.apply(row)))
                .as("two rows %s", row)
                .isNull());
        return map;
    }
}
