package org.nvenc4j.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A coder for every codec whose access units hold only the picture's place in display order. */
public class StubCoder implements CoderFactory {
    /** Every picture coded, in coding order. */
    final List<SourcePicture> pictures = new ArrayList<>();

    /** The settings of every session, and of every reconfiguration. */
    final List<CoderSettings> settings = new ArrayList<>();

    public StubCoder() {}

    @Override
    public String name() {
        return "stub";
    }

    @Override
    public Optional<String> refusal(CoderSettings asked) {
        return Optional.empty();
    }

    @Override
    public PictureCoder open(CoderSettings asked) {
        settings.add(asked);
        return new PictureCoder() {
            @Override
            public byte[] sequenceHeader() {
                return new byte[] {0, 0, 0, 1, 0x67, (byte) asked.width()};
            }

            @Override
            public CodedPicture code(SourcePicture picture) {
                return StubCoder.this.code(picture);
            }

            @Override
            public void reconfigure(CoderSettings next) {
                settings.add(next);
            }

            @Override
            public Optional<Runnable> bookmark() {
                return Optional.of(() -> {});
            }

            @Override
            public boolean isLossless() {
                return true;
            }

            @Override
            public void close() {}
        };
    }

    CodedPicture code(SourcePicture picture) {
        pictures.add(picture);
        byte[] unit = {0, 0, 0, 1, 0x65, (byte) picture.displayOrder()};
        return new CodedPicture(unit, 30, picture.type());
    }
}
