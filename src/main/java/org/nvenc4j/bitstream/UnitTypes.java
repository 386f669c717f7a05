package org.nvenc4j.bitstream;

import java.util.Arrays;
import java.util.function.ToIntFunction;

/** Finds unit types by their number. */
final class UnitTypes {

    private UnitTypes() {}

    /** A table of all numbers, in which those that no type has are the one given. */
    static <T extends Enum<T>> T[] byNumber(T[] types, ToIntFunction<T> number, T other, int count) {
        T[] table = Arrays.copyOf(types, count);
        Arrays.fill(table, other);
        for (T type : types) {
            if (type != other) {
                table[number.applyAsInt(type)] = type;
            }
        }
        return table;
    }
}
