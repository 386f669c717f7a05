package org.nvenc4j.internal.struct;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_SEI_PAYLOAD;

/** An array of {@code NV_ENC_SEI_PAYLOAD} with what its elements point at behind it. */
public final class SeiPayloads {
    private final GrowingMemory memory;
    private MemorySegment records = MemorySegment.NULL;
    private long bodies;

    public SeiPayloads(GrowingMemory memory) {
        this.memory = memory;
    }

    /** Makes room for so many payloads, whose bodies follow each other in one array, and copies that. */
    public void bodies(int count, byte[] bytes, int length) {
        bodies = count * NV_ENC_SEI_PAYLOAD.sizeof();
        records = memory.atLeast(bodies + length);
        MemorySegment.copy(bytes, 0, records, ValueLayout.JAVA_BYTE, bodies, length);
    }

    /** Says where in the array of bodies a payload's own is. */
    public void payload(int index, int type, int start, int length) {
        long at = index * NV_ENC_SEI_PAYLOAD.sizeof();
        records.set(ValueLayout.JAVA_INT, at + NV_ENC_SEI_PAYLOAD.payloadSize$offset(), length);
        records.set(ValueLayout.JAVA_INT, at + NV_ENC_SEI_PAYLOAD.payloadType$offset(), type);
        records.set(
                ValueLayout.JAVA_LONG, at + NV_ENC_SEI_PAYLOAD.payload$offset(), records.address() + bodies + start);
    }

    public long address() {
        return records.address();
    }
}
