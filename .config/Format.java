import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Formats Java sources, or checks that they are formatted: palantir-java-format, 4 spaces, 120 columns.
 *
 * <p>The formatter parses with the running JDK's compiler. The Java that runs Maven may be too old for our syntax, so
 * the build starts this file with the JDK that compiles the project: {@code java Format.java check|write FOLDER...}
 */
class Format {
    public static void main(String[] args) throws Exception {
        boolean write = args[0].equals("write");
        Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.PALANTIR)
                .build());
        List<Path> unformatted = new ArrayList<>();
        for (Path file : sources(List.of(args).subList(1, args.length))) {
            String source = Files.readString(file);
            String formatted = formatter.formatSourceAndFixImports(source);
            if (!formatted.equals(source)) {
                unformatted.add(file);
                if (write) {
                    Files.writeString(file, formatted);
                }
            }
        }
        unformatted.forEach(file -> System.err.println((write ? "Formatted: " : "Not formatted: ") + file));
        if (!write && !unformatted.isEmpty()) {
            System.err.println("Format the sources with: mvn validate exec:exec@format");
            System.exit(1);
        }
    }

    private static List<Path> sources(List<String> folders) throws Exception {
        List<Path> files = new ArrayList<>();
        for (String folder : folders) {
            Path root = Path.of(folder);
            if (Files.isDirectory(root)) {
                try (var tree = Files.walk(root)) {
                    tree.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
                }
            }
        }
        return files;
    }
}
