package org.nvenc4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Numbers out of given bytes, and zeros once they are used up. What a test does with numbers at random a fuzzer then decides,
 * which sees what its changes of the bytes reach: {@code scripts/fuzz}.
 */
public final class Dice implements RandomGenerator {
    private final ByteBuffer bytes;

    public Dice(byte[] bytes) {
        this.bytes =
                ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Two bytes, which is enough for most, above a bit that bounded numbers drop. */
    @Override
    public int nextInt() {
        return bytes.remaining() <= Long.BYTES ? 0 : bytes.getShort() << 1;
    }

    @Override
    public long nextLong() {
        return bytes.remaining() <= Long.BYTES ? 0 : bytes.getLong();
    }
}
