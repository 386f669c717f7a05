package org.nvenc4j;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;
import org.nvenc4j.internal.struct.SeiPayloads;

/**
 * The SEI messages or metadata OBUs of a picture, their bodies one after the other in one array: adding to it allocates
 * only until it has grown to the most that a picture carries.
 */
final class PicturePayloads {
    private static final VarHandle BIG_ENDIAN_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int UUID_BYTES = 16;
    private static final int FEW = 4;

    private byte[] bodies = {};
    private int length;
    private int[] types = new int[FEW];
    private int[] ends = new int[FEW];
    private int count;

    void add(int type, byte[] body) {
        makeRoom(body.length);
        append(body);
        end(type);
    }

    void add(int type, UUID prefix, byte[] body) {
        makeRoom(UUID_BYTES + body.length);
        BIG_ENDIAN_LONG.set(bodies, length, prefix.getMostSignificantBits());
        BIG_ENDIAN_LONG.set(bodies, length + Long.BYTES, prefix.getLeastSignificantBits());
        length += UUID_BYTES;
        append(body);
        end(type);
    }

    void clear() {
        length = 0;
        count = 0;
    }

    int count() {
        return count;
    }

    void writeTo(SeiPayloads payloads) {
        payloads.bodies(count, bodies, length);
        for (int i = 0; i < count; i++) {
            int start = i == 0 ? 0 : ends[i - 1];
            payloads.payload(i, types[i], start, ends[i] - start);
        }
    }

    private void makeRoom(int bytes) {
        int needed = Math.addExact(length, bytes);
        if (needed > bodies.length) {
            bodies = Arrays.copyOf(bodies, Math.max(needed, (int) Math.min(2L * bodies.length, Integer.MAX_VALUE - 8)));
        }
        if (count == types.length) {
            types = Arrays.copyOf(types, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
    }

    private void append(byte[] body) {
        System.arraycopy(body, 0, bodies, length, body.length);
        length += body.length;
    }

    private void end(int type) {
        types[count] = type;
        ends[count] = length;
        count++;
    }
}
