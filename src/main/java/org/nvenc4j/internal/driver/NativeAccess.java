package org.nvenc4j.internal.driver;

import java.lang.foreign.MemorySegment;
import org.nvenc4j.NvencUnavailableException;
import org.nvenc4j.NvencUnavailableException.Cause;

/**
 * Whether the Java runtime lets this module call native code. Asked first, so that a refusal is one clear message and
 * not a failed class initialiser somewhere below.
 */
public final class NativeAccess {
    private NativeAccess() {}

    /** Does nothing where native access is allowed, or allowed with a warning. */
    public static void require() {
        try {
            restrictedNothing();
        } catch (IllegalCallerException e) {
            Module module = NativeAccess.class.getModule();
            String target = module.isNamed() ? module.getName() : "ALL-UNNAMED";
            throw new NvencUnavailableException(
                    Cause.NATIVE_ACCESS_DENIED,
                    "The Java runtime denies native access to nvenc4j",
                    "Start Java with --enable-native-access=" + target,
                    e);
        }
    }

    /** The cheapest restricted method. {@link Module#isNativeAccessEnabled} says no where a warning would do, too. */
    @SuppressWarnings("restricted")
    private static void restrictedNothing() {
        MemorySegment.NULL.reinterpret(0);
    }
}
