package org.nvenc4j.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parameter of a kernel, as the PTX declares it. The driver takes bare pointers to arguments and would read whatever
 * lies there.
 *
 * @param kind
 *            how its bits are meant: {@code 'u'} and {@code 's'} for integers, {@code 'f'}, {@code 'b'} for any
 * @param bytes
 *            its size
 * @param struct
 *            whether it is an array of bytes, which is how a struct is passed
 */
record PtxParameter(char kind, int bytes, boolean struct) {
    private static final Pattern COMMENT = Pattern.compile("//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern ENTRY = Pattern.compile("\\.entry\\s+([\\w$%]+)\\s*(?:\\(([^)]*)\\))?");
    private static final Pattern PARAMETER = Pattern.compile("\\.([bufs])(8|16|32|64)\\b[^,\\[]*(?:\\[(\\d+)])?");

    /** The parameters of each kernel in a PTX text. */
    static Map<String, List<PtxParameter>> ofKernels(String ptx) {
        Map<String, List<PtxParameter>> kernels = new TreeMap<>();
        Matcher entry = ENTRY.matcher(COMMENT.matcher(ptx).replaceAll(" "));
        while (entry.find()) {
            List<PtxParameter> parameters = new ArrayList<>();
            Matcher parameter = PARAMETER.matcher(entry.group(2) == null ? "" : entry.group(2));
            while (parameter.find()) {
                parameters.add(of(parameter));
            }
            kernels.put(entry.group(1), List.copyOf(parameters));
        }
        return kernels;
    }

    private static PtxParameter of(Matcher declaration) {
        int bytes = Integer.parseInt(declaration.group(2)) / 8;
        String count = declaration.group(3);
        return new PtxParameter(
                declaration.group(1).charAt(0), count == null ? bytes : bytes * Integer.parseInt(count), count != null);
    }

    boolean isInteger(int size) {
        return !struct && kind != 'f' && bytes == size;
    }

    boolean isFloat(int size) {
        return !struct && (kind == 'f' || kind == 'b') && bytes == size;
    }

    @Override
    public String toString() {
        return struct ? "a struct of " + bytes + " bytes" : "." + kind + bytes * 8;
    }
}
