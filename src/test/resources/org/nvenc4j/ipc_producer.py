"""Makes an NV12 frame in this process's GPU memory and shares it, until standard input ends.

ipc_producer.py --list            prints which of the makers are here
ipc_producer.py MAKER WIDTH HEIGHT prints the IPC handle, the frame's offset from it, and its pitch

Byte x of row y is (7 * x + 13 * y + 5) % 256.
"""

import ctypes
import importlib.util
import sys


def checked(status):
    if status != 0:
        sys.exit(f"CUDA status {status}")


def rows(width, height):
    return bytes((7 * x + 13 * y + 5) % 256 for y in range(height * 3 // 2) for x in range(width))


def by_cupy(width, height):
    import cupy

    cupy.cuda.set_allocator(None)  # of a pool's memory only the whole can be shared
    frame = cupy.arange(width, dtype=cupy.int64)[None, :] * 7 + cupy.arange(height * 3 // 2)[:, None] * 13 + 5
    frame = (frame % 256).astype(cupy.uint8)
    cupy.cuda.Device().synchronize()
    return frame, frame.data.ptr


def by_torch(width, height):
    import torch

    x = torch.arange(width, device="cuda")[None, :]
    y = torch.arange(height * 3 // 2, device="cuda")[:, None]
    frame = ((7 * x + 13 * y + 5) % 256).to(torch.uint8)
    torch.cuda.synchronize()
    return frame, frame.data_ptr()


def by_driver(width, height):
    context, frame = ctypes.c_void_p(), ctypes.c_uint64()
    checked(cuda.cuDevicePrimaryCtxRetain(ctypes.byref(context), 0))
    checked(cuda.cuCtxSetCurrent(context))
    content = rows(width, height)
    checked(cuda.cuMemAlloc_v2(ctypes.byref(frame), ctypes.c_size_t(len(content))))
    checked(cuda.cuMemcpyHtoD_v2(frame, content, ctypes.c_size_t(len(content))))
    return frame, frame.value


makers = {"driver": by_driver, "cupy": by_cupy, "torch": by_torch}
if sys.argv[1] == "--list":
    print("driver", *(name for name in ("cupy", "torch") if importlib.util.find_spec(name)))
    sys.exit()

cuda = ctypes.CDLL("libcuda.so.1")
checked(cuda.cuInit(0))
maker, width, height = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
frame, address = makers[maker](width, height)
base, size, handle = ctypes.c_uint64(), ctypes.c_size_t(), (ctypes.c_ubyte * 64)()
checked(cuda.cuMemGetAddressRange_v2(ctypes.byref(base), ctypes.byref(size), ctypes.c_uint64(address)))
checked(cuda.cuIpcGetMemHandle(handle, base))
print(bytes(handle).hex(), address - base.value, width, flush=True)
sys.stdin.read()
