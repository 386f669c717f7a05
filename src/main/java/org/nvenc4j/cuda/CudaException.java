package org.nvenc4j.cuda;

import java.io.Serial;

/**
 * A function of the CUDA driver failed.
 *
 * <p>
 * The message has one form: {@code function: NAME (number): the driver's text. Advice.}
 */
public class CudaException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int result;
    private final String name;
    private final String function;

    /**
     * Makes the exception of one failed call.
     *
     * @param result
     *            what the function answered, of {@code CUresult}
     * @param name
     *            what {@code cuGetErrorName} says, such as {@code "CUDA_ERROR_OUT_OF_MEMORY"}
     * @param description
     *            what {@code cuGetErrorString} says
     * @param function
     *            the function's C name, such as {@code "cuMemAlloc"}
     */
    public CudaException(int result, String name, String description, String function) {
        super(function + ": " + name + " (" + result + "): " + description + "." + advice(result, function));
        this.result = result;
        this.name = name;
        this.function = function;
    }

    private static String advice(int result, String function) {
        if (function.startsWith("cuIpcOpen") && (result == 1 || result == 201 || result == 205 || result == 400)) {
            return " The handle must come from another process on this machine that still holds what it exported, and"
                    + " is open in one context at most.";
        }
        if (function.startsWith("cuImportExternal") && !isSticky(result) && result != 2) {
            return " The descriptor must be one that was exported for the same GPU, of the type, size and dedication"
                    + " given, and not imported before.";
        }
        if (function.startsWith("cuGraphics") && result == 101) {
            return " The OpenGL context is on another GPU than the CUDA context; with EGL, choose the device whose"
                    + " EGL_CUDA_DEVICE_NV is the CUDA device's ordinal.";
        }
        if (function.equals("cuGraphicsGLRegisterImage") && (result == 1 || result == 400)) {
            return " The texture must exist, have its storage, and texels of 1, 2 or 4 channels; and an OpenGL"
                    + " context that has it must be current on this thread.";
        }
        if (function.equals("cuExternalMemoryGetMappedBuffer") && result == 1) {
            return " The part must lie in what was allocated; see that the size given at the import was not larger.";
        }
        return switch (result) {
            case 2 -> " Free device memory, in other processes too, or take smaller or fewer frames.";
            case 3 -> " Begin with CudaDevice, which initialises the driver.";
            case 4 -> " The process or the driver is ending; make no more calls.";
            case 34 -> " This libcuda is the toolkit's stub for linking; take its folder out of the library path.";
            case 46 -> " The GPU is in exclusive mode and another process has it, or it was lost.";
            case 100 -> " See whether nvidia-smi lists a GPU and whether CUDA_VISIBLE_DEVICES hides it.";
            case 101 -> " CudaDevice.all lists the devices that exist.";
            case 200 -> " Pass the text of PTX, which begins with .version.";
            case 201 -> " The context belongs to another driver or device, or was released.";
            case 209 -> " The PTX is for a newer GPU; compile it for a lower .target.";
            case 218 -> " Correct the PTX, or make it anew with nvcc --ptx.";
            case 219 ->
                " Make the OpenGL context that has the texture current on this thread; it must be NVIDIA's, on the GPU"
                        + " of the CUDA context.";
            case 221 -> " The driver's libnvidia-ptxjitcompiler is missing; install the driver's packages completely.";
            case 222 -> " The PTX is newer than the driver: update the driver, or write a lower .version into the PTX.";
            case 400 -> " What the handle stood for was destroyed, or it is none of this driver's.";
            case 500 -> " A newer driver may have it.";
            case 701 ->
                " The kernel needs more registers or shared memory than a block of that size has; make it smaller.";
            case 709 -> " Someone else destroyed this context; make another one.";
            case 801 ->
                " This GPU or driver does not have it; a simulator runs only the kernels that it was given stand-ins"
                        + " for.";
            case 802 -> " On systems with NVSwitch, start nvidia-fabricmanager.";
            case 803, 804 ->
                " The kernel module and libcuda do not match; restart the machine after a driver update, "
                        + "or make the container's libcuda the host's.";
            default ->
                isSticky(result)
                        ? " A kernel or the GPU itself failed, and the context is dead: every later call on it fails"
                                + " like this. Close everything on it; the primary context comes back only in a new"
                                + " process."
                        : " See whether nvidia-smi works, and what the system's log says of the NVIDIA driver.";
        };
    }

    private static boolean isSticky(int result) {
        return switch (result) {
            case 214, 700, 702, 710, 714, 715, 716, 717, 718, 719 -> true;
            default -> false;
        };
    }

    /**
     * What the function answered.
     *
     * @return the number of {@code CUresult}
     */
    public int result() {
        return result;
    }

    /**
     * The name of what the function answered.
     *
     * @return what {@code cuGetErrorName} says, such as {@code "CUDA_ERROR_OUT_OF_MEMORY"}
     */
    public String name() {
        return name;
    }

    /**
     * The function that failed, or that noticed an earlier failure: kernels fail after their launch, and the next call
     * reports it.
     *
     * @return its C name, such as {@code "cuMemAlloc"}
     */
    public String function() {
        return function;
    }

    /**
     * Says whether the failure killed the context, as an illegal memory access in a kernel does
     * ({@code CUDA_ERROR_ILLEGAL_ADDRESS}). Every later call on the context fails, those of encoding sessions included.
     *
     * @return true if the context is dead
     */
    public boolean isContextDead() {
        return isSticky(result);
    }
}
