package org.nvenc4j.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.nvenc4j.StandIn;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.ExternalProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;

/** Injects the tests' NVTX tool into the JVM that is measured, by its environment, which JMH lets only profilers set. */
public final class InjectedTool implements ExternalProfiler {
    private final Path library;

    public InjectedTool() throws IOException {
        library = Files.createTempFile("nvtx-tool", ".so");
        library.toFile().deleteOnExit();
        StandIn.compile(library, Path.of("src/test/c/nvtx-tool.c"));
    }

    @Override
    public Collection<String> addJVMInvokeOptions(BenchmarkParams params) {
        return List.of("env", "NVTX_INJECTION64_PATH=" + library, "NVTX_TOOL_LOG=/dev/null");
    }

    @Override
    public Collection<String> addJVMOptions(BenchmarkParams params) {
        return List.of();
    }

    @Override
    public void beforeTrial(BenchmarkParams params) {}

    @Override
    public Collection<? extends Result<?>> afterTrial(BenchmarkResult result, long pid, File out, File err) {
        return List.of();
    }

    @Override
    public boolean allowPrintOut() {
        return true;
    }

    @Override
    public boolean allowPrintErr() {
        return true;
    }

    @Override
    public String getDescription() {
        return "the tests' NVTX tool";
    }
}
