package org.nvenc4j.internal.raw;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The classes that jextract made of one header, looked up by the names in the fact tables. */
public record Generated(String packageName, String headerClass) {
    public static final Generated NVENC = new Generated("org.nvenc4j.internal.raw.nvenc", "nvenc_h");
    public static final Generated CUDA = new Generated("org.nvenc4j.internal.raw.cuda", "cuda_h");

    private static final Map<Class<?>, MemoryLayout> VALUES = Map.of(
            byte.class, ValueLayout.JAVA_BYTE,
            short.class, ValueLayout.JAVA_SHORT,
            int.class, ValueLayout.JAVA_INT,
            long.class, ValueLayout.JAVA_LONG);

    public GroupLayout layout(String struct) {
        return (GroupLayout) call(struct, "layout");
    }

    public long offset(String struct, String field) {
        return (long) call(struct, field + "$offset");
    }

    public long size(String struct, String field) {
        return ((MemoryLayout) call(struct, field + "$layout")).byteSize();
    }

    /** What a function type takes and gives: from its call, where each struct that has no descriptor beside it is a GUID. */
    public FunctionDescriptor descriptor(String functionPointer) {
        Class<?> calls = type(headerClass.replace("_h", "_calls"));
        for (Class<?> own : calls.getDeclaredClasses()) {
            if (own.getSimpleName().equals(functionPointer + "$Lazy")) {
                return ownDescriptor(own);
            }
        }
        Method call = Arrays.stream(calls.getMethods())
                .filter(method -> method.getName().equals(functionPointer))
                .findAny()
                .orElseThrow(() -> new AssertionError("generated code lacks " + functionPointer));
        return FunctionDescriptor.of(
                layout(call.getReturnType()),
                Arrays.stream(call.getParameterTypes())
                        .skip(1)
                        .map(Generated::layout)
                        .toArray(MemoryLayout[]::new));
    }

    private static FunctionDescriptor ownDescriptor(Class<?> own) {
        try {
            Field descriptor = own.getDeclaredField("$DESC");
            descriptor.setAccessible(true);
            return (FunctionDescriptor) descriptor.get(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("generated code lacks the descriptor of " + own, e);
        }
    }

    private static MemoryLayout layout(Class<?> type) {
        return type == MemorySegment.class ? NVENC.layout("GUID") : VALUES.get(type);
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
