package org.nvenc4j.bitstream;

import java.util.Random;

/** Parameter sets of H.264 with every optional part that an encoder may write, chosen by a seed, and a slice's begin. */
final class H264Stream {

    private static final int[] PROFILES = {66, 77, 88, 100, 110, 122, 244};

    private final Random random;
    private final int profile;
    private int frameNumberBits;
    private boolean framesOnly;
    private int orderCountType;

    H264Stream(long seed) {
        random = new Random(seed);
        profile = PROFILES[random.nextInt(PROFILES.length)];
    }

    /** SPS, PPS and an IDR slice that ends within its first macroblocks. */
    byte[] accessUnit() {
        return BitWriter.join(sps(), pps(), slice());
    }

    private boolean chance() {
        return random.nextBoolean();
    }

    private byte[] sps() {
        BitWriter out = new BitWriter().bits(0x67, 8).bits(profile, 8);
        out.bits(random.nextInt(32), 5).bits(0, 3).bits(10 + random.nextInt(43), 8);
        out.ue(0);
        if (profile >= 100) {
            int chroma = profile == 100 || profile == 110 ? 1 : profile == 122 ? 2 : 3;
            out.ue(chroma);
            if (chroma == 3) {
                out.flag(false);
            }
            int depth = profile == 100 ? 0 : 2 * random.nextInt(2);
            out.ue(depth).ue(depth).flag(false);
            boolean scaled = chance();
            out.flag(scaled);
            for (int i = 0; scaled && i < (chroma == 3 ? 12 : 8); i++) {
                scalingList(out, i < 6 ? 16 : 64);
            }
        }
        frameNumberBits = 4 + random.nextInt(13);
        out.ue(frameNumberBits - 4);
        orderCountType = random.nextInt(3);
        out.ue(orderCountType);
        if (orderCountType == 0) {
            out.ue(12);
        } else if (orderCountType == 1) {
            out.flag(true).se(-3).se(7);
            int offsets = random.nextInt(5);
            out.ue(offsets);
            for (int i = 0; i < offsets; i++) {
                out.se(random.nextInt(9) - 4);
            }
        }
        out.ue(random.nextInt(5)).flag(chance());
        out.ue(3 + random.nextInt(100)).ue(3 + random.nextInt(60));
        framesOnly = chance();
        out.flag(framesOnly);
        if (!framesOnly) {
            out.flag(chance());
        }
        out.flag(true);
        boolean cropped = chance();
        out.flag(cropped);
        for (int i = 0; cropped && i < 4; i++) {
            out.ue(random.nextInt(4));
        }
        usability(out);
        return out.nal();
    }

    private void scalingList(BitWriter out, int size) {
        boolean present = chance();
        out.flag(present);
        if (!present) {
            return;
        }
        int length = 1 + random.nextInt(size);
        int weight = 8;
        for (int i = 0; i < length; i++) {
            int step = i % 2 == 0 ? random.nextInt(9) : -random.nextInt(3);
            out.se(step);
            weight += step;
            if (weight % 256 == 0) {
                return;
            }
        }
        if (length < size) {
            out.se((byte) -weight); // to 0, modulo 256
        }
    }

    private void usability(BitWriter out) {
        boolean present = chance();
        out.flag(present);
        if (!present) {
            return;
        }
        boolean aspect = chance();
        out.flag(aspect);
        if (aspect) {
            boolean extended = chance();
            out.bits(extended ? 255 : 1 + random.nextInt(16), 8);
            if (extended) {
                out.bits(1 + random.nextInt(99), 16).bits(1 + random.nextInt(99), 16);
            }
        }
        boolean overscan = chance();
        out.flag(overscan);
        if (overscan) {
            out.flag(chance());
        }
        boolean signal = chance();
        out.flag(signal);
        if (signal) {
            out.bits(random.nextInt(6), 3).flag(chance());
            boolean described = chance();
            out.flag(described);
            if (described) {
                out.bits(4 + random.nextInt(6), 8)
                        .bits(4 + random.nextInt(14), 8)
                        .bits(4 + random.nextInt(6), 8);
            }
        }
        boolean location = chance();
        out.flag(location);
        if (location) {
            int type = random.nextInt(6);
            out.ue(type).ue(type);
        }
        boolean timing = chance();
        out.flag(timing);
        if (timing) {
            out.bits(1001, 32).bits(2000L * (1 + random.nextInt(240)), 32).flag(chance());
        }
        boolean nalHrd = buffering(out);
        boolean vclHrd = buffering(out);
        if (nalHrd || vclHrd) {
            out.flag(chance());
        }
        out.flag(false);
        boolean restriction = chance();
        out.flag(restriction);
        if (restriction) {
            int reorder = random.nextInt(5);
            out.flag(true).ue(2).ue(1).ue(12).ue(12).ue(reorder).ue(reorder + random.nextInt(5));
        }
    }

    private boolean buffering(BitWriter out) {
        boolean present = chance();
        out.flag(present);
        if (present) {
            int schedules = 1 + random.nextInt(3);
            out.ue(schedules - 1).bits(4, 4).bits(6, 4);
            for (int i = 0; i < schedules; i++) {
                out.ue(random.nextInt(100_000)).ue(random.nextInt(100_000)).flag(chance());
            }
            out.bits(23, 5).bits(23, 5).bits(23, 5).bits(24, 5);
        }
        return present;
    }

    private byte[] pps() {
        BitWriter out = new BitWriter().bits(0x68, 8).ue(0).ue(0).flag(false).flag(false);
        out.ue(0).ue(0).ue(0).flag(false).bits(0, 2).se(0).se(0).se(0).flag(false);
        return out.flag(false).flag(false).nal();
    }

    private byte[] slice() {
        BitWriter out = new BitWriter().bits(0x65, 8).ue(0).ue(7).ue(0).bits(0, frameNumberBits);
        if (!framesOnly) {
            out.flag(false);
        }
        out.ue(0).bits(0, orderCountType == 0 ? 16 : 0).bits(0, 2).se(0);
        return out.bits(0x5555_5555L, 32).nal();
    }
}
