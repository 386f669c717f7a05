package org.nvenc4j.bitstream;

import java.io.Serial;

/**
 * Bytes that should be a stream of some codec break that codec's syntax, or end too early. The message says where, what
 * was expected there, and what was found.
 *
 * <p>
 * Bytes that an encoder gave whole never cause this. Look for a wrong {@link org.nvenc4j.Codec}, for bytes that were cut
 * or come from a container, and for memory that was used again before it was read.
 */
public final class MalformedBitstreamException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final long bytePosition;
    private final int bitPosition;

    MalformedBitstreamException(String unit, long bytePosition, int bitPosition, String expectation) {
        super(unit + ", byte " + bytePosition + (bitPosition == 0 ? "" : ", bit " + bitPosition) + ": " + expectation);
        this.bytePosition = bytePosition;
        this.bitPosition = bitPosition;
    }

    /**
     * Where reading came to the fault: for an element with an impossible value, just behind it.
     *
     * @return the byte's index in what was handed in, from 0
     */
    public long bytePosition() {
        return bytePosition;
    }

    /**
     * Where in that byte.
     *
     * @return 0 for the most significant bit to 7 for the least
     */
    public int bitPosition() {
        return bitPosition;
    }
}
