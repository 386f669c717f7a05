package org.nvenc4j.bitstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Parameter sets of HEVC with every optional part that an encoder may write, chosen by a seed. */
final class HevcStream {

    private static final int SPS = 33;

    private final Random random;
    private final int subLayers;

    HevcStream(long seed) {
        random = new Random(seed);
        subLayers = 1 + random.nextInt(4);
    }

    /** VPS, SPS and PPS with start codes. */
    byte[] parameterSets() {
        return BitWriter.join(vps(), sps(), pps());
    }

    private boolean chance() {
        return random.nextBoolean();
    }

    private BitWriter header(int type) {
        return new BitWriter().bits(type, 7).bits(0, 6).bits(1, 3);
    }

    private void profile(BitWriter out, int profile, int level) {
        out.bits(0, 2).flag(chance()).bits(profile, 5);
        out.bits(1L << 31 - profile, 32);
        out.bits(0b1001, 4).bits(0, 43).bits(0, 1);
        out.bits(level, 8);
        if (subLayers > 1) {
            List<boolean[]> present = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                boolean[] flags = {i < subLayers - 1 && chance(), i < subLayers - 1 && chance()};
                present.add(flags);
                out.flag(flags[0]).flag(flags[1]);
            }
            for (boolean[] flags : present) {
                if (flags[0]) {
                    out.bits(0, 2).bits(0, 1).bits(1, 5).bits(0x60000000L, 32).bits(0, 48);
                }
                if (flags[1]) {
                    out.bits(30, 8);
                }
            }
        }
    }

    private byte[] vps() {
        BitWriter out = header(32);
        out.bits(0, 4).bits(3, 2).bits(0, 6).bits(subLayers - 1, 3).flag(true).bits(0xFFFF, 16);
        profile(out, 4, 93);
        out.flag(false).ue(4).ue(0).ue(0);
        int highestLayer = random.nextInt(4);
        int layerSets = random.nextInt(3);
        out.bits(highestLayer, 6).ue(layerSets).bits(0xFFF, layerSets * (highestLayer + 1));
        boolean timing = chance();
        out.flag(timing);
        if (timing) {
            out.bits(1001, 32)
                    .bits(1000L * (1 + random.nextInt(240)), 32)
                    .flag(false)
                    .ue(0);
        }
        out.flag(false);
        return out.nal();
    }

    private byte[] sps() {
        BitWriter out = header(SPS);
        out.bits(0, 4).bits(subLayers - 1, 3).flag(true);
        profile(out, 4, 30 * (1 + random.nextInt(6)));
        out.ue(0);
        int chroma = random.nextInt(4);
        out.ue(chroma);
        if (chroma == 3) {
            out.flag(false);
        }
        int width = 64 + 8 * random.nextInt(400);
        int height = 64 + 8 * random.nextInt(300);
        out.ue(width).ue(height);
        boolean cropped = chance();
        out.flag(cropped);
        if (cropped) {
            for (int i = 0; i < 4; i++) {
                out.ue(random.nextInt(5));
            }
        }
        int depth = 2 * random.nextInt(2);
        out.ue(depth).ue(depth);
        int orderCountBits = 4 + random.nextInt(12);
        out.ue(orderCountBits - 4);
        boolean each = chance();
        out.flag(each);
        for (int i = 0; i < (each ? subLayers : 1); i++) {
            out.ue(4 + i).ue(random.nextInt(4)).ue(0);
        }
        // Blocks of 8 to 64, transforms of 4 to 32.
        out.ue(0).ue(3).ue(0).ue(3).ue(1).ue(1);
        scalingLists(out);
        out.flag(chance()).flag(chance());
        boolean pcm = chance();
        out.flag(pcm);
        if (pcm) {
            out.bits(7, 4).bits(7, 4).ue(0).ue(1).flag(chance());
        }
        referenceSets(out);
        boolean longTerm = chance();
        out.flag(longTerm);
        if (longTerm) {
            int pictures = random.nextInt(5);
            out.ue(pictures);
            for (int i = 0; i < pictures; i++) {
                out.bits(random.nextInt(1 << orderCountBits), orderCountBits).flag(chance());
            }
        }
        out.flag(chance()).flag(chance());
        usability(out, chroma);
        out.flag(false);
        return out.nal();
    }

    private void scalingLists(BitWriter out) {
        boolean enabled = chance();
        out.flag(enabled);
        if (!enabled) {
            return;
        }
        boolean data = chance();
        out.flag(data);
        if (!data) {
            return;
        }
        for (int size = 0; size < 4; size++) {
            for (int matrix = 0; matrix < 6; matrix += size == 3 ? 3 : 1) {
                boolean written = chance();
                out.flag(written);
                if (!written) {
                    int step = size == 3 ? 3 : 1;
                    out.ue(random.nextInt(matrix / step + 1));
                    continue;
                }
                if (size > 1) {
                    out.se(random.nextInt(20) - 7);
                }
                for (int i = 0; i < Math.min(64, 16 << 2 * size); i++) {
                    out.se(i % 2 == 0 ? random.nextInt(5) : -random.nextInt(5));
                }
            }
        }
    }

    private void referenceSets(BitWriter out) {
        int count = random.nextInt(6);
        out.ue(count);
        int pictures = 0;
        for (int i = 0; i < count; i++) {
            boolean predicted = i > 0 && chance();
            if (i > 0) {
                out.flag(predicted);
            }
            if (predicted) {
                // A distance that no sum of others gives: no picture falls on the current one and is dropped for it.
                out.flag(chance()).ue((64 << i) - 1);
                int kept = 0;
                for (int j = 0; j <= pictures; j++) {
                    boolean used = chance() && kept < 4;
                    out.flag(used);
                    boolean delta = used || chance() && kept < 4;
                    if (!used) {
                        out.flag(delta);
                    }
                    kept += delta ? 1 : 0;
                }
                pictures = kept;
            } else {
                int past = random.nextInt(3);
                int future = random.nextInt(3);
                out.ue(past).ue(future);
                for (int j = 0; j < past + future; j++) {
                    out.ue(random.nextInt(3)).flag(chance());
                }
                pictures = past + future;
            }
        }
    }

    private void usability(BitWriter out, int chroma) {
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
        boolean location = chroma == 1 && chance();
        out.flag(location);
        if (location) {
            int type = random.nextInt(6);
            out.ue(type).ue(type);
        }
        out.flag(chance()).flag(false).flag(chance());
        boolean window = chance();
        out.flag(window);
        if (window) {
            out.ue(1).ue(2).ue(3).ue(4);
        }
        boolean timing = chance();
        out.flag(timing);
        if (timing) {
            out.bits(1001, 32).bits(1000L * (1 + random.nextInt(240)), 32).flag(false);
            out.flag(false); // vui_hrd_parameters_present_flag
        }
        boolean restriction = chance();
        out.flag(restriction);
        if (restriction) {
            out.flag(false).flag(true).flag(false).ue(0).ue(2).ue(1).ue(15).ue(15);
        }
    }

    private byte[] pps() {
        BitWriter out = header(34);
        out.ue(0).ue(0).flag(false).flag(false).bits(0, 3).flag(false).flag(false);
        out.ue(0).ue(0).se(0).flag(false).flag(false).flag(false).se(0).se(0);
        out.flag(false).flag(false).flag(false).flag(false).flag(false).flag(false);
        out.flag(false).flag(false).flag(false).flag(false).ue(0).flag(false).flag(false);
        return out.nal();
    }
}
