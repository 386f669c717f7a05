package org.nvenc4j.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the simulated driver's compiler makes of PTX. It checks the directives at the top and that every statement begins
 * with an instruction, and finds the kernels and the sizes of their parameters. It makes no code.
 */
final class PtxText {
    private static final Set<String> INSTRUCTIONS = Set.of(
            ("abs activemask add addc alloca and applypriority atom bar barrier bfe bfi bfind bmsk bra brev brkpt brx"
                + " call clz clusterlaunchcontrol cnot copysign cos cp createpolicy cvt cvta discard div dp2a dp4a"
                + " elect ex2 exit fence fma fns getctarank griddepcontrol isspacep istypep ld ldmatrix ldu lg2 lop3"
                + " mad mad24 madc mapa match max mbarrier membar min mma mov movmatrix mul mul24 multimem nanosleep"
                + " neg not or pmevent popc prefetch prefetchu prmt rcp red redux rem ret rsqrt sad selp set"
                + " setmaxnreg setp shf shfl shl shr sin slct sqrt st stackrestore stacksave stmatrix sub subc suld"
                + " suq sured sust szext tanh tcgen05 tensormap testp tex tld4 trap txq vabsdiff vadd vmad vmax vmin"
                + " vset vshl vshr vsub vote wgmma wmma xor")
                    .split(" "));

    private static final Pattern COMMENT = Pattern.compile("//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern VERSION = Pattern.compile("\\s*\\.version\\s+(\\d+)\\.(\\d+)");
    private static final Pattern TARGET = Pattern.compile("\\s*\\.target\\s+sm_(\\d+)([af]?)[^\n]*");
    private static final Pattern ENTRY = Pattern.compile("\\.entry\\s+([\\w$%]+)\\s*(?:\\(([^)]*)\\))?([^{;]*)\\{");
    private static final Pattern PARAMETER = Pattern.compile("\\.[bufs](8|16|32|64)\\b[^,\\[]*(?:\\[(\\d+)])?");
    private static final Pattern STATEMENT = Pattern.compile(
            "\\s*(?:[\\w$%]+\\s*:\\s*)*(?:@!?%?\\w+\\s+)?(\\.?[A-Za-z]\\w*)(?:[^;{}]++|\\{[^;{}]*+})*+;");
    private static final Pattern BRACE = Pattern.compile("\\s*(?:[\\w$%]+\\s*:\\s*)*([{}])");

    private final String text;
    private final Map<String, List<Integer>> kernels = new TreeMap<>();

    private PtxText(String text) {
        this.text = text;
    }

    /**
     * Compiles a text.
     *
     * @return the sizes of the parameters of each kernel
     * @throws Refusal if it is no PTX, or not for this driver and GPU; its message is the compiler's log
     */
    static Map<String, List<Integer>> compile(String text, GpuModel gpu, int cudaVersion) {
        Matcher comment = COMMENT.matcher(text);
        // Lines keep their numbers.
        PtxText ptx = new PtxText(comment.replaceAll(match ->
                "\n".repeat((int) match.group().chars().filter(c -> c == '\n').count())));
        ptx.readDirectives(gpu, cudaVersion);
        ptx.readKernels();
        return ptx.kernels;
    }

    private void readDirectives(GpuModel gpu, int cudaVersion) {
        Matcher version = VERSION.matcher(text);
        if (!version.lookingAt()) {
            throw error(0, "the first directive is not .version");
        }
        int asked = 10 * Integer.parseInt(version.group(1)) + Integer.parseInt(version.group(2));
        int newest = newestVersion(cudaVersion);
        if (asked > newest) {
            throw CudaResult.UNSUPPORTED_PTX_VERSION.refusal(
                    ".version " + asked / 10 + "." + asked % 10 + " is newer than " + newest / 10 + "." + newest % 10);
        }
        Matcher target = TARGET.matcher(text).region(version.end(), text.length());
        if (!target.lookingAt()) {
            throw error(version.end(), "no .target after .version");
        }
        int capability = 10 * gpu.computeMajor() + gpu.computeMinor();
        int wanted = Integer.parseInt(target.group(1));
        if (wanted > capability || !target.group(2).isEmpty() && wanted != capability) {
            throw CudaResult.NO_BINARY_FOR_GPU.refusal(
                    "sm_" + wanted + target.group(2) + " does not run on sm_" + capability);
        }
    }

    /** The PTX that came with a CUDA release, as ten times its version. */
    private static int newestVersion(int cudaVersion) {
        int minor = cudaVersion % 1000 / 10;
        return cudaVersion >= 13000 ? 90 + minor : minor >= 8 ? 87 : 80 + Math.min(minor, 5);
    }

    private void readKernels() {
        Matcher entry = ENTRY.matcher(text);
        while (entry.find()) {
            List<Integer> sizes = new ArrayList<>();
            Matcher parameter = PARAMETER.matcher(entry.group(2) == null ? "" : entry.group(2));
            while (parameter.find()) {
                int count = parameter.group(2) == null ? 1 : Integer.parseInt(parameter.group(2));
                sizes.add(Integer.parseInt(parameter.group(1)) / 8 * count);
            }
            kernels.put(entry.group(1), List.copyOf(sizes));
            checkBody(entry.end());
        }
    }

    private void checkBody(int from) {
        Matcher brace = BRACE.matcher(text);
        Matcher statement = STATEMENT.matcher(text);
        int at = from;
        for (int depth = 1; depth > 0; ) {
            if (brace.region(at, text.length()).lookingAt()) {
                depth += brace.group(1).equals("{") ? 1 : -1;
                at = brace.end();
            } else if (statement.region(at, text.length()).lookingAt() && isKnown(statement.group(1))) {
                at = statement.end();
            } else {
                throw error(at, "no instruction");
            }
        }
    }

    private static boolean isKnown(String word) {
        return word.startsWith(".")
                || INSTRUCTIONS.contains(word)
                || INSTRUCTIONS.contains(word.replaceAll("\\d+$", ""));
    }

    private Refusal error(int at, String problem) {
        String rest = text.substring(at).stripLeading();
        int start = text.length() - rest.length();
        long line = 1 + text.substring(0, start).chars().filter(c -> c == '\n').count();
        String near = rest.lines().findFirst().orElse("the end");
        return CudaResult.INVALID_PTX.refusal("line " + line + ": " + problem + " near '" + near + "'");
    }
}
