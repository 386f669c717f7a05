package org.nvenc4j.bench;

import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/** Who looks on while frames are encoded. */
enum Tracing {
    /** The library without the code that traces: {@code src/jmh/untraced} stands in its place. */
    ABSENT("no code that traces") {
        @Override
        void apply(ChainedOptionsBuilder options) {
            options.jvmArgsAppend("-Xbootclasspath/a:target/bench-untraced");
        }
    },
    /** The library as it is, and nobody. */
    IDLE("nobody looks on") {
        @Override
        void apply(ChainedOptionsBuilder options) {}
    },
    /** The tests' NVTX tool, which writes each range down. */
    NVTX("an NVTX tool that writes ranges down") {
        @Override
        void apply(ChainedOptionsBuilder options) {
            options.addProfiler(InjectedTool.class);
        }
    },
    /** The flight recorder, with an event for each picture. */
    RECORDER("the flight recorder, an event a picture") {
        @Override
        void apply(ChainedOptionsBuilder options) {
            options.jvmArgsAppend("-XX:StartFlightRecording:settings=none,+org.nvenc4j.PictureEncoded#enabled=true");
        }
    };

    private final String text;

    Tracing(String text) {
        this.text = text;
    }

    abstract void apply(ChainedOptionsBuilder options);

    @Override
    public String toString() {
        return text;
    }
}
