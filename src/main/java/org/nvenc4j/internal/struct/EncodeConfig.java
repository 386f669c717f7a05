package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.Codec;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.abi.Guid;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_CODEC_CONFIG;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_CONFIG;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_CONFIG}: how to encode, with one arm for each codec. */
public final class EncodeConfig extends View {
    private final Abi abi;
    private final Arena arena;
    private final RcParams rc;
    private final GrowingMemory tileWidths;
    private final GrowingMemory tileHeights;
    private @Nullable FilmGrainParams filmGrain;

    public EncodeConfig(Arena arena, Abi abi) {
        this(arena, arena.allocate(NV_ENC_CONFIG.sizeof(), Long.BYTES), abi);
    }

    EncodeConfig(Arena arena, MemorySegment memory, Abi abi) {
        super(memory);
        this.abi = abi;
        this.arena = arena;
        tileWidths = new GrowingMemory(arena);
        tileHeights = new GrowingMemory(arena);
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

    public EncodeConfig monochrome(boolean on) {
        NV_ENC_CONFIG.monoChromeEncoding(memory, on ? 1 : 0);
        return this;
    }

    /** Whether the two fields of a frame are coded apart. */
    public EncodeConfig fieldCoding(boolean on) {
        NV_ENC_CONFIG.frameFieldMode(
                memory,
                on ? nvenc_h.NV_ENC_PARAMS_FRAME_FIELD_MODE_FIELD() : nvenc_h.NV_ENC_PARAMS_FRAME_FIELD_MODE_FRAME());
        return this;
    }

    public EncodeConfig motionPrecision(int precision) {
        NV_ENC_CONFIG.mvPrecision(memory, precision);
        return this;
    }

    /** Room for the grain that the configuration points at, one for its whole life. */
    public FilmGrainParams filmGrain() {
        if (filmGrain == null) {
            filmGrain = new FilmGrainParams(arena);
        }
        return filmGrain;
    }

    /** Tiles whose sizes the configuration points at. */
    public void tiles(ConfigAv1 av1, List<Integer> widths, List<Integer> heights) {
        av1.tiles(copy(widths, tileWidths), copy(heights, tileHeights));
    }

    private static MemorySegment copy(List<Integer> lengths, GrowingMemory memory) {
        MemorySegment copy = memory.atLeast(lengths.size() * (long) Integer.BYTES);
        for (int i = 0; i < lengths.size(); i++) {
            copy.setAtIndex(ValueLayout.JAVA_INT, i, lengths.get(i));
        }
        return copy.asSlice(0, lengths.size() * (long) Integer.BYTES);
    }

    public RcParams rc() {
        return rc;
    }

    /** The arm of a session that looks for H.264's motion alone. */
    public ConfigMeOnly motionOnly() {
        return new ConfigMeOnly(NV_ENC_CODEC_CONFIG.h264MeOnlyConfig(NV_ENC_CONFIG.encodeCodecConfig(memory)));
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
