package org.nvenc4j.internal.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.FactTables;
import org.nvenc4j.FactTables.Bits;
import org.nvenc4j.FactTables.Field;
import org.nvenc4j.internal.abi.Abi.Feature;
import org.nvenc4j.internal.raw.Generated;

/**
 * Every row of every version's fact table against what this library would use in that version: the generated layout,
 * changed by what {@link Abi} says. A row that differs and is not named there fails.
 */
class AbiFactsTest {
    private static final Generated NVENC = Generated.NVENC;

    private final FactTables canonical = FactTables.of(ApiVersion.V13_1);
    private final Map<String, Integer> constants = NVENC.constants();
    private int compared;

    @ParameterizedTest
    @CsvSource({"V12_1, 1228", "V12_2, 1263", "V13_0, 1336", "V13_1, 1342"})
    void everyRowIsWhatThisAbiUses(Abi abi, int rows) {
        FactTables facts = FactTables.of(abi.apiVersion());

        facts.structs()
                .forEach(struct -> compare(struct, abi.size(struct.name(), layoutSize(struct.name())), struct.size()));
        facts.fields().forEach(field -> compareField(abi, facts, field));
        facts.bits().forEach(bits -> compareBits(abi, facts, bits));
        facts.constants().forEach(constant -> compareConstant(constant.name(), constant.value()));
        facts.defines().forEach(define -> compareDefine(abi, define));
        facts.guids().forEach(guid -> compare(guid, uuid(guid.name()), guid.value()));
        facts.functionPointers()
                .forEach(function ->
                        compare(function, true, canonical.functionPointers().contains(function)));
        facts.functions()
                .forEach(function ->
                        compare(function, true, canonical.functions().contains(function)));

        assertThat(compared).isEqualTo(facts.rows()).isEqualTo(rows);
    }

    /** The other way round: a name that the newest version has and this one has not came with a feature that it lacks. */
    @ParameterizedTest
    @EnumSource
    void whatIsMissingCameWithAFeature(Abi abi) {
        Set<String> missing = new TreeSet<>(names(canonical));
        missing.removeAll(names(FactTables.of(abi.apiVersion())));
        missing.removeAll(Abi.UNUSED_NAMES_THAT_DIFFER);

        Set<String> lacking = new TreeSet<>();
        for (Feature feature : Feature.values()) {
            if (!abi.has(feature)) {
                lacking.addAll(feature.names());
            }
        }
        assertThat(missing).isEqualTo(lacking);
    }

    @ParameterizedTest
    @CsvSource({
        "11.1, none",
        "12.0, none",
        "12.1, 12.1",
        "12.2, 12.2",
        "12.9, 12.2",
        "13.0, 13.0",
        "13.1, 13.1",
        "13.2, 13.1",
        "14.0, 13.1",
        "0.0, none",
        "255.15, 13.1"
    })
    void theNewestThatBothKnowIsSpoken(String driver, String spoken) {
        Optional<Abi> abi =
                Abi.newestFor(ApiVersion.ofDriver(ApiVersion.parse(driver).packedForDriver()));

        assertThat(abi.map(found -> found.apiVersion().toString()).orElse("none"))
                .isEqualTo(spoken);
    }

    @Test
    void theVersionsSpokenAreThoseOfTheAbis() {
        assertThat(ApiVersion.supported())
                .map(Abi::of)
                .map(Optional::orElseThrow)
                .containsExactly(Abi.values());
    }

    private void compareField(Abi abi, FactTables facts, Field field) {
        if (field.name().startsWith("reserved") && !isUnion(facts, field.struct())) {
            compareReserved(abi, facts, field, field.offset() * Byte.SIZE, facts.sizeOf(field.type()) * Byte.SIZE);
            return;
        }
        compare(field, abiOffset(abi, field), field.offset());
        long canonicalSize = NVENC.size(javaName(field.struct()), field.name());
        boolean wholeStruct =
                facts.structs().stream().anyMatch(struct -> struct.name().equals(field.type()));
        assertThat(wholeStruct ? abi.size(field.type(), canonicalSize) : canonicalSize)
                .as("size of %s", field)
                .isEqualTo(facts.sizeOf(field.type()));
    }

    /** In a union a reserved member only gives the size; every other member lies in it. */
    private static boolean isUnion(FactTables facts, String name) {
        return facts.structs().stream().anyMatch(struct -> struct.name().equals(name) && struct.union());
    }

    private static long abiOffset(Abi abi, Field field) {
        long offset = NVENC.offset(javaName(field.struct()), field.name());
        return switch (field.qualifiedName()) {
            case "NV_ENC_PIC_PARAMS.meHintCountsPerBlock", "NV_ENC_PIC_PARAMS.meExternalHints" ->
                abi.motionHintsOffset(offset);
            case "NV_ENC_MEONLY_PARAMS.bufferFmt" -> abi.motionOnlyFormatOffset(offset);
            default -> offset;
        };
    }

    private void compareBits(Abi abi, FactTables facts, Bits bits) {
        if (bits.name().startsWith("reserved")) {
            compareReserved(abi, facts, bits, bits.firstBit(), bits.width());
            return;
        }
        String name = bits.qualifiedName();
        switch (name) {
            case "NV_ENC_CONFIG_HEVC.pixelBitDepthMinus8" ->
                compareBitDepth(abi, bits, Abi.HEVC_PIXEL_BIT_DEPTH_MINUS_8_IN_12_1);
            case "NV_ENC_CONFIG_AV1.inputPixelBitDepthMinus8" ->
                compareBitDepth(abi, bits, Abi.AV1_INPUT_PIXEL_BIT_DEPTH_MINUS_8_IN_12_1);
            case "NV_ENC_CONFIG_AV1.pixelBitDepthMinus8" ->
                compareBitDepth(abi, bits, Abi.AV1_PIXEL_BIT_DEPTH_MINUS_8_IN_12_1);
            case "NV_ENC_CLOCK_TIMESTAMP_SET.countingType" ->
                compare(bits, true, Abi.UNUSED_NAMES_THAT_DIFFER.contains(name));
            default -> {
                Bits newest = canonical.bits().stream()
                        .filter(other -> other.qualifiedName().equals(name))
                        .findAny()
                        .orElseThrow(() -> new AssertionError(bits + " is not in the newest version"));
                long offset = bits.struct().equals("NV_ENC_RECONFIGURE_PARAMS")
                        ? abi.reconfigureFlagsOffset(newest.offset())
                        : newest.offset();
                compare(
                        bits,
                        new Bits(newest.struct(), newest.name(), offset, newest.shift(), newest.width(), newest.type()),
                        bits);
            }
        }
    }

    private void compareBitDepth(Abi abi, Bits bits, Abi.BitField used) {
        assertThat(abi.has(Feature.BIT_DEPTH_FIELDS)).as("%s in %s", bits, abi).isFalse();
        compare(bits, used, new Abi.BitField(bits.shift(), bits.width()));
    }

    /** A reserved place has to stay zero: nothing that this ABI may set lies in it. */
    private void compareReserved(Abi abi, FactTables facts, Object row, long firstBit, long width) {
        String struct = row instanceof Field field ? field.struct() : ((Bits) row).struct();
        Set<String> touching = new TreeSet<>();
        for (Field field : canonical.fields()) {
            if (field.struct().equals(struct)
                    && mayBeSet(abi, field.name(), field.qualifiedName())
                    && overlap(abiOffset(abi, field) * Byte.SIZE, abiSize(abi, field) * Byte.SIZE, firstBit, width)) {
                touching.add(field.name());
            }
        }
        for (Bits bits : canonical.bits()) {
            long offset = struct.equals("NV_ENC_RECONFIGURE_PARAMS")
                    ? abi.reconfigureFlagsOffset(bits.offset())
                    : bits.offset();
            if (bits.struct().equals(struct)
                    && mayBeSet(abi, bits.name(), bits.qualifiedName())
                    && overlap(offset * Byte.SIZE + bits.shift(), bits.width(), firstBit, width)) {
                touching.add(bits.name());
            }
        }
        compare(row, touching, Set.of());
        assertThat(facts.structs()).anyMatch(known -> known.name().equals(struct));
    }

    private static boolean mayBeSet(Abi abi, String name, String qualifiedName) {
        boolean lacking = false;
        for (Feature feature : Feature.values()) {
            lacking |= !abi.has(feature) && feature.names().contains(qualifiedName);
        }
        return !lacking && !name.startsWith("reserved") && !Abi.UNUSED_NAMES_THAT_DIFFER.contains(qualifiedName);
    }

    private long abiSize(Abi abi, Field field) {
        long size = canonical.sizeOf(field.type());
        return abi.size(field.type(), size);
    }

    private static boolean overlap(long a, long aWidth, long b, long bWidth) {
        return a < b + bWidth && b < a + aWidth;
    }

    private void compareDefine(Abi abi, FactTables.Define define) {
        String name = define.name();
        if (name.endsWith("_VER")) {
            String struct = name.replaceFirst("^NV_ENC_", "")
                    .replaceFirst("^NV_ENCODE_API_", "")
                    .replaceFirst("_VER$", "");
            compare(define, abi.word(Abi.Struct.valueOf(struct)), define.value());
        } else if (name.startsWith("NVENCAPI_")) {
            int expected = switch (name) {
                case "NVENCAPI_MAJOR_VERSION" -> abi.apiVersion().major();
                case "NVENCAPI_MINOR_VERSION" -> abi.apiVersion().minor();
                default -> abi.apiVersion().word();
            };
            compare(define, expected, define.value());
        } else {
            compareConstant(name, define.value());
        }
    }

    private void compareConstant(String name, int value) {
        if (Abi.UNUSED_NAMES_THAT_DIFFER.contains(name)) {
            compared++;
        } else {
            compare(name, constants.get(name), value);
        }
    }

    private void compare(Object row, Object used, Object fact) {
        assertThat(used).as("%s", row).isEqualTo(fact);
        compared++;
    }

    private static UUID uuid(String name) {
        Guid guid = Guid.valueOf(name.replaceFirst("^NV_ENC_", "").replaceFirst("_GUID$", ""));
        var bytes = guid.value().asByteBuffer().order(java.nio.ByteOrder.LITTLE_ENDIAN);
        long high = Integer.toUnsignedLong(bytes.getInt()) << 32
                | Short.toUnsignedLong(bytes.getShort()) << 16
                | Short.toUnsignedLong(bytes.getShort());
        return new UUID(high, bytes.order(java.nio.ByteOrder.BIG_ENDIAN).getLong());
    }

    private static Set<String> names(FactTables facts) {
        Map<String, Boolean> names = new HashMap<>();
        facts.fields()
                .forEach(field -> names.put(field.qualifiedName(), field.name().startsWith("reserved")));
        facts.bits().forEach(bits -> names.put(bits.qualifiedName(), bits.name().startsWith("reserved")));
        facts.constants().forEach(constant -> names.put(constant.name(), false));
        facts.defines().forEach(define -> names.put(define.name(), false));
        facts.guids().forEach(guid -> names.put(guid.name(), false));
        return names.entrySet().stream()
                .filter(entry -> !entry.getValue())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static long layoutSize(String struct) {
        return NVENC.layout(javaName(struct)).byteSize();
    }

    private static String javaName(String struct) {
        return struct.equals("LPGUID") ? "GUID" : struct;
    }
}
