import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemoryLayout;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Makes jextract's output quick to begin with. As it comes, a class computes each of its offsets, and makes every layout and
 * handle that it might need, when it is first touched; for opening a session that took a cold JVM a third of its time.
 *
 * <ul>
 *   <li>Offsets and sizes are computed here, by the classes themselves, and written down as numbers.
 *   <li>Layouts of numbers are those that all structs share.
 *   <li>Other layouts, descriptors and handles are made when they are first used.
 *   <li>Functions whose arguments are words and GUIDs, and whose result is an int, go through the handles of class Words.
 *   <li>The look-up of libraries goes: nothing is bound statically.
 * </ul>
 *
 * Run by scripts/regenerate: {@code java Lighten.java FOLDER}.
 */
final class Lighten {
    private static final String PACKAGE = "org.nvenc4j.internal.raw";

    private static final Map<String, String> SHARED_LAYOUTS =
            Map.of("OfByte", "C_CHAR", "OfShort", "C_SHORT", "OfInt", "C_INT", "OfLong", "C_LONG_LONG");

    private static final Pattern NUMBER_LAYOUT = Pattern.compile("= \\((Of\\w+)\\)\\$LAYOUT\\.select\\([^;]*\\);");
    private static final Pattern OFFSET = Pattern.compile("(\\w+)\\$OFFSET = [^;]*;");
    private static final Pattern FIELD_SIZE = Pattern.compile("(\\w+)\\$LAYOUT\\.byteSize\\(\\)");
    private static final Pattern SIZE = Pattern.compile("return layout\\(\\)\\.byteSize\\(\\);");
    private static final Pattern LAZY = Pattern.compile("    private static final "
            + "((?:GroupLayout|SequenceLayout|FunctionDescriptor|VarHandle|MethodHandle) (\\S+) = [^;]*;\n)\n?");

    private Lighten() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Path classes = Files.createTempDirectory("lighten");
        List<Path> sources;
        try (Stream<Path> files = Files.walk(folder)) {
            sources = files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
        List<String> compile = new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", classes.toString()));
        sources.forEach(source -> compile.add(source.toString()));
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, compile.toArray(String[]::new)) != 0) {
            System.exit(1);
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            for (Path source : sources) {
                String path = folder.relativize(source).toString();
                String name = path.substring(0, path.lastIndexOf('.')).replace(File.separatorChar, '.');
                Files.writeString(source, lighten(Files.readString(source), name, loader));
            }
        }
    }

    private static String lighten(String text, String name, ClassLoader loader) {
        String header = name.substring(PACKAGE.length() + 1, name.lastIndexOf('.')) + "_h";
        String light = text.replaceAll("    static final Arena LIBRARY_ARENA = [^;]*;\n\n", "")
                .replaceAll("    static final SymbolLookup SYMBOL_LOOKUP = [^;]*;\n\n", "");
        light = replace(light, NUMBER_LAYOUT, found -> "= " + header + "." + SHARED_LAYOUTS.get(found.group(1)) + ";");
        light = replace(light, OFFSET, found ->
                found.group(1) + "$OFFSET = " + ask(loader, name, found.group(1) + "$offset") + ";");
        light = replace(light, FIELD_SIZE, found ->
                String.valueOf(((MemoryLayout) ask(loader, name, found.group(1) + "$layout")).byteSize()));
        light = replace(light, SIZE, _ -> "return " + ask(loader, name, "sizeof") + ";");
        return postpone(shareHandle(light));
    }

    /** Sends a function of words to class Words; what takes another struct by value than a GUID keeps its own handle. */
    private static String shareHandle(String text) {
        boolean structs = text.replace("GUID.layout()", "").contains(".layout()");
        if (!text.contains("(int) DOWN$MH.invokeExact(") || structs) {
            return text;
        }
        return text.replaceFirst("    private static final MethodHandle DOWN\\$MH = [^;]*;\n\n", "")
                .replace("(int) DOWN$MH.invokeExact(", PACKAGE + ".Words.invoke(");
    }

    /** Moves what is expensive into a class of its own, which is initialised when something in it is asked for. */
    private static String postpone(String text) {
        List<MatchResult> lazy = LAZY.matcher(text).results().toList();
        if (lazy.isEmpty()) {
            return text;
        }
        String declarations = lazy.stream()
                .map(found -> ("    static final " + found.group(1)).indent(4))
                .collect(Collectors.joining());
        String names = lazy.stream().map(found -> Pattern.quote(found.group(2))).collect(Collectors.joining("|"));
        String rest = LAZY.matcher(text).replaceAll("").replaceAll("(?<![\\w$.])(" + names + ")(?![\\w$])", "Lazy.$1");
        int end = rest.lastIndexOf('}');
        return rest.substring(0, end) + "\n    private static final class Lazy {\n" + declarations + "    }\n"
                + rest.substring(end);
    }

    private static String replace(String text, Pattern pattern, Function<MatchResult, String> with) {
        return pattern.matcher(text).replaceAll(found -> Matcher.quoteReplacement(with.apply(found)));
    }

    private static Object ask(ClassLoader loader, String name, String method) {
        try {
            return loader.loadClass(name).getMethod(method).invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name + "." + method, e);
        }
    }
}
