package org.nvenc4j.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.nvenc4j.Capability;
import org.nvenc4j.Codec;
import org.nvenc4j.EncoderCapabilities;
import org.nvenc4j.Level;
import org.nvenc4j.Nvenc;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaDevice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nvenc caps}. */
@Command(name = "caps", description = "Lists what the GPU's encoder can do, for each codec that it has.")
final class CapsCommand extends Subcommand {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private DriverOptions driverOptions = new DriverOptions();

    @Override
    public Integer call() {
        try (OpenDriver driver = argument(driverOptions::open);
                CudaContext context = CudaContext.primary(argument(() -> driverOptions.device(driver)))) {
            Map<Codec, EncoderCapabilities> capabilities = Nvenc.capabilities(context);
            PrintWriter out = out();
            out.print(json ? Json.write(toMap(context.device(), capabilities)) : text(context.device(), capabilities));
            out.flush();
            return ExitStatus.DONE;
        }
    }

    private static String text(CudaDevice device, Map<Codec, EncoderCapabilities> capabilities) {
        StringBuilder text = new StringBuilder("GPU " + device.ordinal() + " " + device.name() + ", driver "
                + device.driver().name() + ", NVENC API " + device.driver().apiVersion() + "\n");
        row(text, "", capabilities, codec -> codec.codec().toString());
        for (Capability capability : Capability.values()) {
            row(text, capability.toString(), capabilities, codec -> Integer.toString(codec.value(capability)));
        }
        for (EncoderCapabilities codec : capabilities.values()) {
            lists(codec)
                    .forEach((name, words) -> text.append(codec.codec())
                            .append(' ')
                            .append(name)
                            .append(": ")
                            .append(words(words))
                            .append('\n'));
        }
        return text.toString();
    }

    private static void row(
            StringBuilder text,
            String name,
            Map<Codec, EncoderCapabilities> capabilities,
            Function<EncoderCapabilities, String> cell) {
        text.append(String.format("%-36s", name));
        capabilities.values().forEach(codec -> text.append(String.format("%8s", cell.apply(codec))));
        text.append('\n');
    }

    private static String words(Iterable<?> values) {
        List<String> words = new ArrayList<>();
        values.forEach(value -> words.add(value.toString()));
        return String.join(", ", words);
    }

    private static Map<String, Object> toMap(CudaDevice device, Map<Codec, EncoderCapabilities> capabilities) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("driver", device.driver().name());
        map.put("gpu", device.name());
        map.put("abi", device.driver().apiVersion());
        map.put(
                "codecs",
                capabilities.values().stream()
                        .collect(Collectors.toMap(
                                EncoderCapabilities::codec,
                                CapsCommand::toMap,
                                (a, b) -> a,
                                () -> new EnumMap<>(Codec.class))));
        return map;
    }

    private static Map<String, Object> toMap(EncoderCapabilities codec) {
        Map<Capability, Integer> values = new EnumMap<>(Capability.class);
        for (Capability capability : Capability.values()) {
            values.put(capability, codec.value(capability));
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("capabilities", values);
        lists(codec).forEach((name, words) -> map.put(name, List.copyOf(words)));
        return map;
    }

    private static Map<String, Collection<?>> lists(EncoderCapabilities codec) {
        Map<String, Collection<?>> lists = new LinkedHashMap<>();
        lists.put("profiles", codec.profiles());
        lists.put("levels", codec.levels().stream().map(Level::toString).toList());
        lists.put("presets", codec.presets());
        lists.put("formats", codec.formats());
        lists.put("rateControlModes", codec.rateControlModes());
        lists.put("bReferences", codec.bReferences());
        return lists;
    }
}
