package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One struct in memory, read and written by the names of its members. */
record StructView(AbiTable abi, StructLayout layout, MemorySegment memory) {

    static StructView at(AbiTable abi, StructLayout layout, long address) {
        return new StructView(abi, layout, layout.at(address));
    }

    long get(String path) {
        return layout.field(path).get(memory);
    }

    int getInt(String path) {
        return (int) get(path);
    }

    boolean isSet(String path) {
        return get(path) != 0;
    }

    boolean has(String path) {
        return layout.has(path);
    }

    Guid guid(String path) {
        return Guid.read(memory, layout.field(path).offset());
    }

    void set(String path, long value) {
        layout.field(path).set(memory, value);
    }

    /** Writes a value as {@link #nonZero} gives it: a number, or a GUID's name. */
    void put(String path, Object value) {
        Field field = layout.field(path);
        if (value instanceof Number number) {
            field.set(memory, number.longValue());
        } else if (field.kind() == Field.Kind.GUID) {
            Guid guid = abi.guid((String) value);
            if (guid == null) {
                throw new IllegalArgumentException("API " + abi.version() + " has no GUID " + value);
            }
            guid.write(memory, field.offset());
        }
    }

    /** Every member that is not zero, by its dotted path. */
    Map<String, Object> nonZero() {
        Map<String, Object> values = new TreeMap<>();
        for (Field field : layout.fields().values()) {
            Object value = value(field);
            if (value != null) {
                values.put(field.name(), value);
            }
        }
        return values;
    }

    private @Nullable Object value(Field field) {
        switch (field.kind()) {
            case OPAQUE -> {
                return null;
            }
            case GUID -> {
                Guid guid = Guid.read(memory, field.offset());
                if (guid.low() == 0 && guid.high() == 0) {
                    return null;
                }
                String name = abi.guidName(guid);
                return name == null ? guid.toString() : name;
            }
            default -> {
                long value = field.get(memory);
                if (value == 0) {
                    return null;
                }
                return field.kind() == Field.Kind.POINTER ? "ptr" : (Object) value;
            }
        }
    }
}
