package org.nvenc4j.bitstream;

import java.util.Random;

/** Sequence headers of AV1 with every optional part that an encoder may write, chosen by a seed. */
final class Av1Stream {

    private final Random random;
    private boolean evenlySpaced;

    Av1Stream(long seed) {
        random = new Random(seed);
    }

    /** Whether the header that was written says how far pictures are apart. */
    boolean evenlySpaced() {
        return evenlySpaced;
    }

    private boolean chance() {
        return random.nextBoolean();
    }

    private BitWriter chance(BitWriter out, int count) {
        return out.bits(random.nextInt(1 << count), count);
    }

    /** An OBU of type 1. */
    byte[] sequenceHeader() {
        BitWriter out = new BitWriter();
        int profile = random.nextInt(3);
        boolean reduced = random.nextInt(5) == 0;
        out.bits(profile, 3).flag(reduced || random.nextInt(5) == 0).flag(reduced);
        if (reduced) {
            out.bits(random.nextInt(20), 5);
        } else {
            operatingPoints(out);
        }
        out.bits(15, 4).bits(12, 4);
        out.bits(63 + random.nextInt(8000), 16).bits(63 + random.nextInt(4000), 13);
        if (!reduced) {
            boolean numbers = chance();
            out.flag(numbers);
            if (numbers) {
                out.bits(5, 4).bits(3, 3);
            }
        }
        chance(out, 3);
        if (!reduced) {
            chance(out, 4);
            boolean orderHint = chance();
            out.flag(orderHint);
            if (orderHint) {
                chance(out, 2);
            }
            boolean chosenByFrame = chance();
            out.flag(chosenByFrame);
            boolean screenContent = chosenByFrame || chance();
            if (!chosenByFrame) {
                out.flag(screenContent);
            }
            if (screenContent) {
                boolean chosen = chance();
                out.flag(chosen);
                if (!chosen) {
                    chance(out, 1);
                }
            }
            if (orderHint) {
                out.bits(6, 3);
            }
        }
        chance(out, 3);
        colour(out, profile);
        return chance(out, 1).obu(1);
    }

    private void operatingPoints(BitWriter out) {
        boolean timing = chance();
        boolean model = timing && chance();
        out.flag(timing);
        if (timing) {
            evenlySpaced = chance();
            out.bits(1001, 32).bits(1000L * (1 + random.nextInt(240)), 32).flag(evenlySpaced);
            if (evenlySpaced) {
                out.ue(random.nextInt(4));
            }
            out.flag(model);
            if (model) {
                out.bits(23, 5).bits(1000, 32).bits(9, 5).bits(9, 5);
            }
        }
        boolean delays = chance();
        out.flag(delays);
        int points = 1 + random.nextInt(4);
        out.bits(points - 1, 5);
        for (int i = 0; i < points; i++) {
            int level = random.nextInt(20);
            out.bits(points == 1 ? 0 : 0x100 | i + 1, 12).bits(level, 5);
            if (level > 7) {
                chance(out, 1);
            }
            if (model) {
                boolean own = chance();
                out.flag(own);
                if (own) {
                    out.bits(90_000, 24).bits(90_000, 24).flag(chance());
                }
            }
            if (delays) {
                boolean own = chance();
                out.flag(own);
                if (own) {
                    chance(out, 3).flag(false);
                }
            }
        }
    }

    private void colour(BitWriter out, int profile) {
        boolean high = chance();
        out.flag(high);
        boolean twelve = profile == 2 && high && chance();
        if (profile == 2 && high) {
            out.flag(twelve);
        }
        boolean monochrome = profile != 1 && random.nextInt(4) == 0;
        if (profile != 1) {
            out.flag(monochrome);
        }
        boolean described = chance();
        out.flag(described);
        boolean rgb = described && !monochrome && (profile == 1 || twelve) && chance();
        if (rgb) {
            out.bits(1, 8).bits(13, 8).bits(0, 8).flag(chance());
            return;
        }
        if (described) {
            out.bits(4 + random.nextInt(6), 8).bits(4 + random.nextInt(14), 8).bits(4 + random.nextInt(6), 8);
        }
        out.flag(chance());
        if (monochrome) {
            return;
        }
        boolean halfWidth = profile != 1;
        boolean halfHeight = profile == 0;
        if (twelve) {
            halfWidth = chance();
            out.flag(halfWidth);
            if (halfWidth) {
                halfHeight = chance();
                out.flag(halfHeight);
            }
        }
        if (halfWidth && halfHeight) {
            out.bits(random.nextInt(3), 2);
        }
        chance(out, 1);
    }
}
