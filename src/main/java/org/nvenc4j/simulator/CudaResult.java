package org.nvenc4j.simulator;

/** The values of {@code CUresult} that the simulated driver answers. */
enum CudaResult {
    SUCCESS(0, "no error"),
    INVALID_VALUE(1, "invalid argument"),
    OUT_OF_MEMORY(2, "out of memory"),
    NOT_INITIALIZED(3, "initialization error"),
    DEINITIALIZED(4, "driver shutting down"),
    NO_DEVICE(100, "no CUDA-capable device is detected"),
    INVALID_DEVICE(101, "invalid device ordinal"),
    INVALID_CONTEXT(201, "invalid device context"),
    ALREADY_MAPPED(208, "resource already mapped"),
    NO_BINARY_FOR_GPU(209, "no kernel image is available for execution on the device"),
    NOT_MAPPED(211, "resource not mapped"),
    INVALID_PTX(218, "a PTX JIT compilation failed"),
    INVALID_GRAPHICS_CONTEXT(219, "invalid OpenGL or DirectX context"),
    UNSUPPORTED_PTX_VERSION(222, "the provided PTX was compiled with an unsupported toolchain"),
    INVALID_HANDLE(400, "invalid resource handle"),
    NOT_FOUND(500, "named symbol not found"),
    NOT_READY(600, "device not ready"),
    ILLEGAL_ADDRESS(700, "an illegal memory access was encountered"),
    LAUNCH_TIMEOUT(702, "the launch timed out and was terminated"),
    CONTEXT_IS_DESTROYED(709, "context is destroyed"),
    LAUNCH_FAILED(719, "unspecified launch failure"),
    NOT_SUPPORTED(801, "operation not supported"),
    UNKNOWN(999, "unknown error");

    private final int code;
    private final String text;

    CudaResult(int code, String text) {
        this.code = code;
        this.text = text;
    }

    int code() {
        return code;
    }

    String text() {
        return text;
    }

    Refusal refusal(String reason) {
        return new Refusal(code, reason);
    }
}
