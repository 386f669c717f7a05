package org.nvenc4j;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nvenc4j.cuda.CudaException;

/** Which statuses a function of the driver's may answer beside success, as its documentation says. */
public final class FaultTable {
    /** Each function of a session may find its handle, a pointer, the device, a parameter or the memory wanting. */
    private static final Set<Integer> IN_SESSION = Set.of(3, 5, 6, 8, 10, 20);

    /** What else some of them may answer. */
    private static final Map<String, Set<Integer>> NVENC = Map.ofEntries(
            Map.entry("NvEncodeAPIGetMaxSupportedVersion", Set.of()),
            Map.entry("NvEncodeAPICreateInstance", Set.of(15)),
            Map.entry("nvEncOpenEncodeSessionEx", Set.of(1, 2, 4, 12, 15, 21)),
            Map.entry("nvEncGetEncodeGUIDCount", Set.of()),
            Map.entry("nvEncGetEncodeGUIDs", Set.of()),
            Map.entry("nvEncGetEncodeProfileGUIDCount", Set.of()),
            Map.entry("nvEncGetEncodeProfileGUIDs", Set.of()),
            Map.entry("nvEncGetInputFormatCount", Set.of()),
            Map.entry("nvEncGetInputFormats", Set.of()),
            Map.entry("nvEncGetEncodeCaps", Set.of(12)),
            Map.entry("nvEncGetEncodePresetCount", Set.of()),
            Map.entry("nvEncGetEncodePresetGUIDs", Set.of()),
            Map.entry("nvEncGetEncodePresetConfigEx", Set.of(12, 15)),
            Map.entry("nvEncInitializeEncoder", Set.of(2, 9, 12, 15, 21)),
            Map.entry("nvEncReconfigureEncoder", Set.of(2, 9, 11, 12, 15)),
            Map.entry("nvEncGetSequenceParams", Set.of(11, 14, 15)),
            Map.entry("nvEncSetIOCudaStreams", Set.of(11)),
            Map.entry("nvEncCreateBitstreamBuffer", Set.of(11, 15)),
            Map.entry("nvEncDestroyBitstreamBuffer", Set.of(11)),
            Map.entry("nvEncRegisterResource", Set.of(11, 15, 22, 23)),
            Map.entry("nvEncUnregisterResource", Set.of(11, 22, 24)),
            Map.entry("nvEncMapInputResource", Set.of(11, 15, 16, 24)),
            Map.entry("nvEncUnmapInputResource", Set.of(11, 24, 25)),
            Map.entry("nvEncEncodePicture", Set.of(9, 11, 12, 15, 17, 18)),
            Map.entry("nvEncLockBitstream", Set.of(9, 11, 13, 15)),
            Map.entry("nvEncUnlockBitstream", Set.of(11)),
            Map.entry("nvEncDestroyEncoder", Set.of()));

    /** One that no API version has so far. */
    private static final int NEWER_THAN_ALL = 27;

    /** Each CUDA function may find the driver gone or in disorder, or report the fault of an earlier kernel. */
    private static final Set<Integer> ANY_CUDA = Set.of(1, 3, 4, 700, 719, 999);

    private static final Map<String, Set<Integer>> CUDA = Map.ofEntries(
            Map.entry("cuInit", Set.of(34, 46, 100, 101, 802, 803, 804)),
            Map.entry("cuDriverGetVersion", Set.of()),
            Map.entry("cuDeviceGetCount", Set.of(201)),
            Map.entry("cuDeviceGet", Set.of(101, 201)),
            Map.entry("cuDeviceGetName", Set.of(101, 201)),
            Map.entry("cuDeviceGetAttribute", Set.of(101, 201)),
            Map.entry("cuDeviceGetUuid", Set.of(101)),
            Map.entry("cuDeviceTotalMem", Set.of(101, 201)),
            Map.entry("cuDeviceGetPCIBusId", Set.of(101)),
            Map.entry("cuDevicePrimaryCtxRetain", Set.of(2, 46, 101, 201)),
            Map.entry("cuDevicePrimaryCtxRelease", Set.of(101, 201)),
            Map.entry("cuDevicePrimaryCtxGetState", Set.of(101)),
            Map.entry("cuCtxPushCurrent", Set.of(201, 709)),
            Map.entry("cuCtxPopCurrent", Set.of(201, 709)),
            Map.entry("cuCtxGetCurrent", Set.of()),
            Map.entry("cuCtxGetDevice", Set.of(201)),
            Map.entry("cuCtxSynchronize", Set.of(201)),
            Map.entry("cuArray3DCreate", Set.of(2, 201)),
            Map.entry("cuArray3DGetDescriptor", Set.of(201, 400, 709)),
            Map.entry("cuArrayDestroy", Set.of(201, 400, 709)),
            Map.entry("cuMemAlloc", Set.of(2, 201)),
            Map.entry("cuMemAllocPitch", Set.of(2, 201)),
            Map.entry("cuMemFree", Set.of(201)),
            Map.entry("cuMemcpyHtoD", Set.of(201)),
            Map.entry("cuMemcpyDtoH", Set.of(201)),
            Map.entry("cuMemcpy2D", Set.of(201)),
            Map.entry("cuMemcpy2DAsync", Set.of(201, 400)),
            Map.entry("cuMemsetD8", Set.of(201)),
            Map.entry("cuPointerGetAttribute", Set.of(101, 201)),
            Map.entry("cuModuleLoadDataEx", Set.of(2, 200, 201, 209, 218, 221, 222)),
            Map.entry("cuModuleUnload", Set.of(201)),
            Map.entry("cuModuleGetFunction", Set.of(201, 500)),
            Map.entry("cuLaunchKernel", Set.of(2, 200, 201, 400, 701, 801)),
            Map.entry("cuStreamCreate", Set.of(2, 201)),
            Map.entry("cuStreamDestroy", Set.of(201, 400)),
            Map.entry("cuStreamSynchronize", Set.of(201, 400)),
            Map.entry("cuStreamWaitEvent", Set.of(201, 400)),
            Map.entry("cuEventCreate", Set.of(2, 201)),
            Map.entry("cuEventDestroy", Set.of(201, 400)),
            Map.entry("cuEventRecord", Set.of(201, 400)),
            Map.entry("cuEventQuery", Set.of(201, 400, 600)),
            Map.entry("cuEventSynchronize", Set.of(201, 400)),
            Map.entry("cuEventElapsedTime", Set.of(201, 400, 600)),
            Map.entry("cuIpcGetMemHandle", Set.of(2, 400, 801)),
            Map.entry("cuIpcOpenMemHandle", Set.of(2, 201, 205, 208, 400, 801)),
            Map.entry("cuIpcCloseMemHandle", Set.of(201, 205, 400)),
            Map.entry("cuIpcGetEventHandle", Set.of(2, 205, 400, 801)),
            Map.entry("cuIpcOpenEventHandle", Set.of(2, 201, 217, 400, 801)),
            Map.entry("cuImportExternalMemory", Set.of(2, 201, 304, 400, 801)),
            Map.entry("cuExternalMemoryGetMappedBuffer", Set.of(2, 201, 400)),
            Map.entry("cuDestroyExternalMemory", Set.of(201, 400)),
            Map.entry("cuImportExternalSemaphore", Set.of(2, 201, 304, 400, 801)),
            Map.entry("cuSignalExternalSemaphoresAsync", Set.of(201, 400, 801)),
            Map.entry("cuWaitExternalSemaphoresAsync", Set.of(201, 400, 702, 801)),
            Map.entry("cuDestroyExternalSemaphore", Set.of(201, 400)),
            Map.entry("cuGraphicsGLRegisterImage", Set.of(1, 2, 101, 201, 304, 400)),
            Map.entry("cuGraphicsMapResources", Set.of(201, 208, 219, 400)),
            Map.entry("cuGraphicsSubResourceGetMappedArray", Set.of(201, 211, 212, 400)),
            Map.entry("cuGraphicsUnmapResources", Set.of(201, 211, 219, 400)),
            Map.entry("cuGraphicsUnregisterResource", Set.of(201, 219, 400)));

    private FaultTable() {}

    /** The statuses to inject; a function that the table does not know is an error of the table. */
    public static Set<Integer> of(String function) {
        boolean cuda = function.startsWith("cu");
        Set<Integer> own = (cuda ? CUDA : NVENC).get(function);
        if (own == null) {
            throw new IllegalArgumentException("the table does not say what " + function + " may answer");
        }
        Set<Integer> statuses = new TreeSet<>(cuda ? ANY_CUDA : IN_SESSION);
        statuses.addAll(own);
        if (!cuda) {
            statuses.add(NEWER_THAN_ALL);
        }
        return statuses;
    }

    /** What matches a message that says the function, the status and what to do. */
    public static String cudaMessage(CudaException e) {
        return e.function() + ": CUDA_ERROR\\w* \\(" + e.result() + "\\): [^.]+\\. \\w.+\\.";
    }

    /** Answers that are no failure to the caller: the result is another one, or the call is made again. */
    public static boolean mayGoUnnoticed(String function, int status) {
        return switch (function) {
            case "nvEncGetEncodeCaps" -> status == 8 || status == 12;
            case "nvEncGetSequenceParams" -> status == 14;
            case "nvEncEncodePicture" -> status == 17 || status == 18;
            case "nvEncLockBitstream" -> status == 13;
            case "cuPointerGetAttribute" -> status == 1;
            case "cuEventQuery" -> status == 600;
            default -> false;
        };
    }
}
