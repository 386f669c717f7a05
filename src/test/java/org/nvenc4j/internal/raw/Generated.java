package org.nvenc4j.internal.raw;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The classes that jextract made of one header, looked up by the names in the fact tables. */
public record Generated(String packageName, String headerClass) {
    public static final Generated NVENC = new Generated("org.nvenc4j.internal.raw.nvenc", "nvenc_h");
    public static final Generated CUDA = new Generated("org.nvenc4j.internal.raw.cuda", "cuda_h");

    public GroupLayout layout(String struct) {
        return (GroupLayout) call(struct, "layout");
    }

    public long offset(String struct, String field) {
        return (long) call(struct, field + "$offset");
    }

    public long size(String struct, String field) {
        return ((MemoryLayout) call(struct, field + "$layout")).byteSize();
    }

    public FunctionDescriptor descriptor(String functionPointer) {
        return (FunctionDescriptor) call(functionPointer, "descriptor");
    }

    /** All enum constants and macros of the header. */
    public Map<String, Integer> constants() {
        Map<String, Integer> constants = new TreeMap<>();
        Arrays.stream(type(headerClass).getDeclaredMethods())
                .filter(method -> method.getReturnType() == int.class && method.getParameterCount() == 0)
                .map(Method::getName)
                .forEach(name -> constants.put(name, (int) call(headerClass, name)));
        return constants;
    }

    private Object call(String type, String method) {
        try {
            return type(type).getMethod(method).invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("generated code lacks " + type + "." + method, e);
        }
    }

    private Class<?> type(String name) {
        try {
            return Class.forName(packageName + "." + name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError("generated code lacks " + name, e);
        }
    }
}
