package org.nvenc4j;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32;
import org.nvenc4j.simulator.CodedPicture;
import org.nvenc4j.simulator.CoderFactory;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.PictureCoder;
import org.nvenc4j.simulator.SourcePicture;

/**
 * A coder that costs next to nothing and keeps nothing: an access unit is the picture's place, type, settings and messages,
 * and a sum over its samples. So two streams are equal if the same pictures were encoded in the same way.
 */
public final class DigestCoder implements CoderFactory {
    private static final byte[] HEADER = {0, 0, 0, 1, 0x67, 1, 0, 0, 0, 1, 0x68, 1};
    private static final int UNIT_BYTES = 64;
    private static final int SLICE_BYTES = 6;
    private static final int QP = 20;

    public DigestCoder() {}

    @Override
    public String name() {
        return "digest";
    }

    @Override
    public Optional<String> refusal(CoderSettings settings) {
        return Optional.empty();
    }

    @Override
    public PictureCoder open(CoderSettings settings) {
        return new Digest(settings);
    }

    private static final class Digest implements PictureCoder {
        private final CRC32 sum = new CRC32();
        private CoderSettings settings;

        Digest(CoderSettings settings) {
            this.settings = settings;
        }

        @Override
        public byte[] sequenceHeader() {
            return HEADER.clone();
        }

        @Override
        public CodedPicture code(SourcePicture picture) {
            sum.reset();
            for (SourcePicture.Plane plane : picture.planes()) {
                sum.update(plane.samples());
            }
            for (SourcePicture.Metadata message : picture.metadata()) {
                sum.update(message.payload());
            }
            int slices = settings.slicing().mode() == CoderSettings.Slicing.Mode.COUNT
                    ? settings.slicing().value()
                    : 1;
            ByteBuffer unit = ByteBuffer.allocate(UNIT_BYTES + SLICE_BYTES * (slices - 1));
            for (int i = 1; i < slices; i++) {
                unit.putInt(1).put((byte) 0x65).put((byte) i);
            }
            unit.putInt(1).put((byte) 0x65);
            unit.put((byte) picture.type().ordinal())
                    .putInt(picture.displayOrder())
                    .putInt(settings.width())
                    .putInt(settings.height())
                    .putLong(settings.rateControl().averageBitRate())
                    .putInt(picture.metadata().size())
                    .putLong(sum.getValue());
            return new CodedPicture(unit.array(), QP, picture.type());
        }

        @Override
        public void reconfigure(CoderSettings next) {
            settings = next;
        }

        @Override
        public void close() {}
    }
}
