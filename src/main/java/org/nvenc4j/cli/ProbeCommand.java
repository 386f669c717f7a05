package org.nvenc4j.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.nvenc4j.Nvenc;
import org.nvenc4j.NvencUnavailableException;
import org.nvenc4j.ProbeResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nvenc probe}: exit status 0 or 3. */
@Command(name = "probe", description = "Says whether this machine can encode, by trying; if not, why, and what to do.")
final class ProbeCommand extends Subcommand {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private DriverOptions driverOptions = new DriverOptions();

    @Override
    public Integer call() {
        ProbeResult result = probe();
        PrintWriter out = out();
        out.print(json ? Json.write(toMap(result)) : text(result));
        out.flush();
        return result.isAvailable() ? ExitStatus.DONE : ExitStatus.NO_ENCODER;
    }

    private ProbeResult probe() {
        try (OpenDriver driver = argument(driverOptions::open)) {
            return Nvenc.probe(driver.driver());
        } catch (NvencUnavailableException e) {
            return new ProbeResult.Unavailable(e.cause(), e.problem(), e.remedy());
        }
    }

    private static String text(ProbeResult result) {
        return switch (result) {
            case ProbeResult.Available yes ->
                "available: driver " + yes.driver() + ", GPU " + yes.gpuOrdinal() + " "
                        + yes.gpu() + ", NVENC API " + yes.apiVersion() + " (the driver knows " + yes.maxApiVersion()
                        + "), CUDA "
                        + cuda(yes) + "\ncodecs: "
                        + yes.codecs().stream().sorted().map(Object::toString).collect(Collectors.joining(", "))
                        + "\n"
                        + yes.refusals().entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(refusal -> "no " + refusal.getKey() + ": " + refusal.getValue() + "\n")
                                .collect(Collectors.joining());
            case ProbeResult.Unavailable no -> "not available: " + no.cause() + "\n" + no.message() + "\n";
        };
    }

    private static Map<String, Object> toMap(ProbeResult result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("available", result.isAvailable());
        switch (result) {
            case ProbeResult.Available yes -> {
                map.put("driver", yes.driver());
                map.put("gpu", yes.gpu());
                map.put("gpuOrdinal", yes.gpuOrdinal());
                map.put("cuda", cuda(yes));
                map.put("maxAbi", yes.maxApiVersion());
                map.put("abi", yes.apiVersion());
                map.put("codecs", yes.codecs().stream().sorted().toList());
                map.put("refusals", yes.refusals());
            }
            case ProbeResult.Unavailable no -> {
                map.put("cause", no.cause());
                map.put("problem", no.problem());
                map.put("remedy", no.remedy());
            }
        }
        return map;
    }

    private static String cuda(ProbeResult.Available result) {
        return result.cudaDriverVersion() / 1000 + "." + result.cudaDriverVersion() % 1000 / 10;
    }
}
