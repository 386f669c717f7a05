package org.nvenc4j;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * An NVENC function failed.
 *
 * <p>
 * The message has one form, {@code function: NAME (number): advice. Driver: text}, where the driver's own text comes
 * last and only if it gave one, for it is often of little use. A session that threw this may go on being used only if
 * the {@linkplain NvencStatus#advice() advice} says so; closing it is always safe.
 */
public class NvencException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int code;
    private final String function;

    /**
     * Makes the exception of one failed call.
     *
     * @param code
     *            what the function answered, of {@code NVENCSTATUS}
     * @param function
     *            the function's C name, such as {@code "nvEncEncodePicture"}
     * @param driverText
     *            what {@code nvEncGetLastErrorString} says, or null
     */
    public NvencException(int code, String function, @Nullable String driverText) {
        super(message(code, function, driverText));
        this.code = code;
        this.function = function;
    }

    private static String message(int code, String function, @Nullable String driverText) {
        NvencStatus status = NvencStatus.of(code);
        String message = function + ": " + status + " (" + code + "): " + status.advice() + ".";
        return driverText == null || driverText.isBlank() ? message : message + " Driver: " + driverText;
    }

    /**
     * What the function answered.
     *
     * @return the status; {@link NvencStatus#UNKNOWN} for a number that nvenc4j does not know
     */
    public NvencStatus status() {
        return NvencStatus.of(code);
    }

    /**
     * What the function answered, as a number.
     *
     * @return the number of {@code NVENCSTATUS}
     */
    public int code() {
        return code;
    }

    /**
     * The function that failed.
     *
     * @return its C name, such as {@code "nvEncEncodePicture"}
     */
    public String function() {
        return function;
    }
}
