package org.nvenc4j;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
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
            return members(
                    Codec.class,
                    Guids::of,
                    guids(
                            arena,
                            "nvEncGetEncodeGUIDs",
                            (count, unused) -> nvenc.nvEncGetEncodeGUIDCount(encoder, count.address()),
                            (guids, count) -> nvenc.nvEncGetEncodeGUIDs(
                                    encoder, guids.address(), (int) (guids.byteSize() / Guid.BYTES), count.address())));
        }
    }

    EncoderCapabilities capabilities(Codec codec) {
        MemorySegment guid = Guids.of(codec).value();
        try (Arena arena = Arena.ofConfined()) {
            Set<Profile> profiles = members(
                    Profile.class,
                    Guids::of,
                    guids(
                            arena,
                            "nvEncGetEncodeProfileGUIDs",
                            (count, unused) -> nvenc.nvEncGetEncodeProfileGUIDCount(encoder, guid, count.address()),
                            (guids, count) -> nvenc.nvEncGetEncodeProfileGUIDs(
                                    encoder,
                                    guid,
                                    guids.address(),
                                    (int) (guids.byteSize() / Guid.BYTES),
                                    count.address())));
            profiles.removeIf(profile -> profile.codec() != codec);
            Set<Preset> presets = members(
                    Preset.class,
                    Guids::of,
                    guids(
                            arena,
                            "nvEncGetEncodePresetGUIDs",
                            (count, unused) -> nvenc.nvEncGetEncodePresetCount(encoder, guid, count.address()),
                            (guids, count) -> nvenc.nvEncGetEncodePresetGUIDs(
                                    encoder,
                                    guid,
                                    guids.address(),
                                    (int) (guids.byteSize() / Guid.BYTES),
                                    count.address())));
            return new EncoderCapabilities(codec, values(arena, guid), profiles, presets, formats(arena, guid));
        }
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

    private static MemorySegment guids(
            Arena arena,
            String function,
            BiConsumer<MemorySegment, MemorySegment> askCount,
            BiConsumer<MemorySegment, MemorySegment> ask) {
        MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
        askCount.accept(count, MemorySegment.NULL);
        int room = count(function, count, MOST_ANSWERS);
        MemorySegment guids = arena.allocate(Math.max(room, 1) * Guid.BYTES, Integer.BYTES);
        ask.accept(guids, count);
        return guids.asSlice(0, count(function, count, room) * Guid.BYTES);
    }

    /** What a driver counts, which is no more than there is room for. */
    private static int count(String function, MemorySegment count, int most) {
        int answer = count.get(ValueLayout.JAVA_INT, 0);
        if (answer < 0 || answer > most) {
            throw Nonsense.of(function, "a count of " + Integer.toUnsignedString(answer));
        }
        return answer;
    }

    private static <E extends Enum<E>> Set<E> members(Class<E> type, Function<E, Guid> guidOf, MemorySegment guids) {
        Set<E> members = EnumSet.noneOf(type);
        for (long offset = 0; offset < guids.byteSize(); offset += Guid.BYTES) {
            for (E member : type.getEnumConstants()) {
                if (guidOf.apply(member).isAt(guids, offset)) {
                    members.add(member);
                }
            }
        }
        return members;
    }
}
