package org.nvenc4j.simulator;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.nvenc4j.Codec;

/**
 * What the simulator knows of one GPU. The capability values of the constants are those that real cards of that
 * generation report, as far as they are known.
 *
 * @param name as {@code cuDeviceGetName} answers
 * @param uuid as {@code cuDeviceGetUuid} answers
 * @param pciBusId as {@code cuDeviceGetPCIBusId} answers: {@code 0000:01:00.0}
 * @param computeMajor the compute capability's first number
 * @param computeMinor the compute capability's second number
 * @param memory bytes of device memory
 * @param caps for each codec that the engine has, the values of {@code NV_ENC_CAPS} by number; a number that is not
 *     there is 0. Empty for a GPU without an engine
 */
public record GpuModel(
        String name,
        UUID uuid,
        String pciBusId,
        int computeMajor,
        int computeMinor,
        long memory,
        Map<Codec, Map<Integer, Integer>> caps) {

    private static final long GIB = 1L << 30;

    /** What H.264 engines since Turing have in common. */
    private static final String H264 =
            "0=4 1=63 3=1 6=1 7=1 8=1 10=4 11=1 12=1 13=62 14=10 16=4096 17=4096 18=1 19=1 20=1 21=1 23=1 24=1 25=1"
                + " 26=1 27=1 28=1 31=65536 32=983040 33=1 34=1 36=1 37=1 38=1 40=8 41=1 42=100 44=1 45=145 46=49 47=1"
                + " 49=1 50=1 51=1 52=1 53=1 54=1 ";

    /** What HEVC engines since Turing have in common. */
    private static final String HEVC = "0=5 1=63 3=1 13=186 14=30 16=8192 17=8192 19=1 20=1 21=1 23=1 24=1 25=1 26=1"
        + " 27=1 28=1 31=262144 32=983040 33=1 34=1 35=1 36=1 37=1 38=1 39=1 40=7 41=1 42=100 43=3 45=129 46=33 47=1"
        + " 48=1 49=1 50=1 51=1 52=1 53=1 54=1 ";

    /** What AV1 engines have in common. */
    private static final String AV1 = "0=7 1=3 13=23 14=0 16=8192 17=8192 19=1 20=1 21=1 23=1 25=1 26=1 28=1 31=262144"
            + " 32=983040 37=1 38=1 39=1 40=6 42=100 43=3 45=192 46=128 47=1 49=1 51=1 52=1 53=1 54=1 55=1 ";

    /** A Turing-like card: no AV1, one engine. */
    public static final GpuModel TURING = new GpuModel(
            "Simulated NVIDIA GPU (Turing)",
            UUID.fromString("7e570001-5175-4d00-8000-000000000075"),
            "0000:01:00.0",
            7,
            5,
            8 * GIB,
            Map.of(Codec.H264, caps(H264 + "30=0 43=2"), Codec.HEVC, caps(HEVC)));

    /** An Ada-like card: H.264, HEVC and AV1, one engine. What a simulator has unless told otherwise. */
    public static final GpuModel ADA = new GpuModel(
            "Simulated NVIDIA GPU (Ada)",
            UUID.fromString("7e570002-5175-4d00-8000-000000000089"),
            "0000:01:00.0",
            8,
            9,
            8 * GIB,
            Map.of(
                    Codec.H264,
                    caps(H264 + "43=3 57=1"),
                    Codec.HEVC,
                    caps(HEVC + "55=1 56=1 57=1"),
                    Codec.AV1,
                    caps(AV1)));

    /** A Blackwell-like card: 4:2:2, 10-bit H.264, multi-view HEVC, field coding, three engines. */
    public static final GpuModel BLACKWELL = new GpuModel(
            "Simulated NVIDIA GPU (Blackwell)",
            UUID.fromString("7e570003-5175-4d00-8000-000000000120"),
            "0000:01:00.0",
            12,
            0,
            32 * GIB,
            Map.of(
                    Codec.H264,
                    caps(H264 + "2=1 39=1 43=7 49=3 55=1 56=1 59=1"),
                    Codec.HEVC,
                    caps(HEVC + "10=4 18=1 43=7 49=3 55=1 56=1 57=1 58=1 59=1"),
                    Codec.AV1,
                    caps(AV1 + "10=3 18=1 43=7 49=3 56=1")));

    /** A compute card without an NVENC engine: opening a session on it is refused. */
    public static final GpuModel H200 = new GpuModel(
            "Simulated NVIDIA GPU (no encoder)",
            UUID.fromString("7e570004-5175-4d00-8000-000000000090"),
            "0000:01:00.0",
            9,
            0,
            141 * GIB,
            Map.of());

    /** Copies the maps. */
    public GpuModel {
        Objects.requireNonNull(name);
        Map<Codec, Map<Integer, Integer>> copy = new HashMap<>();
        caps.forEach((codec, values) -> copy.put(codec, Map.copyOf(values)));
        caps = Map.copyOf(copy);
    }

    private static Map<Integer, Integer> caps(String list) {
        Map<Integer, Integer> values = new HashMap<>();
        for (String item : list.trim().split(" ")) {
            int equals = item.indexOf('=');
            values.put(Integer.valueOf(item.substring(0, equals)), Integer.valueOf(item.substring(equals + 1)));
        }
        return values;
    }

    /**
     * The same GPU with another amount of memory.
     *
     * @param bytes bytes of device memory
     * @return a copy
     */
    public GpuModel withMemory(long bytes) {
        return new GpuModel(name, uuid, pciBusId, computeMajor, computeMinor, bytes, caps);
    }

    /**
     * The same kind of GPU in another slot: what a simulator makes of the second and later GPU that is added to it.
     *
     * @param ordinal 0 for the first GPU, which keeps its UUID and PCI id
     * @return a copy with a UUID and PCI id of its own
     */
    GpuModel inSlot(int ordinal) {
        if (ordinal == 0) {
            return this;
        }
        UUID other = new UUID(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits() + ((long) ordinal << 32));
        String slot = String.format(java.util.Locale.ROOT, "0000:%02x:00.0", ordinal + 1);
        return new GpuModel(name, other, slot, computeMajor, computeMinor, memory, caps);
    }

    /**
     * The same GPU with one capability changed.
     *
     * @param codec the codec
     * @param cap the number of the {@code NV_ENC_CAPS} constant
     * @param value what to answer
     * @return a copy
     * @throws IllegalArgumentException if this GPU lacks that codec
     */
    public GpuModel withCap(Codec codec, int cap, int value) {
        Map<Integer, Integer> values = caps.get(codec);
        if (values == null) {
            throw new IllegalArgumentException(name + " has no " + codec + "; it has " + caps.keySet());
        }
        Map<Codec, Map<Integer, Integer>> all = new HashMap<>(caps);
        Map<Integer, Integer> changed = new HashMap<>(values);
        changed.put(cap, value);
        all.put(codec, changed);
        return new GpuModel(name, uuid, pciBusId, computeMajor, computeMinor, memory, all);
    }

    /**
     * The value of one capability.
     *
     * @param codec the codec
     * @param cap the number of the {@code NV_ENC_CAPS} constant
     * @return its value, 0 where the GPU lacks the codec
     */
    public int cap(Codec codec, int cap) {
        return caps.getOrDefault(codec, Map.of()).getOrDefault(cap, 0);
    }
}
