package org.nvenc4j.simulator;

import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.internal.driver.NativeAccess;

/**
 * A GPU in software: the entry points of {@code libcuda} and {@code libnvidia-encode}, in this process and on any
 * machine. It takes the same structs through the same function table as a real driver, checks them more strictly, and
 * encodes for real. It serves development, tests and demonstrations, and is never used without being asked for.
 *
 * <pre>{@code
 * try (var simulator = Simulator.builder().build();
 *         var context = CudaContext.primary(simulator.driver())) {
 *     ...
 * }
 * }</pre>
 *
 * <p>What it refuses it refuses with the status that a real driver answers, as far as that is known, and with a reason
 * in {@code NvEncGetLastErrorString}. Device addresses are not mapped in the process, so that host code which takes one
 * for a pointer faults at once.
 *
 * <p>What is a matter of how an engine searches and spends bits is checked and changes no picture: adaptive
 * quantisation, QP maps, multiple passes, temporal layers, hints at motion, weighted prediction and the like. Nor do its
 * coders write messages that the driver would make by itself (time codes, timing, HDR metadata) or film grain; those that
 * a client gives in bytes are written. What would need another kind of stream, such as hidden frames of AV1, is refused.
 *
 * <p>Its objects may be used from any thread. {@link #close()} frees what clients have left; from then on every entry
 * point answers an error.
 */
public final class Simulator implements AutoCloseable {
    private final Journal journal;
    private final Gate cudaGate;
    private final Gate nvencGate;
    private final @Nullable SimulatedCuda cuda;
    private final SimulatedNvenc nvenc;
    private final SymbolLookup cudaLibrary;
    private final SimulatedGl gl;
    private final NvencDriver driver;

    private Simulator(Builder builder) {
        List<GpuModel> gpus = new ArrayList<>();
        for (GpuModel gpu : builder.gpus.isEmpty() ? List.of(GpuModel.ADA) : builder.gpus) {
            gpus.add(gpu.inSlot(gpus.size()));
        }
        journal = new Journal(builder.recording);
        gl = new SimulatedGl(journal);
        cudaGate = new Gate(journal, CudaResult.DEINITIALIZED.code(), CudaResult.UNKNOWN.code(), CallDescriber::cuda);
        CudaSide cudaSide;
        if (builder.cuda == null) {
            SimulatedCuda simulated = new SimulatedCuda(
                    gpus,
                    cudaVersion(builder.maxApiVersion),
                    builder.kernels,
                    builder.lateStreams,
                    journal,
                    gl,
                    cudaGate);
            cuda = simulated;
            cudaSide = simulated;
            cudaLibrary = simulated.lookup();
        } else {
            cuda = null;
            cudaLibrary = builder.cuda;
            cudaSide = new ForeignCuda(cudaLibrary);
        }
        CallDescriber[] describer = new CallDescriber[1];
        nvencGate = new Gate(
                journal,
                NvencStatusCode.DEVICE_NOT_EXIST.ordinal(),
                NvencStatusCode.GENERIC.ordinal(),
                (function, args) -> describer[0].nvenc(function, args));
        nvenc = new SimulatedNvenc(
                gpus,
                builder.maxApiVersion,
                builder.sessionLimit,
                cudaSide,
                builder::choose,
                new Presets(builder.presets),
                journal,
                nvencGate);
        describer[0] = new CallDescriber(nvenc);
        driver = NvencDriver.of(cuda == null ? "mixed" : "simulator", cudaLibrary, nvenc.lookup());
    }

    /** The CUDA version that a driver with that NVENC version has. */
    private static int cudaVersion(ApiVersion nvenc) {
        if (nvenc.isAtLeast(ApiVersion.V13_1)) {
            return 13010;
        }
        return nvenc.isAtLeast(ApiVersion.V13_0) ? 12080 : nvenc.isAtLeast(ApiVersion.V12_2) ? 12040 : 12010;
    }

    /**
     * Starts with the defaults: one {@link GpuModel#ADA}, the newest API, {@link Coders#AUTO}, no session limit, no
     * recording.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The driver that this simulator is.
     *
     * @return always the same one, named {@code simulator}, or {@code mixed} where CUDA is another's
     */
    public NvencDriver driver() {
        return driver;
    }

    /**
     * The OpenGL whose textures the simulated CUDA driver maps.
     *
     * @return always the same one; of no use where CUDA is another's
     */
    public SimulatedGl gl() {
        return gl;
    }

    /** The functions of libcuda, for tests that call them bare. */
    SymbolLookup cudaLibrary() {
        return cudaLibrary;
    }

    /** The functions that libnvidia-encode exports, for tests that call them bare. */
    SymbolLookup nvencLibrary() {
        return nvenc.lookup();
    }

    /**
     * The calls answered so far.
     *
     * @return every call in order; empty unless {@link Builder#record()} asked for it
     */
    public List<RecordedCall> calls() {
        return journal.calls();
    }

    /**
     * The answered calls of one function.
     *
     * @param function its name as in {@link RecordedCall#function()}
     * @return those calls, in order
     */
    public List<RecordedCall> calls(String function) {
        return journal.calls().stream()
                .filter(call -> call.function().equals(function))
                .toList();
    }

    /** Forgets recorded calls and violations. */
    public void forget() {
        journal.clear();
    }

    /**
     * What clients did that no status tells them and that a real driver may answer with a crash, a hang or a leak; and
     * failures of the simulator itself.
     *
     * @return one sentence each, in order
     */
    public List<String> violations() {
        return journal.violations();
    }

    /**
     * The objects that are alive now.
     *
     * @return their counts; those of CUDA are 0 where CUDA is another's
     */
    public Leftovers leftovers() {
        Leftovers encoder = nvenc.leftovers();
        return cuda == null ? encoder : encoder.plus(cuda.leftovers());
    }

    /**
     * What sessions had not given back when {@code NvEncDestroyEncoder} ended them.
     *
     * @return the sum over all sessions ended so far
     */
    public Leftovers leftAtDestroy() {
        return nvenc.leftAtDestroy();
    }

    /**
     * Makes a later call answer an error. The call has no effect; only a function that releases something does so all
     * the same, as a driver that reports an earlier failure does, and a picture is taken that is answered with
     * {@code NV_ENC_ERR_NEED_MORE_INPUT}, which is no error.
     *
     * @param function its name as in {@link RecordedCall#function()}: {@code nvEncEncodePicture}, {@code cuMemAlloc}
     * @param nth which call from now on, 1 for the next
     * @param status what it answers: {@code NVENCSTATUS} or {@code CUresult}
     * @throws IllegalArgumentException if nth is below 1
     */
    public void fail(String function, int nth, int status) {
        if (nth < 1) {
            throw new IllegalArgumentException("nth is " + nth + ", the next call is 1");
        }
        (function.startsWith("cu") ? cudaGate : nvencGate).fail(function, nth, status);
    }

    /** Has all calls but those of some functions fail once so many more were made, for tests. Releases take effect all the same. */
    void loseDevice(int calls, int cudaResult, int nvencStatus, Set<String> spared) {
        AtomicInteger callsLeft = new AtomicInteger(calls);
        cudaGate.lose(new Gate.Loss(callsLeft, cudaResult, spared));
        nvencGate.lose(new Gate.Loss(callsLeft, nvencStatus, spared));
    }

    /** Ends that. */
    void findDevice() {
        cudaGate.lose(null);
        nvencGate.lose(null);
    }

    /** Has every answer of both libraries pass through there, for tests; null ends it. */
    void distort(Gate.@Nullable Distortion by) {
        cudaGate.distort(by);
        nvencGate.distort(by);
    }

    /** Frees everything. Closing twice does nothing. */
    @Override
    public void close() {
        cudaGate.close();
        nvencGate.close();
        nvenc.close();
        if (cuda != null) {
            cuda.close();
        }
    }

    /** Collects what a simulator is made from; not for several threads. */
    public static final class Builder {
        private final List<GpuModel> gpus = new ArrayList<>();
        private final List<CoderFactory> factories = new ArrayList<>();
        private final List<PresetContents> presets = new ArrayList<>();
        private Coders coders = Coders.AUTO;
        private ApiVersion maxApiVersion = ApiVersion.V13_1;
        private final Map<String, KernelStandIn> kernels = ConversionStandIns.all();
        private int sessionLimit = Integer.MAX_VALUE;
        private boolean recording;
        private boolean lateStreams;
        private @Nullable SymbolLookup cuda;

        private Builder() {}

        private Coders.Choice choose(CoderSettings settings) {
            List<String> refusals = new ArrayList<>();
            for (CoderFactory factory : factories) {
                Optional<String> refusal = factory.refusal(settings);
                if (refusal.isEmpty()) {
                    return new Coders.Choice(Optional.of(factory), List.copyOf(refusals));
                }
                refusals.add(factory.name() + " " + refusal.get());
            }
            return factories.isEmpty()
                    ? coders.choose(settings)
                    : new Coders.Choice(Optional.empty(), List.copyOf(refusals));
        }

        /**
         * Adds a GPU. The first has ordinal 0; without any, there is one {@link GpuModel#ADA}. With a CUDA driver of
         * another's, device n encodes as the n-th GPU added here, and those beyond as the last.
         *
         * @param gpu its model
         * @return this builder
         */
        public Builder gpu(GpuModel gpu) {
            gpus.add(gpu);
            return this;
        }

        /**
         * Sets the newest API that the driver knows; it speaks all older ones as well.
         *
         * @param version one of {@link ApiVersion#supported()}, the default being the newest of them
         * @return this builder
         */
        public Builder maxApiVersion(ApiVersion version) {
            maxApiVersion = version;
            return this;
        }

        /**
         * Sets which coders may stand behind the sessions.
         *
         * @param coders {@link Coders#AUTO} by default
         * @return this builder
         */
        public Builder coders(Coders coders) {
            this.coders = coders;
            return this;
        }

        /**
         * Adds a coder of the caller's own. Once there is one, those of {@link #coders} are not used.
         *
         * @param factory asked in the order in which factories were added
         * @return this builder
         */
        public Builder coder(CoderFactory factory) {
            factories.add(factory);
            return this;
        }

        /**
         * Sets how many sessions may be open at once, as drivers of consumer cards do.
         *
         * @param sessions 1 or more; there is no limit by default
         * @return this builder
         * @throws IllegalArgumentException if sessions is below 1
         */
        public Builder sessionLimit(int sessions) {
            if (sessions < 1) {
                throw new IllegalArgumentException("sessionLimit is " + sessions + ", allowed is 1 or more");
            }
            sessionLimit = sessions;
            return this;
        }

        /**
         * Replaces what one preset contains.
         *
         * @param contents the question and the answer
         * @return this builder
         */
        public Builder preset(PresetContents contents) {
            presets.add(contents);
            return this;
        }

        /**
         * Adds what to run in place of a kernel; those of {@link org.nvenc4j.cuda.ColourConverter} are there. Without it a kernel can be loaded, but launching it answers 801: not
         * supported. With a CUDA driver of another's it is not used.
         *
         * @param name the kernel's name in the PTX
         * @param standIn Java that does the same
         * @return this builder
         */
        public Builder kernel(String name, KernelStandIn standIn) {
            kernels.put(name, standIn);
            return this;
        }

        /**
         * Does the work of streams as late as CUDA allows, which is when something waits for it. Work that was not ordered
         * after other work is then always done before it, which a GPU shows only now and then. By default all work is done
         * before its call returns.
         *
         * @return this builder
         */
        public Builder lateStreams() {
            lateStreams = true;
            return this;
        }

        /**
         * Records every call, with the fields of its structs: slow, and it keeps them all.
         *
         * @return this builder
         */
        public Builder record() {
            recording = true;
            return this;
        }

        /**
         * Simulates NVENC alone, beside that CUDA driver: what a GPU without an encoder wants.
         *
         * @param library finds the symbols of libcuda
         * @return this builder
         */
        public Builder cuda(SymbolLookup library) {
            cuda = library;
            return this;
        }

        /**
         * Makes the simulator.
         *
         * @return a new one, which the caller closes
         * @throws org.nvenc4j.NvencUnavailableException if native access is denied; the message names the option
         */
        public Simulator build() {
            NativeAccess.require();
            return new Simulator(this);
        }
    }
}
