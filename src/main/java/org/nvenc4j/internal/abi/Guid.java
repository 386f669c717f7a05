package org.nvenc4j.internal.abi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.UUID;

/**
 * The GUIDs that name codecs, profiles and presets, and how each lies in memory: the three numbers in native byte
 * order, then eight bytes.
 */
public enum Guid {
    CODEC_H264("6BC82762-4E63-4CA4-AA85-1E50F321F6BF"),
    CODEC_HEVC("790CDC88-4522-4D7B-9425-BDA9975F7603"),
    CODEC_AV1("0A352289-0AA7-4759-862D-5D15CD16D254"),
    CODEC_PROFILE_AUTOSELECT("BFD6F8E7-233C-4341-8B3E-4818523803F4"),
    H264_PROFILE_BASELINE("0727BCAA-78C4-4C83-8C2F-EF3DFF267C6A"),
    H264_PROFILE_MAIN("60B5C1D4-67FE-4790-94D5-C4726D7B6E6D"),
    H264_PROFILE_HIGH("E7CBC309-4F7A-4B89-AF2A-D537C92BE310"),
    H264_PROFILE_HIGH_10("8F0C337E-186C-48E9-A69D-7A8334089758"),
    H264_PROFILE_HIGH_422("FF3242E9-613C-4295-A1E8-2A7FE94D8133"),
    H264_PROFILE_HIGH_444("7AC663CB-A598-4960-B844-339B261A7D52"),
    H264_PROFILE_STEREO("40847BF5-33F7-4601-9084-E8FE3C1DB8B7"),
    H264_PROFILE_PROGRESSIVE_HIGH("B405AFAC-F32B-417B-89C4-9ABEED3E5978"),
    H264_PROFILE_CONSTRAINED_HIGH("AEC1BD87-E85B-48F2-84C3-98BCA6285072"),
    HEVC_PROFILE_MAIN("B514C39A-B55B-40FA-878F-F1253B4DFDEC"),
    HEVC_PROFILE_MAIN10("FA4D2B6C-3A5B-411A-8018-0A3F5E3C9BE5"),
    HEVC_PROFILE_FREXT("51EC32B5-1B4C-453C-9CBD-B616BD621341"),
    AV1_PROFILE_MAIN("5F2A39F5-F14E-4F95-9A9E-B76D568FCF97"),
    PRESET_P1("FC0A8D3E-45F8-4CF8-80C7-298871590EBF"),
    PRESET_P2("F581CFB8-88D6-4381-93F0-DF13F9C27DAB"),
    PRESET_P3("36850110-3A07-441F-94D5-3670631F91F6"),
    PRESET_P4("90A7B826-DF06-4862-B9D2-CD6D73A08681"),
    PRESET_P5("21C6E6B4-297A-4CBA-998F-B6CBDE72ADE3"),
    PRESET_P6("8E75C279-6299-4AB6-8302-0B215A335CF5"),
    PRESET_P7("84848C12-6F71-4C13-931B-53E283F57974");

    /** The size of a GUID in bytes. */
    public static final long BYTES = 16;

    private final int data1;
    private final short data2;
    private final short data3;
    private final long data4;
    private final MemorySegment value;

    Guid(String text) {
        UUID uuid = UUID.fromString(text);
        data1 = (int) (uuid.getMostSignificantBits() >>> 32);
        data2 = (short) (uuid.getMostSignificantBits() >>> 16);
        data3 = (short) uuid.getMostSignificantBits();
        data4 = Long.reverseBytes(uuid.getLeastSignificantBits());
        MemorySegment segment = Arena.global().allocate(BYTES, Integer.BYTES);
        write(segment, 0);
        value = segment.asReadOnly();
    }

    /** The GUID as an argument that is passed by value. */
    public MemorySegment value() {
        return value;
    }

    /** Writes the GUID into a struct. */
    public void write(MemorySegment struct, long offset) {
        struct.set(ValueLayout.JAVA_INT_UNALIGNED, offset, data1);
        struct.set(ValueLayout.JAVA_SHORT_UNALIGNED, offset + 4, data2);
        struct.set(ValueLayout.JAVA_SHORT_UNALIGNED, offset + 6, data3);
        struct.set(ValueLayout.JAVA_LONG_UNALIGNED, offset + 8, data4);
    }

    /** Says whether a struct holds this GUID at an offset. */
    public boolean isAt(MemorySegment struct, long offset) {
        return struct.asSlice(offset, BYTES).mismatch(value) < 0;
    }
}
