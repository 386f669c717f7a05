package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import org.junit.jupiter.api.Test;

/** Devices, contexts, and who may close what when. */
abstract class CudaContextContract extends CudaContract {
    private static final long MORE_THAN_ANY_GPU_HAS = 1L << 50;

    @Test
    void findsADeviceByOrdinalUuidAndPciBusId() {
        for (CudaDevice expected : CudaDevice.all(driver)) {
            String pci = expected.pciBusId();
            assertThat(expected.uuid()).matches("GPU-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
            assertThat(pci).matches("[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\\.0");
            assertThat(List.of(
                            CudaDevice.of(driver, expected.ordinal()),
                            CudaDevice.of(driver, String.valueOf(expected.ordinal())),
                            CudaDevice.of(driver, expected.uuid().toUpperCase(Locale.ROOT)),
                            CudaDevice.of(driver, pci),
                            CudaDevice.of(driver, "0000" + pci)))
                    .extracting(CudaDevice::ordinal)
                    .containsOnly(expected.ordinal());
        }
    }

    @Test
    void describesADevice() {
        assertThat(device.name()).isNotBlank();
        assertThat(device.totalMemory()).isGreaterThan(1L << 30);
        assertThat(device.computeCapability()).isBetween(50, 200);
        assertThat(device.driver()).isSameAs(driver);
    }

    @Test
    void listsTheDevicesWhereNoneFits() {
        for (String unknown :
                List.of("99", "-1", "", "GPU-00000000-0000-0000-0000-000000000000", "ffff:ff:1f.0", "x")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CudaDevice.of(driver, unknown))
                    .withMessageContainingAll("\"" + unknown + "\"", device.uuid(), device.pciBusId(), device.name());
        }
    }

    @Test
    void retainsThePrimaryContextUntilTheLastClose() {
        CudaContext second = CudaContext.primary(device);
        assertThat(second.handle()).isEqualTo(context.handle());

        context.close();
        assertThat(raw.isPrimaryActive(0)).isTrue();
        second.synchronize();
        second.close();
        second.close();
        assertThat(raw.isPrimaryActive(0)).isFalse();
    }

    @Test
    void makesTheContextCurrentOnlyForTheCalls() {
        context.run(() -> assertThat(raw.currentContext()).isEqualTo(context.handle()));
        assertThat(raw.currentContext()).isZero();
    }

    @Test
    void leavesTheCurrentContextAsFoundWhenTheCallFails() {
        withForeignContext(foreign -> assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> DeviceBuffer.allocate(context, MORE_THAN_ANY_GPU_HAS))
                .satisfies(e -> assertThat(e.result()).isEqualTo(2))
                .satisfies(e -> assertThat(e.name()).isEqualTo("CUDA_ERROR_OUT_OF_MEMORY"))
                .satisfies(e -> assertThat(e.isContextDead()).isFalse())
                .withMessageStartingWith("cuMemAlloc: CUDA_ERROR_OUT_OF_MEMORY (2): "));
    }

    @Test
    void leavesTheCurrentContextAsFoundWhenTheCallersCodeThrows() {
        withForeignContext(foreign -> assertThatThrownBy(() -> context.run(() -> {
                    throw new UnsupportedOperationException();
                }))
                .isInstanceOf(UnsupportedOperationException.class));
    }

    @Test
    void borrowsTheCurrentContext() {
        withForeignContext(foreign -> {
            CudaContext borrowed = CudaContext.ofHandle(device, foreign);
            DeviceBuffer buffer = DeviceBuffer.allocate(borrowed, 16);
            borrowed.close();

            assertThat(buffer.isOpen()).isFalse();
            assertThat(borrowed.isOpen()).isFalse();
            raw.setCurrentContext(foreign);
        });
    }

    @Test
    void borrowsThePrimaryContextWithoutItBeingCurrent() {
        try (CudaContext borrowed = CudaContext.ofHandle(device, context.handle())) {
            borrowed.synchronize();
        }
        assertThat(raw.isPrimaryActive(0)).isTrue();
    }

    @Test
    void refusesAHandleThatItCannotRecognise() {
        long destroyed = raw.createContext(0);
        raw.destroyContext(destroyed);

        for (long handle : new long[] {0, 1, -1, 0xDEADBEEFL, destroyed}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CudaContext.ofHandle(device, handle))
                    .withMessageContainingAll("0x" + Long.toHexString(handle), "cuCtxSetCurrent");
        }
    }

    @Test
    void makesNoPrimaryContextToRecogniseAHandle() {
        context.close();

        assertThatIllegalArgumentException().isThrownBy(() -> CudaContext.ofHandle(device, context.handle()));
        assertThat(raw.isPrimaryActive(0)).isFalse();
    }

    @Test
    void refusesUseAfterClose() {
        DeviceBuffer buffer = DeviceBuffer.allocate(context, 16);
        context.close();

        assertThat(buffer.isOpen()).isFalse();
        assertThatIllegalStateException().isThrownBy(context::push).withMessageContaining("CUDA context of device 0");
        assertThatIllegalStateException().isThrownBy(context::synchronize);
        assertThatIllegalStateException().isThrownBy(() -> DeviceBuffer.allocate(context, 16));
        assertThatIllegalStateException().isThrownBy(() -> buffer.copyTo(new byte[16]));
        assertThatIllegalStateException().isThrownBy(() -> context.closeFirst(() -> {}));
    }

    @Test
    void closesTheNewestFirstAndEachOnce() {
        List<String> closed = new ArrayList<>();
        context.closeFirst(() -> closed.add("oldest"));
        AutoCloseable forgotten = () -> closed.add("forgotten");
        context.closeFirst(forgotten);
        context.closeFirst(() -> closed.add("newest"));
        context.forget(forgotten);

        context.close();
        context.close();

        assertThat(closed).containsExactly("newest", "oldest");
    }

    @Test
    void closesToTheEndWhateverFails() {
        DeviceBuffer buffer = DeviceBuffer.allocate(context, 16);
        Exception first = new Exception("first");
        RuntimeException second = new RuntimeException("second");
        buffer.closeFirst(() -> {
            throw second;
        });
        buffer.closeFirst(() -> {
            throw first;
        });

        assertThatThrownBy(buffer::close).hasCause(first);
        assertThat(first.getSuppressed()).containsExactly(second);
        assertThat(buffer.isOpen()).isFalse();
        assertThatExceptionOfType(UnusableMemoryException.class)
                .isThrownBy(() -> DeviceBuffer.wrap(context, buffer.address(), 16));
        buffer.close();
    }

    @Test
    void staysOpenWhereADependentRefuses() {
        DeviceBuffer buffer = DeviceBuffer.allocate(context, 16);
        boolean[] busy = {true};
        buffer.closeFirst(() -> {
            if (busy[0]) {
                throw new IllegalStateException("busy");
            }
        });

        assertThatIllegalStateException().isThrownBy(context::close).withMessage("busy");
        assertThat(context.isOpen()).isTrue();
        assertThat(buffer.isOpen()).isTrue();
        buffer.fill((byte) 1);

        busy[0] = false;
        context.close();
        assertThat(context.isOpen()).isFalse();
        assertThat(buffer.isOpen()).isFalse();
    }

    @Test
    void refusesToCloseWhatIsInUse() throws Exception {
        DeviceBuffer buffer = DeviceBuffer.allocate(context, 16);
        Phaser steps = new Phaser(2);
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<?> use = other.submit(() -> context.run(() -> {
                steps.arriveAndAwaitAdvance();
                steps.arriveAndAwaitAdvance();
            }));
            steps.arriveAndAwaitAdvance();
            try {
                assertThatIllegalStateException().isThrownBy(context::close).withMessageContaining("in use");
                assertThat(buffer.isOpen()).isTrue();
            } finally {
                steps.arriveAndAwaitAdvance();
            }
            use.get();
        }
        context.close();
        assertThat(buffer.isOpen()).isFalse();
    }

    @Test
    void refusesUseByOthersWhileItCloses() throws Exception {
        Phaser steps = new Phaser(2);
        context.closeFirst(() -> {
            steps.arriveAndAwaitAdvance();
            steps.arriveAndAwaitAdvance();
        });
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<?> close = other.submit(context::close);
            steps.arriveAndAwaitAdvance();
            try {
                assertThatIllegalStateException().isThrownBy(context::push).withMessageContaining("being closed");
                assertThatIllegalStateException().isThrownBy(context::close).withMessageContaining("being closed");
            } finally {
                steps.arriveAndAwaitAdvance();
            }
            close.get();
        }
        assertThat(context.isOpen()).isFalse();
    }

    @Test
    void refusesToCloseInsideItsOwnUse() {
        assertThatIllegalStateException()
                .isThrownBy(() -> context.run(context::close))
                .withMessageContaining("in use");
        assertThat(context.isOpen()).isTrue();
    }

    /** Copies on some threads and a close on another: each copy either succeeds or says that the memory is closed. */
    @Test
    void survivesClosingAmongCopies() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int round = 0; round < 50; round++) {
                DeviceBuffer buffer = DeviceBuffer.allocate(context, 4096);
                List<Future<Boolean>> copies = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    copies.add(threads.submit(() -> succeeds(() -> buffer.copyFrom(new byte[4096]))));
                }
                boolean closed = threads.submit(() -> succeeds(buffer::close)).get();
                for (Future<Boolean> copy : copies) {
                    assertThat(copy.get() || closed).isTrue();
                }
                assertThat(buffer.isOpen()).isEqualTo(!closed);
                buffer.close();
            }
        }
    }

    private static boolean succeeds(Runnable action) {
        try {
            action.run();
            return true;
        } catch (IllegalStateException refused) {
            return false;
        }
    }

    @Test
    void ordersStreamsByEvents() {
        CudaStream first = CudaStream.create(context);
        CudaStream second = CudaStream.create(context);
        CudaEvent event = CudaEvent.create(context);
        assertThat(event.query()).isTrue();

        event.record(first);
        second.waitFor(event);
        second.synchronize();
        assertThat(event.query()).isTrue();
        event.synchronize();

        event.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> second.waitFor(event))
                .withMessageContaining("CUDA event");
        second.close();
        assertThatIllegalStateException().isThrownBy(second::synchronize).withMessageContaining("CUDA stream");
        first.synchronize();
    }

    @Test
    void borrowsTheDefaultStream() {
        CudaStream stream = CudaStream.ofHandle(context, 0);
        stream.synchronize();
        stream.close();
        assertThat(stream.isOpen()).isFalse();
    }

    @Test
    void copiesAndFillsBuffers() {
        DeviceBuffer buffer = DeviceBuffer.allocate(context, 8);
        buffer.fill((byte) 7);
        buffer.copyFrom(new byte[] {1, 2, 3});
        byte[] copy = new byte[8];
        buffer.copyTo(copy);
        assertThat(copy).containsExactly(1, 2, 3, 7, 7, 7, 7, 7);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> buffer.copyFrom(new byte[9]))
                .withMessageContainingAll("9", "8");
        assertThatIllegalArgumentException().isThrownBy(() -> buffer.copyTo(new byte[9]));
        assertThatIllegalArgumentException().isThrownBy(() -> DeviceBuffer.allocate(context, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> DeviceBuffer.allocatePitched(context, 16, 0));

        DeviceBuffer wrapped = DeviceBuffer.wrap(context, buffer.address() + 1, 2);
        byte[] middle = new byte[2];
        wrapped.copyTo(middle);
        assertThat(middle).containsExactly(2, 3);
        wrapped.close();
        buffer.copyTo(copy);

        DeviceBuffer rows = DeviceBuffer.allocatePitched(context, 100, 3);
        assertThat(rows.pitch()).isGreaterThanOrEqualTo(100);
        assertThat(rows.size()).isEqualTo(rows.pitch() * 3);
        rows.fill((byte) 1);
    }
}
