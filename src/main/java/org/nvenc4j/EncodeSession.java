package org.nvenc4j;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.abi.Guid;
import org.nvenc4j.internal.driver.BoundDriver;
import org.nvenc4j.internal.driver.CudaFunctions;
import org.nvenc4j.internal.driver.NvencFunctions;
import org.nvenc4j.internal.driver.NvencLibrary;
import org.nvenc4j.internal.struct.CapsParam;

/** An open session of the driver's: what can be asked of it before it is initialised, and its end. */
final class EncodeSession {
    private static final long NOT_WANTED = 0;

    /** More GUIDs or formats than any driver will ever have. */
    private static final int MOST_ANSWERS = 1024;

    final Abi abi;
    final NvencFunctions nvenc;
    final long encoder;
    private final CudaFunctions cuda;
    private final long context;
    private final String where;

    private EncodeSession(CudaContext context, BoundDriver driver, NvencLibrary.OpenSession session) {
        abi = driver.abi();
        nvenc = session.functions();
        encoder = session.encoder();
        cuda = driver.cuda();
        this.context = context.handle();
        where = context.device().name() + " (" + driver.name() + " driver, NVENC API " + abi.apiVersion() + ")";
    }

    /** Opens a session on a context that has been pushed. */
    static EncodeSession open(CudaContext context) {
        BoundDriver driver = BoundDriver.of(context.driver());
        return new EncodeSession(context, driver, driver.nvenc().openSession(driver.abi(), context.handle()));
    }

    /**
     * Makes the session's context current; {@link #leave} follows on the same thread, whatever happens between.
     *
     * <p>Unlike {@link CudaContext#push} this does not keep the context open, which would cost each frame more than any
     * call of the driver's, and make sessions on different threads wait for each other. An encoder's calls need no more:
     * its context closes it first, and that is refused while a call is under way. Opening and closing an encoder push.
     */
    void enter() {
        cuda.cuCtxPushCurrent(context);
    }

    /** Makes the caller's context current again. */
    void leave() {
        cuda.cuCtxPopCurrent(NOT_WANTED);
    }

    /** Copies device memory to the host on the default stream, behind what NVENC writes there; in the session's context. */
    void download(long host, long device, long bytes) {
        cuda.cuMemcpyDtoH(host, device, bytes);
    }

    /** Ends the session; its buffers and resources have to be gone already, and its context is current. */
    void destroy() {
        nvenc.nvEncDestroyEncoder(encoder);
    }

    /** The GPU and the driver, for messages. */
    String where() {
        return where;
    }

    Set<Codec> codecs() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
            nvenc.nvEncGetEncodeGUIDCount(encoder, count.address());
            int room = count("nvEncGetEncodeGUIDCount", count, MOST_ANSWERS);
            MemorySegment guids = guids(arena, room);
            nvenc.nvEncGetEncodeGUIDs(encoder, guids.address(), room, count.address());
            int given = count("nvEncGetEncodeGUIDs", count, room);
            Set<Codec> codecs = EnumSet.noneOf(Codec.class);
            for (Codec codec : Codec.values()) {
                if (isAmong(guids, given, Guids.of(codec))) {
                    codecs.add(codec);
                }
            }
            return codecs;
        }
    }

    EncoderCapabilities capabilities(Codec codec) {
        MemorySegment guid = Guids.of(codec).value();
        try (Arena arena = Arena.ofConfined()) {
            return new EncoderCapabilities(
                    codec,
                    values(arena, guid),
                    profiles(arena, codec, guid),
                    presets(arena, guid),
                    formats(arena, guid));
        }
    }

    private Set<Profile> profiles(Arena arena, Codec codec, MemorySegment guid) {
        MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
        nvenc.nvEncGetEncodeProfileGUIDCount(encoder, guid, count.address());
        int room = count("nvEncGetEncodeProfileGUIDCount", count, MOST_ANSWERS);
        MemorySegment guids = guids(arena, room);
        nvenc.nvEncGetEncodeProfileGUIDs(encoder, guid, guids.address(), room, count.address());
        int given = count("nvEncGetEncodeProfileGUIDs", count, room);
        Set<Profile> profiles = EnumSet.noneOf(Profile.class);
        for (Profile profile : Profile.values()) {
            if (profile.codec() == codec && isAmong(guids, given, Guids.of(profile))) {
                profiles.add(profile);
            }
        }
        return profiles;
    }

    private Set<Preset> presets(Arena arena, MemorySegment codec) {
        MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
        nvenc.nvEncGetEncodePresetCount(encoder, codec, count.address());
        int room = count("nvEncGetEncodePresetCount", count, MOST_ANSWERS);
        MemorySegment guids = guids(arena, room);
        nvenc.nvEncGetEncodePresetGUIDs(encoder, codec, guids.address(), room, count.address());
        int given = count("nvEncGetEncodePresetGUIDs", count, room);
        Set<Preset> presets = EnumSet.noneOf(Preset.class);
        for (Preset preset : Preset.values()) {
            if (isAmong(guids, given, Guids.of(preset))) {
                presets.add(preset);
            }
        }
        return presets;
    }

    private Map<Capability, Integer> values(Arena arena, MemorySegment codec) {
        CapsParam question = new CapsParam(arena, abi);
        MemorySegment answer = arena.allocate(ValueLayout.JAVA_INT);
        Map<Capability, Integer> values = new EnumMap<>(Capability.class);
        for (Capability capability : Capability.values()) {
            question.capability(capability.id());
            answer.set(ValueLayout.JAVA_INT, 0, 0);
            // A driver that does not know a capability refuses the question: it has not got it.
            boolean known = nvenc.nvEncGetEncodeCaps(encoder, codec, question.address(), answer.address());
            values.put(capability, known ? answer.get(ValueLayout.JAVA_INT, 0) : 0);
        }
        return values;
    }

    private Set<BufferFormat> formats(Arena arena, MemorySegment codec) {
        MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
        nvenc.nvEncGetInputFormatCount(encoder, codec, count.address());
        int room = count("nvEncGetInputFormatCount", count, MOST_ANSWERS);
        MemorySegment values = arena.allocate(ValueLayout.JAVA_INT, room);
        nvenc.nvEncGetInputFormats(encoder, codec, values.address(), room, count.address());
        int given = count("nvEncGetInputFormats", count, room);
        Set<BufferFormat> formats = EnumSet.noneOf(BufferFormat.class);
        for (long i = 0; i < given; i++) {
            int value = values.getAtIndex(ValueLayout.JAVA_INT, i);
            for (BufferFormat format : BufferFormat.values()) {
                if (format.value() == value) {
                    formats.add(format);
                }
            }
        }
        return formats;
    }

    private static MemorySegment guids(Arena arena, int room) {
        return arena.allocate(Math.max(room, 1) * Guid.BYTES, Integer.BYTES);
    }

    private static boolean isAmong(MemorySegment guids, int count, Guid guid) {
        for (int i = 0; i < count; i++) {
            if (guid.isAt(guids, i * Guid.BYTES)) {
                return true;
            }
        }
        return false;
    }

    /** What a driver counts, which is no more than there is room for. */
    private static int count(String function, MemorySegment count, int most) {
        int answer = count.get(ValueLayout.JAVA_INT, 0);
        if (answer < 0 || answer > most) {
            throw Nonsense.of(function, "a count of " + Integer.toUnsignedString(answer));
        }
        return answer;
    }
}
