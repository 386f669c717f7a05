package org.nvenc4j.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.NvEncoder;
import org.nvenc4j.cuda.CudaDevice;

/** What an encode did, and what did it. */
record EncodeSummary(
        String output,
        boolean interrupted,
        String driverText,
        String driver,
        @Nullable String coder,
        ApiVersion apiVersion,
        String gpu,
        EncoderConfig config,
        long pictures,
        long bytes,
        double seconds,
        EncodeTimes.Ranks times) {

    static EncodeSummary of(
            EncodeJob job,
            EncoderConfig config,
            NvEncoder encoder,
            OpenDriver driver,
            String output,
            boolean interrupted) {
        CudaDevice device = encoder.context().device();
        return new EncodeSummary(
                output,
                interrupted,
                driver.describe(encoder),
                driver.driver().name(),
                driver.coder(),
                encoder.apiVersion(),
                device.name(),
                config,
                job.pictures(),
                job.bytes(),
                job.seconds(),
                job.times().ranks());
    }

    String text() {
        return String.format(
                Locale.ROOT,
                """
                %s %d frames of %dx%d %s at %s fps as %s into %s
                %d bytes, %.3f Mbit/s
                %s
                encode calls: %s
                """,
                interrupted ? "interrupted after" : "encoded",
                pictures,
                config.width(),
                config.height(),
                config.bufferFormat(),
                new FrameRate(config.frameRateNumerator(), config.frameRateDenominator()),
                config.codec(),
                output.equals("-") ? "standard output" : output,
                bytes,
                bitRate() / 1e6,
                driverText,
                times);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("output", output);
        map.put("interrupted", interrupted);
        map.put("driver", driver);
        map.put("hardware", coder == null);
        if (coder != null) {
            map.put("coder", coder);
        }
        map.put("abi", apiVersion);
        map.put("gpu", gpu);
        map.put("codec", config.codec());
        map.put("width", config.width());
        map.put("height", config.height());
        map.put("format", config.bufferFormat());
        map.put("frameRate", framesPerSecond());
        map.put("frames", pictures);
        map.put("bytes", bytes);
        map.put("bitRate", Math.round(bitRate()));
        map.put("encodeMillis", times.toMap());
        return map;
    }

    private double framesPerSecond() {
        return (double) config.frameRateNumerator() / config.frameRateDenominator();
    }

    private double bitRate() {
        return seconds == 0 ? 0 : bytes * 8 / seconds;
    }
}
