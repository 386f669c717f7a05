package org.nvenc4j.stream;

import java.util.Arrays;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.Capability;
import org.nvenc4j.Codec;
import org.nvenc4j.EncodedPicture;
import org.nvenc4j.EncoderCapabilities;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.NvEncoder;
import org.nvenc4j.NvencException;
import org.nvenc4j.PictureOptions;

/**
 * How a stream goes on after pictures were lost on their way, by what the GPU has: without referring to the lost ones,
 * from a long-term reference, or with a key frame. Numbers are those of the session's pictures.
 */
sealed interface LossRepair {
    static LossRepair of(EncoderCapabilities capabilities, ApiVersion version) {
        if (capabilities.has(Capability.REF_PIC_INVALIDATION) && capabilities.has(Capability.MULTIPLE_REF_FRAMES)) {
            return new Invalidation(capabilities.codec() == Codec.AV1 ? 8 : 5);
        }
        int longTerm = Math.min(LongTerm.MOST, capabilities.value(Capability.NUM_MAX_LTR_FRAMES));
        boolean known = capabilities.codec() != Codec.AV1 || version.isAtLeast(ApiVersion.V13_0);
        return longTerm > 0 && known
                ? new LongTerm(longTerm, capabilities.has(Capability.MULTIPLE_REF_FRAMES))
                : new KeyFrame();
    }

    /** Gives a session what the repair needs. */
    void configure(EncoderConfig.Builder config);

    /** Says what every next picture has to be, before one that may be repaired. */
    void prepare(long next, PictureOptions options);

    /**
     * Has the next picture refer to none from a number on.
     *
     * @return false if only a key frame helps
     */
    boolean repair(NvEncoder encoder, long firstLost, long next, PictureOptions options);

    /** Takes note of a picture. */
    void encoded(EncodedPicture picture);

    /**
     * Reference invalidation. Each picture is predicted from one other, and some are kept, so that one before the loss is
     * still there.
     */
    record Invalidation(int references) implements LossRepair {
        @Override
        public void configure(EncoderConfig.Builder config) {
            config.maxReferenceFrames(references).referencesL0(1);
        }

        @Override
        public void prepare(long next, PictureOptions options) {
            // Every picture is as good as another.
        }

        @Override
        public boolean repair(NvEncoder encoder, long firstLost, long next, PictureOptions options) {
            if (next - firstLost >= references) {
                return false;
            }
            try {
                encoder.invalidateReferences(firstLost, next - 1);
                return true;
            } catch (NvencException refused) {
                return false;
            }
        }

        @Override
        public void encoded(EncodedPicture picture) {
            // The driver keeps count.
        }
    }

    /** Long-term references, marked in turn at an interval: the newest before the loss is what the stream goes on from. */
    final class LongTerm implements LossRepair {
        /** With four of them the oldest is 24 to 32 pictures old: at 60 a second, longer than most round trips. */
        static final int MOST = 4;

        private static final int INTERVAL = 8;
        private static final long FREE = -1;

        /** The picture that each index stands for. */
        private final long[] marked;

        /** Whether the GPU can be told to predict from the last picture alone, and so from none before the repair. */
        private final boolean choosesReferences;

        private long lastMarked;

        LongTerm(int count, boolean choosesReferences) {
            marked = new long[count];
            this.choosesReferences = choosesReferences;
            forget();
        }

        @Override
        public void configure(EncoderConfig.Builder config) {
            config.longTermReferences(marked.length);
            if (choosesReferences) {
                config.referencesL0(1);
            }
        }

        @Override
        public void prepare(long next, PictureOptions options) {
            if (lastMarked == FREE || next - lastMarked >= INTERVAL) {
                options.markLongTermReference(oldest());
            }
        }

        @Override
        public boolean repair(NvEncoder encoder, long firstLost, long next, PictureOptions options) {
            int best = -1;
            for (int i = 0; i < marked.length; i++) {
                if (marked[i] >= firstLost) {
                    marked[i] = FREE;
                } else if (marked[i] != FREE && (best < 0 || marked[i] > marked[best])) {
                    best = i;
                }
            }
            if (best < 0) {
                return false;
            }
            options.markLongTermReference(PictureOptions.NONE).useLongTermReferences(1 << best);
            return true;
        }

        @Override
        public void encoded(EncodedPicture picture) {
            if (picture.isKeyFrame()) {
                forget();
            }
            int index = picture.longTermReference();
            if (index >= 0 && index < marked.length) {
                marked[index] = picture.number();
                lastMarked = picture.number();
            }
        }

        private int oldest() {
            int oldest = 0;
            for (int i = 1; i < marked.length; i++) {
                if (marked[i] < marked[oldest]) {
                    oldest = i;
                }
            }
            return oldest;
        }

        private void forget() {
            Arrays.fill(marked, FREE);
            lastMarked = FREE;
        }
    }

    /** Nothing but key frames. */
    record KeyFrame() implements LossRepair {
        @Override
        public void configure(EncoderConfig.Builder config) {
            // A key frame can always be asked for.
        }

        @Override
        public void prepare(long next, PictureOptions options) {
            // Every picture is as good as another.
        }

        @Override
        public boolean repair(NvEncoder encoder, long firstLost, long next, PictureOptions options) {
            return false;
        }

        @Override
        public void encoded(EncodedPicture picture) {
            // Nothing is kept.
        }
    }
}
