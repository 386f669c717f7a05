package org.nvenc4j.bitstream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.PictureCoder;
import org.nvenc4j.simulator.SourcePicture;
import org.nvenc4j.simulator.SourcePicture.Metadata;
import org.nvenc4j.simulator.SourcePicture.Plane;
import org.nvenc4j.simulator.SourcePicture.Type;

/** Streams of grey pictures, from the coders that stand behind the simulator. */
final class CodedStream {

    private CodedStream() {}

    /** Access units: an IDR picture with parameter sets, then P pictures; each with the same messages. */
    static List<byte[]> of(Coders coders, CoderSettings settings, int count, List<Metadata> messages) {
        List<byte[]> units = new ArrayList<>();
        try (PictureCoder coder =
                coders.choose(settings).factory().orElseThrow().open(settings)) {
            for (int i = 0; i < count; i++) {
                Type type = i == 0 ? Type.IDR : Type.P;
                units.add(coder.code(new SourcePicture(
                                grey(settings),
                                type,
                                true,
                                i,
                                i,
                                i,
                                i == 0,
                                messages,
                                SourcePicture.QP_FROM_RATE_CONTROL))
                        .bytes());
            }
        }
        return units;
    }

    private static List<Plane> grey(CoderSettings settings) {
        int stride = settings.width() * 2;
        byte[] samples = new byte[stride * settings.height()];
        if (settings.bitDepth() == 8) {
            Arrays.fill(samples, (byte) 128);
        }
        Plane plane = new Plane(samples, 0, stride);
        return settings.chromaFormat() == 0 ? List.of(plane) : List.of(plane, plane, plane);
    }
}
