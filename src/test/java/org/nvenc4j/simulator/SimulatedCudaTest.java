package org.nvenc4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nvenc4j.ApiVersion;

class SimulatedCudaTest {
    private static final int INVALID_VALUE = 1;
    private static final int OUT_OF_MEMORY = 2;
    private static final int NOT_INITIALIZED = 3;
    private static final int INVALID_CONTEXT = 201;
    private static final int INVALID_HANDLE = 400;
    private static final int CONTEXT_IS_DESTROYED = 709;

    private Simulator simulator;
    private RawClient client;

    @BeforeEach
    void simulate() {
        simulator = Simulator.builder()
                .gpu(GpuModel.ADA)
                .gpu(GpuModel.TURING.withMemory(1 << 20))
                .coders(Coders.LOSSLESS)
                .build();
        client = new RawClient(simulator, ApiVersion.V13_1);
    }

    @AfterEach
    void close() {
        client.close();
        simulator.close();
    }

    private int get(int pointerAttribute, long pointer) {
        client.setOut(0);
        return client.cuda("cuPointerGetAttribute", client.out, pointerAttribute, pointer);
    }

    @Test
    void needsInitialization() {
        assertThat(client.cuda("cuDeviceGetCount", client.out)).isEqualTo(NOT_INITIALIZED);
        assertThat(client.cuda("cuDriverGetVersion", client.out)).isZero();
        assertThat(client.outInt()).isEqualTo(13010);
        assertThat(client.cuda("cuInit", 0)).isZero();
        assertThat(client.cuda("cuDeviceGetCount", client.out)).isZero();
        assertThat(client.outInt()).isEqualTo(2);
        assertThat(client.cuda("cuDeviceGet", client.out, 2)).isEqualTo(101);
    }

    @Test
    void devicesHaveIdentitiesOfTheirOwn() {
        client.cuda("cuInit", 0);
        MemorySegment first = client.arena.allocate(16);
        MemorySegment second = client.arena.allocate(16);
        client.must(client.cuda("cuDeviceGetUuid_v2", first.address(), 0));
        client.must(client.cuda("cuDeviceGetUuid_v2", second.address(), 1));
        assertThat(first.mismatch(second)).isNotNegative();
        assertThat(first.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 0x7e);
        MemorySegment pci = client.arena.allocate(16);
        client.must(client.cuda("cuDeviceGetPCIBusId", pci.address(), 16, 1));
        assertThat(pci.getString(0)).isEqualTo("0000:02:00.0");
        client.must(client.cuda("cuDeviceGetByPCIBusId", client.out, pci.address()));
        assertThat(client.outInt()).isEqualTo(1);
        client.must(client.cuda("cuDeviceGetAttribute", client.out, 75, 1));
        assertThat(client.outInt()).isEqualTo(7);
    }

    @Test
    void aPrimaryContextLivesAsLongAsItIsRetained() {
        client.cuda("cuInit", 0);
        assertThat(client.cuda("cuDevicePrimaryCtxRelease_v2", 0)).isEqualTo(INVALID_CONTEXT);
        client.must(client.cuda("cuDevicePrimaryCtxRetain", client.out, 0));
        long context = client.outLong();
        client.must(client.cuda("cuDevicePrimaryCtxRetain", client.out, 0));
        assertThat(client.outLong()).isEqualTo(context);
        assertThat(client.cuda("cuCtxGetCurrent", client.out)).isZero();
        assertThat(client.outLong()).isZero();
        assertThat(client.cuda("cuCtxGetDevice", client.out)).isEqualTo(INVALID_CONTEXT);
        client.must(client.cuda("cuCtxPushCurrent_v2", context));
        client.must(client.cuda("cuDevicePrimaryCtxRelease_v2", 0));
        assertThat(simulator.leftovers().retainedContexts()).isEqualTo(1);
        client.allocate(16);
        client.must(client.cuda("cuDevicePrimaryCtxRelease_v2", 0));
        assertThat(client.cuda("cuMemAlloc_v2", client.out, 16L)).isEqualTo(CONTEXT_IS_DESTROYED);
        assertThat(client.cuda("cuCtxPushCurrent_v2", context)).isEqualTo(CONTEXT_IS_DESTROYED);
        assertThat(client.cuda("cuCtxPopCurrent_v2", client.out)).isZero();
        assertThat(client.cuda("cuCtxPopCurrent_v2", client.out)).isEqualTo(INVALID_CONTEXT);
        assertThat(simulator.leftovers()).isEqualTo(Leftovers.NONE);
        assertThat(simulator.violations()).singleElement().asString().contains("destroyed with 1 allocations");
    }

    @Test
    void currentContextsAreAThreadsOwn() throws Exception {
        client.cuda("cuInit", 0);
        long context = client.primaryContext(0);
        Thread other = Thread.ofPlatform().start(() -> client.cuda("cuCtxGetCurrent", client.out));
        other.join();
        assertThat(client.outLong()).isZero();
        client.must(client.cuda("cuCtxGetCurrent", client.out));
        assertThat(client.outLong()).isEqualTo(context);
        client.must(client.cuda("cuCtxSetCurrent", 0L));
        client.must(client.cuda("cuCtxGetCurrent", client.out));
        assertThat(client.outLong()).isZero();
    }

    @Test
    void deviceAddressesAreNotCanonical() {
        client.cuda("cuInit", 0);
        client.primaryContext(0);
        long address = client.allocate(1000);
        long top = address >> 47;
        assertThat(top).isNotIn(0L, -1L);
        assertThat(address % 512).isZero();
        assertThat(client.allocate(1000) - address).isGreaterThan(1024);
    }

    @Test
    void memoryIsBoundedByItsAllocation() {
        client.cuda("cuInit", 0);
        client.primaryContext(0);
        long memory = client.allocate(1000);
        byte[] bytes = new byte[1000];
        bytes[999] = 42;
        client.upload(memory, bytes);
        MemorySegment host = client.arena.allocate(2000);
        client.must(client.cuda("cuMemcpyDtoH_v2", host.address(), memory + 999, 1L));
        assertThat(host.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 42);
        assertThat(client.cuda("cuMemcpyDtoH_v2", host.address(), memory + 999, 2L))
                .isEqualTo(INVALID_VALUE);
        assertThat(client.cuda("cuMemcpyHtoD_v2", memory - 1, host.address(), 1L))
                .isEqualTo(INVALID_VALUE);
        assertThat(client.cuda("cuMemcpyHtoD_v2", host.address(), memory, 1L)).isEqualTo(INVALID_VALUE);
        assertThat(client.cuda("cuMemFree_v2", memory + 512)).isEqualTo(INVALID_VALUE);
        assertThat(client.cuda("cuMemFree_v2", memory)).isZero();
        assertThat(client.cuda("cuMemFree_v2", memory)).isEqualTo(INVALID_VALUE);
        assertThat(client.cuda("cuMemcpyDtoH_v2", host.address(), memory, 1L)).isEqualTo(INVALID_VALUE);
    }

    @Test
    void addressesComeBackWithAnotherBufferId() {
        client.cuda("cuInit", 0);
        long context = client.primaryContext(0);
        long memory = client.allocate(1000);
        assertThat(get(7, memory + 10)).isZero();
        long id = client.outLong();
        assertThat(get(1, memory)).isZero();
        assertThat(client.outLong()).isEqualTo(context);
        assertThat(get(12, memory + 999)).isZero();
        assertThat(client.outLong()).isEqualTo(1000);
        assertThat(get(7, memory + 1000)).isEqualTo(INVALID_VALUE);
        client.must(client.cuda("cuMemFree_v2", memory));
        assertThat(get(7, memory)).isEqualTo(INVALID_VALUE);
        assertThat(client.allocate(900)).isEqualTo(memory);
        assertThat(get(7, memory)).isZero();
        assertThat(client.outLong()).isEqualTo(id + 1);
    }

    @Test
    void kindsOfMemoryAreToldApart() {
        client.cuda("cuInit", 0);
        long context = client.primaryContext(0);
        // memory type, managed, legacy IPC, context
        assertThat(kind(client.allocate(64))).containsExactly(2L, 0L, 1L, context);
        client.must(client.cuda("cuMemAllocAsync", client.out, 64L, 0L));
        assertThat(kind(client.outLong())).containsExactly(2L, 0L, 0L, 0L);
        client.must(client.cuda("cuMemAllocManaged", client.out, 64L, 1));
        assertThat(kind(client.outLong())).containsExactly(2L, 1L, 0L, context);
        client.must(client.cuda("cuMemHostAlloc", client.out, 64L, 0));
        assertThat(kind(client.outLong())).containsExactly(1L, 0L, 0L, context);
    }

    private List<Long> kind(long pointer) {
        return List.of(2, 8, 10, 1).stream()
                .map(attribute -> {
                    client.must(get(attribute, pointer));
                    return client.outLong();
                })
                .toList();
    }

    @Test
    void pointerAttributesInOneCallAreZeroForAForeignPointer() {
        client.cuda("cuInit", 0);
        MemorySegment attributes = client.arena.allocateFrom(ValueLayout.JAVA_INT, 9, 12);
        MemorySegment values = client.arena.allocate(16, 8);
        values.fill((byte) 1);
        MemorySegment targets =
                client.arena.allocateFrom(ValueLayout.JAVA_LONG, values.address(), values.address() + 8);
        client.must(client.cuda("cuPointerGetAttributes", 2, attributes.address(), targets.address(), 42L));
        assertThat(values.get(ValueLayout.JAVA_INT, 0)).isEqualTo(-2);
        assertThat(values.get(ValueLayout.JAVA_LONG, 8)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"640, 1024", "1280, 1536", "1920, 2048", "3840, 4096", "7680, 7680"})
    void pitchesAreThoseOfARealDriver(long width, long pitch) {
        client.cuda("cuInit", 0);
        client.primaryContext(0);
        MemorySegment pitchOut = client.arena.allocate(8, 8);
        client.must(client.cuda("cuMemAllocPitch_v2", client.out, pitchOut.address(), width, 3L, 16));
        assertThat(pitchOut.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(pitch);
        assertThat(client.cuda("cuMemAllocPitch_v2", client.out, pitchOut.address(), width, 3L, 2))
                .isEqualTo(INVALID_VALUE);
        assertThat(client.cuda("cuMemAllocPitch_v2", client.out, pitchOut.address(), width, 0L, 16))
                .isEqualTo(INVALID_VALUE);
    }

    @Test
    void memoryRunsOut() {
        client.cuda("cuInit", 0);
        client.primaryContext(1);
        long half = client.allocate(1 << 19);
        assertThat(client.cuda("cuMemAlloc_v2", client.out, (1L << 19) + 1)).isEqualTo(OUT_OF_MEMORY);
        client.must(client.cuda(
                "cuMemGetInfo_v2", client.out, client.arena.allocate(8).address()));
        assertThat(client.outLong()).isEqualTo(1 << 19);
        client.must(client.cuda("cuMemFree_v2", half));
        assertThat(client.allocate(1 << 20)).isNotZero();
        assertThat(client.cuda("cuMemAlloc_v2", client.out, 0L)).isEqualTo(INVALID_VALUE);
    }

    @Test
    void rectanglesAreCopiedBetweenKindsOfMemory() {
        client.cuda("cuInit", 0);
        client.primaryContext(0);
        long memory = client.allocate(64 * 4);
        MemorySegment host = client.arena.allocate(8 * 4);
        for (int i = 0; i < 32; i++) {
            host.set(ValueLayout.JAVA_BYTE, i, (byte) i);
        }
        MemorySegment copy = client.arena.allocate(128, 8);
        copy.set(ValueLayout.JAVA_INT, 16, 1);
        copy.set(ValueLayout.JAVA_LONG, 24, host.address());
        copy.set(ValueLayout.JAVA_LONG, 48, 8);
        copy.set(ValueLayout.JAVA_LONG, 56, 4);
        copy.set(ValueLayout.JAVA_LONG, 64, 1);
        copy.set(ValueLayout.JAVA_INT, 72, 2);
        copy.set(ValueLayout.JAVA_LONG, 88, memory);
        copy.set(ValueLayout.JAVA_LONG, 104, 64);
        copy.set(ValueLayout.JAVA_LONG, 112, 8);
        copy.set(ValueLayout.JAVA_LONG, 120, 3);
        client.must(client.cuda("cuMemcpy2D_v2", copy.address()));
        MemorySegment row = client.arena.allocate(8);
        client.must(client.cuda("cuMemcpyDtoH_v2", row.address(), memory + 64 * 3 + 4, 8L));
        assertThat(row.toArray(ValueLayout.JAVA_BYTE)).containsExactly(16, 17, 18, 19, 20, 21, 22, 23);
        copy.set(ValueLayout.JAVA_LONG, 120, 4);
        assertThat(client.cuda("cuMemcpy2D_v2", copy.address())).isEqualTo(INVALID_VALUE);
        copy.set(ValueLayout.JAVA_LONG, 104, 8);
        assertThat(client.cuda("cuMemcpy2D_v2", copy.address())).isEqualTo(INVALID_VALUE);
    }

    @Test
    void streamsAndEventsAreHandles() {
        client.cuda("cuInit", 0);
        client.primaryContext(0);
        client.must(client.cuda("cuStreamCreate", client.out, 1));
        long stream = client.outLong();
        client.must(client.cuda("cuEventCreate", client.out, 2));
        long event = client.outLong();
        assertThat(client.cuda("cuEventRecord", event, stream)).isZero();
        assertThat(client.cuda("cuStreamWaitEvent", 0L, event, 0)).isZero();
        assertThat(client.cuda("cuEventQuery", event)).isZero();
        assertThat(client.cuda("cuEventRecord", stream, event)).isEqualTo(INVALID_HANDLE);
        assertThat(client.cuda("cuStreamSynchronize", 3L)).isEqualTo(INVALID_HANDLE);
        assertThat(simulator.leftovers()).isEqualTo(new Leftovers(0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0));
        client.must(client.cuda("cuStreamDestroy_v2", stream));
        client.must(client.cuda("cuEventDestroy_v2", event));
        assertThat(client.cuda("cuStreamDestroy_v2", stream)).isEqualTo(INVALID_HANDLE);
        assertThat(client.cuda("cuEventDestroy_v2", event)).isEqualTo(INVALID_HANDLE);
    }

    @Test
    void arraysKeepWhatIsCopiedIntoThem() {
        client.cuda("cuInit", 0);
        client.primaryContext(0);
        MemorySegment descriptor = client.arena.allocate(40, 8);
        descriptor.set(ValueLayout.JAVA_LONG, 0, 16);
        descriptor.set(ValueLayout.JAVA_LONG, 8, 2);
        descriptor.set(ValueLayout.JAVA_INT, 24, 1);
        descriptor.set(ValueLayout.JAVA_INT, 28, 1);
        descriptor.set(ValueLayout.JAVA_INT, 32, 2);
        client.must(client.cuda("cuArray3DCreate_v2", client.out, descriptor.address()));
        long array = client.outLong();
        descriptor.fill((byte) 0);
        client.must(client.cuda("cuArray3DGetDescriptor_v2", descriptor.address(), array));
        assertThat(descriptor.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(16);
        assertThat(client.cuda("cuMemFree_v2", array)).isEqualTo(INVALID_VALUE);
        client.must(client.cuda("cuArrayDestroy", array));
        assertThat(client.cuda("cuArrayDestroy", array)).isEqualTo(INVALID_HANDLE);
    }

    @Test
    void errorsHaveNames() {
        client.must(client.cuda("cuGetErrorName", 709, client.out));
        assertThat(text(client.outLong())).isEqualTo("CUDA_ERROR_CONTEXT_IS_DESTROYED");
        client.must(client.cuda("cuGetErrorString", 2, client.out));
        assertThat(text(client.outLong())).isEqualTo("out of memory");
        assertThat(client.cuda("cuGetErrorName", 12345, client.out)).isEqualTo(INVALID_VALUE);
        assertThat(client.outLong()).isZero();
    }

    @SuppressWarnings("restricted") // The simulator's own text.
    private static String text(long address) {
        return MemorySegment.ofAddress(address).reinterpret(100).getString(0);
    }

    @Test
    void whatIsNotSimulatedSaysSo() {
        client.cuda("cuInit", 0);
        client.primaryContext(0);
        assertThat(client.cuda("cuMemHostUnregister", client.out)).isEqualTo(801);
        assertThat(client.cuda("cuGLGetDevices_v2", client.out, client.out, 1, 1))
                .isEqualTo(801);
    }
}
