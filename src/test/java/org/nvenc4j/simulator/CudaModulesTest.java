package org.nvenc4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nvenc4j.ApiVersion;

/** Modules and launches of the simulated driver, called bare: what it takes and what it refuses. */
class CudaModulesTest {
    private static final String HEAD = ".version 7.0\n.target sm_75\n.address_size 64\n";
    private static final String NOTE = HEAD
            + ".visible .entry note(.param .u32 a, .param .u64 b)\n{\n    ret;\n}\n.entry none()\n{\n    ret;\n}\n";

    private final List<String> noted = new ArrayList<>();
    private Simulator simulator;
    private RawClient client;

    @BeforeEach
    void simulate() {
        simulator = Simulator.builder()
                .gpu(GpuModel.TURING)
                .kernel("note", this::note)
                .kernel("none", launch -> noted.add("none"))
                .build();
        client = new RawClient(simulator, ApiVersion.V13_1);
        client.cuda("cuInit", 0);
        client.primaryContext(0);
    }

    @AfterEach
    void close() {
        client.close();
        simulator.close();
    }

    private void note(KernelLaunch launch) {
        noted.add(launch.grid() + " " + launch.block() + " " + launch.intArgument(0) + " " + launch.longArgument(1));
    }

    private int load(String text) {
        return client.cuda(
                "cuModuleLoadData", client.out, client.arena.allocateFrom(text).address());
    }

    private long function(String name) {
        client.must(load(NOTE));
        long module = client.outLong();
        client.must(client.cuda(
                "cuModuleGetFunction",
                client.out,
                module,
                client.arena.allocateFrom(name).address()));
        return client.outLong();
    }

    private int launch(long function, int grid, int block, long stream, long pointers, long extra) {
        return client.cuda("cuLaunchKernel", function, grid, 1, 1, block, 1, 1, 0, stream, pointers, extra);
    }

    @Test
    void argumentsComeAsPointersOrInABuffer() {
        long function = function("note");
        MemorySegment buffer = client.arena.allocate(16, 8);
        buffer.set(ValueLayout.JAVA_INT, 0, 5);
        buffer.set(ValueLayout.JAVA_LONG, 8, 7L);
        MemorySegment pointers =
                client.arena.allocateFrom(ValueLayout.JAVA_LONG, buffer.address(), buffer.address() + 8);
        MemorySegment size = client.arena.allocateFrom(ValueLayout.JAVA_LONG, 16);
        MemorySegment extra =
                client.arena.allocateFrom(ValueLayout.JAVA_LONG, 1, buffer.address(), 2, size.address(), 0);

        assertThat(launch(function, 3, 64, 0, pointers.address(), 0)).isZero();
        assertThat(launch(function, 3, 64, 0, 0, extra.address())).isZero();
        assertThat(noted).hasSize(2).containsOnly("Extent[x=3, y=1, z=1] Extent[x=64, y=1, z=1] 5 7");

        assertThat(launch(function, 3, 64, 0, pointers.address(), extra.address()))
                .isEqualTo(1);
        assertThat(launch(function, 3, 64, 0, 0, 0)).isEqualTo(1);
        size.set(ValueLayout.JAVA_LONG, 0, 4);
        assertThat(launch(function, 3, 64, 0, 0, extra.address())).isEqualTo(1);
        assertThat(launch(function, 0, 64, 0, pointers.address(), 0)).isEqualTo(1);
        assertThat(launch(function, 3, 1025, 0, pointers.address(), 0)).isEqualTo(1);
        assertThat(launch(function, 3, 64, 99, pointers.address(), 0)).isEqualTo(400);
        assertThat(launch(42, 3, 64, 0, pointers.address(), 0)).isEqualTo(400);
        assertThat(noted).hasSize(2);
        assertThat(launch(function("none"), 1, 1, 0, 0, 0)).isZero();
        assertThat(noted).hasSize(3);
    }

    @Test
    void aModuleEndsItsKernels() {
        client.must(load(NOTE));
        long module = client.outLong();
        long name = client.arena.allocateFrom("none").address();
        client.must(client.cuda("cuModuleGetFunction", client.out, module, name));
        long function = client.outLong();
        assertThat(client.cuda(
                        "cuModuleGetFunction",
                        client.out,
                        module,
                        client.arena.allocateFrom("nine").address()))
                .isEqualTo(500);
        assertThat(simulator.leftovers().modules()).isEqualTo(1);

        client.must(client.cuda("cuModuleUnload", module));

        assertThat(simulator.leftovers().modules()).isZero();
        assertThat(launch(function, 1, 1, 0, 0, 0)).isEqualTo(400);
        assertThat(client.cuda("cuModuleGetFunction", client.out, module, name)).isEqualTo(400);
        assertThat(client.cuda("cuModuleUnload", module)).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "'.version 9.1\n.target sm_75\n',             0, ''",
        "'.version 9.2\n.target sm_75\n',             222, '.version 9.2 is newer than 9.1'",
        "'.version 7.0\n.target sm_80\n',             209, 'sm_80 does not run on sm_75'",
        "'.version 7.0\n.target sm_70a\n',            209, 'sm_70a does not run on sm_75'",
        "'.target sm_75\n',                           218, 'line 1: the first directive is not .version'",
        "'/*\n\n*/ .version 7.0\n.address_size 64\n', 218, 'line 4: no .target after .version'",
        "'.version 7.0\n"
                + ".target sm_75\n"
                + ".entry a()\n"
                + "{\n"
                + "  ret;\n"
                + "  fudge.b32 %r1;\n"
                + "}', 218, 'line 6: no instruction near ''fudge'",
        "'.version 7.0\n.target sm_75\n.entry a()\n{\n  ret;\n', 218, 'line 6: no instruction near ''the end'",
        "'.version 7.0\n.target sm_75\n.entry a()\n{\n  { .reg .b32 %r1; L: @!%p1 bra L; }\n  // ?\n  ret;\n}', 0, ''",
    })
    void theCompilerSaysWhatIsWrong(String text, int result, String log) {
        MemorySegment buffer = client.arena.allocate(200);
        MemorySegment options = client.arena.allocateFrom(ValueLayout.JAVA_INT, 5, 6);
        MemorySegment values = client.arena.allocateFrom(ValueLayout.JAVA_LONG, buffer.address(), 200);
        long image = client.arena.allocateFrom(text).address();

        assertThat(client.cuda("cuModuleLoadDataEx", client.out, image, 2, options.address(), values.address()))
                .isEqualTo(result);

        assertThat(buffer.getString(0)).startsWith(log);
        assertThat(values.getAtIndex(ValueLayout.JAVA_LONG, 1))
                .isEqualTo(buffer.getString(0).length());
    }

    @Test
    void binariesAndOptionsThatAreNoneAreRefused() {
        assertThat(load("\177ELF")).isEqualTo(209);
        assertThat(client.cuda("cuModuleLoadData", client.out, 0L)).isEqualTo(1);
        MemorySegment options = client.arena.allocateFrom(ValueLayout.JAVA_INT, 4711);
        long image = client.arena.allocateFrom(NOTE).address();
        assertThat(client.cuda("cuModuleLoadDataEx", client.out, image, 1, options.address(), options.address()))
                .isEqualTo(1);
    }

    @Test
    void anOlderDriverTakesOlderPtx() {
        try (Simulator older =
                        Simulator.builder().maxApiVersion(ApiVersion.V12_1).build();
                RawClient its = new RawClient(older, ApiVersion.V12_1)) {
            its.cuda("cuInit", 0);
            its.primaryContext(0);
            long newer = its.arena.allocateFrom(".version 8.2\n.target sm_75\n").address();
            long fits = its.arena.allocateFrom(".version 8.1\n.target sm_75\n").address();
            assertThat(its.cuda("cuModuleLoadData", its.out, newer)).isEqualTo(222);
            assertThat(its.cuda("cuModuleLoadData", its.out, fits)).isZero();
        }
    }
}
