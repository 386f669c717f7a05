package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;

/**
 * Writes the account of a picture that a client asks for. No coder tells what single blocks cost, so each gets an equal
 * share of the access unit, and its average quantiser.
 */
final class OutputStatsWriter {
    static final int BLOCKS = 1;
    static final int ROWS = 2;

    private final PictureFields fields;
    private final StructLayout layout;
    private final Field qp;
    private final Field bits;
    private final Field cost;

    OutputStatsWriter(AbiTable abi, PictureFields fields) {
        this.fields = fields;
        layout = abi.layout("NV_ENC_OUTPUT_STATS_BLOCK");
        qp = layout.field("QP");
        bits = layout.field("bitcount");
        cost = layout.field("satdCost");
    }

    void write(MemorySegment lock, SessionConfig config, CodedPicture picture) {
        int size = config.coder().codec().blockSize();
        int rows = Math.ceilDiv(config.coder().height(), size);
        int columns = config.initialize().get("outputStatsLevel") == ROWS
                ? 1
                : Math.ceilDiv(config.coder().width(), size);
        int count = rows * columns;
        long needed = (long) count * layout.size();
        if (!fields.outputStats.isSet(lock)) {
            throw new Refusal(NvencStatusCode.INVALID_PTR, "outputStatsPtr is NULL");
        }
        if (fields.outputStatsSize.get(lock) < needed) {
            throw Refusal.invalid(
                    "outputStatsPtrSize is " + fields.outputStatsSize.get(lock) + ", needed are " + needed);
        }
        MemorySegment all = ClientMemory.at(fields.outputStats.get(lock), needed);
        long total = picture.bytes().length * 8L;
        for (int i = 0; i < count; i++) {
            MemorySegment entry = all.asSlice((long) i * layout.size(), layout.size());
            long share = total * (i + 1) / count - total * i / count;
            qp.set(entry, picture.averageQp());
            bits.set(entry, share);
            cost.set(entry, share / 8);
        }
    }
}
