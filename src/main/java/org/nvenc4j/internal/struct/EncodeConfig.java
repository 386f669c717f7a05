package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.nvenc4j.Codec;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.abi.Guid;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_CODEC_CONFIG;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_CONFIG;

/** {@code NV_ENC_CONFIG}: how to encode, with one arm for each codec. */
public final class EncodeConfig extends View {
    private final Abi abi;
    private final RcParams rc;

    public EncodeConfig(Arena arena, Abi abi) {
        this(arena.allocate(NV_ENC_CONFIG.layout()), abi);
    }

    EncodeConfig(MemorySegment memory, Abi abi) {
        super(memory);
        this.abi = abi;
        NV_ENC_CONFIG.version(memory, abi.word(Abi.Struct.CONFIG));
        rc = new RcParams(NV_ENC_CONFIG.rcParams(memory), abi);
    }

    /** Takes over all that another configuration says, but for the version words, which stay this ABI's. */
    public EncodeConfig copyFrom(EncodeConfig other) {
        memory.copyFrom(other.memory);
        NV_ENC_CONFIG.version(memory, abi.word(Abi.Struct.CONFIG));
        rc.setVersion(abi);
        return this;
    }

    public EncodeConfig profile(Guid profile) {
        profile.write(memory, NV_ENC_CONFIG.profileGUID$offset());
        return this;
    }

    public EncodeConfig gopLength(int frames) {
        NV_ENC_CONFIG.gopLength(memory, frames);
        return this;
    }

    /** The distance between key frames; as unsigned, infinite is the largest. */
    public int gopLength() {
        return NV_ENC_CONFIG.gopLength(memory);
    }

    public EncodeConfig frameIntervalP(int frames) {
        NV_ENC_CONFIG.frameIntervalP(memory, frames);
        return this;
    }

    public int frameIntervalP() {
        return NV_ENC_CONFIG.frameIntervalP(memory);
    }

    public RcParams rc() {
        return rc;
    }

    /** The arm of a codec; only the session's own may be used. */
    public CodecConfig codec(Codec codec) {
        MemorySegment arms = NV_ENC_CONFIG.encodeCodecConfig(memory);
        return switch (codec) {
            case H264 -> new ConfigH264(NV_ENC_CODEC_CONFIG.h264Config(arms), abi);
            case HEVC -> new ConfigHevc(NV_ENC_CODEC_CONFIG.hevcConfig(arms), abi);
            case AV1 -> new ConfigAv1(NV_ENC_CODEC_CONFIG.av1Config(arms), abi);
        };
    }
}
