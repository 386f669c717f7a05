package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One struct of one ABI, flattened: every named member with its place, and the bits that no named member covers, which
 * have to be zero.
 */
final class StructLayout {
    private final String name;
    private final int size;
    private final int versionWord;
    private final Map<String, Field> fields;
    private final NavigableMap<Integer, Field> reserved = new TreeMap<>();
    private final byte[] unnamed;
    private final long[] unnamedWords;

    /**
     * @param versionWord what the member {@code version} has to hold, 0 for a struct without one
     * @param fields every named member by its dotted path
     * @param reserved the members that the tables call reserved, for messages
     */
    StructLayout(String name, int size, int versionWord, Map<String, Field> fields, List<Field> reserved) {
        this.name = name;
        this.size = size;
        this.versionWord = versionWord;
        this.fields = new LinkedHashMap<>(fields);
        reserved.forEach(field -> this.reserved.put(firstBit(field), field));
        this.unnamed = unnamedBits(size, fields);
        MemorySegment bits = MemorySegment.ofArray(unnamed);
        this.unnamedWords = new long[size / 8];
        for (int i = 0; i < unnamedWords.length; i++) {
            unnamedWords[i] = bits.get(ValueLayout.JAVA_LONG_UNALIGNED, i * 8L);
        }
    }

    private static byte[] unnamedBits(int size, Map<String, Field> fields) {
        byte[] bits = new byte[size];
        Arrays.fill(bits, (byte) 0xFF);
        for (Field field : fields.values()) {
            int first = firstBit(field);
            for (int bit = first; bit < first + field.bits(); bit++) {
                bits[bit / 8] &= (byte) ~(1 << bit % 8);
            }
        }
        return bits;
    }

    private static int firstBit(Field field) {
        return (int) field.offset() * 8 + field.shift();
    }

    String name() {
        return name;
    }

    int size() {
        return size;
    }

    int versionWord() {
        return versionWord;
    }

    Map<String, Field> fields() {
        return fields;
    }

    /** The member of that path, or an {@linkplain Field#absent absent} one. */
    Field field(String path) {
        Field field = fields.get(path);
        return field == null ? Field.absent(path) : field;
    }

    boolean has(String path) {
        return fields.containsKey(path);
    }

    /** The struct that lies at an address. */
    MemorySegment at(long address) {
        return MemorySegment.ofAddress(address).reinterpret(size);
    }

    /** Names the first bit that has to be zero and is not, or null. */
    @Nullable
    String dirtyReservedSpace(MemorySegment struct) {
        for (int i = 0; i < unnamedWords.length; i++) {
            if (unnamedWords[i] != 0 && (struct.get(ValueLayout.JAVA_LONG_UNALIGNED, i * 8L) & unnamedWords[i]) != 0) {
                return describe(struct, i * 8);
            }
        }
        int rest = unnamedWords.length * 8;
        for (int at = rest; at < size; at++) {
            if ((struct.get(ValueLayout.JAVA_BYTE, at) & unnamed[at]) != 0) {
                return describe(struct, at);
            }
        }
        return null;
    }

    private String describe(MemorySegment struct, int from) {
        int at = from;
        while ((struct.get(ValueLayout.JAVA_BYTE, at) & unnamed[at]) == 0) {
            at++;
        }
        int bit = Integer.numberOfTrailingZeros(struct.get(ValueLayout.JAVA_BYTE, at) & unnamed[at]);
        String place = name + " byte " + at + " bit " + bit;
        Map.Entry<Integer, Field> below = reserved.floorEntry(at * 8 + bit);
        if (below != null && at * 8 + bit < below.getKey() + below.getValue().bits()) {
            return place + " (" + below.getValue().name() + ")";
        }
        return place + " (padding)";
    }
}
