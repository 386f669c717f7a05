package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaArrayInterface;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaDevice;
import org.nvenc4j.cuda.CudaResource;
import org.nvenc4j.cuda.DeviceBuffer;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.cuda.DlpackProducer;
import org.nvenc4j.cuda.DlpackTensor;
import org.nvenc4j.cuda.ExternalMemory;
import org.nvenc4j.cuda.IpcMemory;
import org.nvenc4j.cuda.MemoryFile;
import org.nvenc4j.cuda.UnusableMemoryException;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.RecordedCall;
import org.nvenc4j.simulator.Simulator;

/** Frames of somebody else's, encoded where they lie, and let go of before they are gone. */
class ImportedFrameTest {
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;
    private static final EncoderConfig CONFIG =
            EncoderConfig.h264(WIDTH, HEIGHT).build();

    @TempDir
    Path folder;

    /** Encodes a frame in place, then closes what it came from while the encoder is still there. */
    private static void assertEncodedInPlace(SimulatedGpu gpu, CudaResource imported, DeviceFrame frame) {
        gpu.simulator.forget();
        try (NvEncoder encoder = NvEncoder.open(gpu.context, CONFIG)) {
            List<byte[]> units = List.of(
                    encoder.encode(frame).only().toByteArray(),
                    encoder.encode(frame).only().toByteArray());
            assertThat(Decoder.decode(Codec.H264, units))
                    .hasSize(2)
                    .allSatisfy(picture -> assertThat(Planes.of(picture)).isEqualTo(Planes.of(frame)));
            assertThat(gpu.simulator.calls())
                    .extracting(RecordedCall::function)
                    .doesNotContain("cuMemcpyDtoD", "cuMemcpy2DAsync", "cuMemAlloc", "cuMemAllocPitch");
            assertThat(gpu.simulator.leftovers().registeredResources()).isEqualTo(1);

            imported.close();
            assertThat(frame.isOpen()).isFalse();
            assertThat(encoder.isOpen()).isTrue();
            assertThat(gpu.simulator.leftovers().registeredResources()).isZero();
        }
    }

    @EachAbi
    void encodesADlpackTensor(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var producer = new DlpackProducer()) {
            DeviceFrame source = gpu.frame(WIDTH, HEIGHT);
            DlpackTensor rows = DlpackTensor.versioned(
                    gpu.context,
                    producer.tensor(source.address(), HEIGHT * 3 / 2, WIDTH)
                            .strides(source.pitch(), 1)
                            .versioned(1));
            assertEncodedInPlace(gpu, rows, rows.frame(BufferFormat.NV12));
            assertThat(producer.deleted).hasSize(1);
        }
    }

    @EachAbi
    void encodesACudaArrayInterface(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version)) {
            DeviceFrame source = gpu.frame(WIDTH, HEIGHT);
            CudaArrayInterface array = new CudaArrayInterface(
                    source.address(), List.of(HEIGHT * 3L / 2, (long) WIDTH), "|u1", List.of(source.pitch(), 1L), 1L);
            DeviceFrame frame = array.frame(gpu.context, BufferFormat.NV12);
            assertThat(gpu.simulator.calls("cuEventRecord"))
                    .singleElement()
                    .satisfies(call -> assertThat(call.in()).containsEntry("argument1", 1L));
            assertThat(gpu.simulator.calls("cuStreamWaitEvent")).hasSize(1);
            assertEncodedInPlace(gpu, frame, frame);
            source.download();
        }
    }

    @EachAbi
    void encodesAnotherProcesssMemory(ApiVersion version) {
        try (var elsewhere = SimulatedGpu.of(version);
                var gpu = SimulatedGpu.of(version)) {
            DeviceFrame source = elsewhere.frame(WIDTH, HEIGHT);
            IpcMemory memory =
                    IpcMemory.open(gpu.context, IpcMemory.export(source).handle());
            assertEncodedInPlace(gpu, memory, memory.frame(0, source.pitch(), BufferFormat.NV12, WIDTH, HEIGHT));
        }
    }

    @EachAbi
    @EnabledOnOs(OS.LINUX)
    void encodesAnotherApisMemory(ApiVersion version) throws IOException {
        try (var gpu = SimulatedGpu.of(version)) {
            DeviceFrame source = gpu.frame(WIDTH, HEIGHT);
            byte[] content = new byte[(int) source.pitch() * HEIGHT * 3 / 2];
            DeviceBuffer.wrap(gpu.context, source.address(), content.length).copyTo(content);
            MemoryFile file = MemoryFile.of(folder, content);
            ExternalMemory memory = ExternalMemory.ofFd(gpu.context, file.open(), content.length, true);
            assertEncodedInPlace(gpu, memory, memory.frame(0, source.pitch(), BufferFormat.NV12, WIDTH, HEIGHT));
        }
    }

    /** Two sessions at once, each on its own GPU, found by its UUID and its PCI id. */
    @EachAbi
    void encodesOnSeveralGpusAtOnce(ApiVersion version) {
        Simulator.Builder two = Simulator.builder()
                .maxApiVersion(version)
                .gpu(GpuModel.TURING)
                .gpu(GpuModel.ADA)
                .coders(Coders.LOSSLESS);
        try (var gpu = SimulatedGpu.of(two)) {
            List<CudaDevice> devices = CudaDevice.all(gpu.simulator.driver());
            assertThat(devices).hasSize(2);
            CudaDevice byUuid =
                    CudaDevice.of(gpu.simulator.driver(), devices.get(0).uuid());
            CudaDevice byPciId =
                    CudaDevice.of(gpu.simulator.driver(), devices.get(1).pciBusId());
            try (CudaContext first = CudaContext.primary(byUuid);
                    CudaContext second = CudaContext.primary(byPciId);
                    NvEncoder one = NvEncoder.open(first, CONFIG);
                    NvEncoder other = NvEncoder.open(second, CONFIG)) {
                assertThat(byUuid.ordinal()).isZero();
                assertThat(byPciId.ordinal()).isEqualTo(1);
                DeviceFrame here = gpu.frame(WIDTH, HEIGHT);
                DeviceFrame there = DeviceFrame.allocate(second, BufferFormat.NV12, WIDTH, HEIGHT);

                assertThatIllegalArgumentException()
                        .isThrownBy(() -> other.encode(here))
                        .withMessageContainingAll("context of device 0", "context of device 1", "copy");
                assertThatExceptionOfType(UnusableMemoryException.class)
                        .isThrownBy(() -> DeviceFrame.wrap(second, here.picture()))
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(UnusableMemoryException.Reason.OTHER_DEVICE));
                there.copyFrom(here.picture());

                byte[] fromOne = one.encode(here).only().toByteArray();
                byte[] fromOther = other.encode(there).only().toByteArray();
                for (byte[] unit : List.of(fromOne, fromOther)) {
                    assertThat(Decoder.decode(Codec.H264, List.of(unit)))
                            .singleElement()
                            .satisfies(picture -> assertThat(Planes.of(picture)).isEqualTo(Planes.of(here)));
                }
            }
        }
    }

    /** A GPU without an encoder beside one that has it: each is asked for itself. */
    @EachAbi
    void refusesTheGpuWithoutAnEncoderAlone(ApiVersion version) {
        Simulator.Builder two =
                Simulator.builder().maxApiVersion(version).gpu(GpuModel.H200).gpu(GpuModel.ADA);
        try (var gpu = SimulatedGpu.of(two)) {
            assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> NvEncoder.open(gpu.context, CONFIG));
            try (CudaContext second = CudaContext.primary(CudaDevice.of(gpu.simulator.driver(), "02:00.0"));
                    NvEncoder encoder = NvEncoder.open(second, CONFIG)) {
                DeviceFrame frame = DeviceFrame.allocate(second, BufferFormat.NV12, WIDTH, HEIGHT);
                assertThat(encoder.encode(frame)).hasSize(1);
            }
            assertThat(Nvenc.probe(gpu.simulator.driver()))
                    .isInstanceOfSatisfying(
                            ProbeResult.Available.class,
                            yes -> assertThat(yes.gpuOrdinal()).isEqualTo(1));
        }
    }
}
