package org.nvenc4j;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.nvenc4j.simulator.CodedPicture;
import org.nvenc4j.simulator.CoderFactory;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.PictureCoder;
import org.nvenc4j.simulator.SourcePicture;

/** Takes every codec and codes each picture as its type's name. */
final class AnyCodec implements CoderFactory, PictureCoder {
    @Override
    public String name() {
        return "any";
    }

    @Override
    public Optional<String> refusal(CoderSettings settings) {
        return Optional.empty();
    }

    @Override
    public PictureCoder open(CoderSettings settings) {
        return this;
    }

    @Override
    public byte[] sequenceHeader() {
        return new byte[0];
    }

    @Override
    public CodedPicture code(SourcePicture picture) {
        return new CodedPicture(picture.type().toString().getBytes(StandardCharsets.US_ASCII), 20, picture.type());
    }

    @Override
    public void reconfigure(CoderSettings settings) {}

    @Override
    public void close() {}
}
