package org.nvenc4j.cli;

import java.io.Console;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on a terminal; nothing elsewhere, and nothing where the library that draws it is missing. */
interface Progress extends AutoCloseable {
    /** Where nobody knows how many frames will come. */
    long UNKNOWN = -1;

    void step();

    @Override
    void close();

    /**
     * Shows progress on standard error.
     *
     * @param frames how many will come, or {@link #UNKNOWN}
     */
    static Progress show(long frames) {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            try {
                return new Bar(frames);
            } catch (NoClassDefFoundError e) {
                return new None();
            }
        }
        return new None();
    }

    record None() implements Progress {
        @Override
        public void step() {}

        @Override
        public void close() {}
    }

    /** Names the optional library: the only class that fails to load without it. */
    final class Bar implements Progress {
        private final ProgressBar bar;

        private Bar(long frames) {
            bar = new ProgressBarBuilder()
                    .setTaskName("encode")
                    .setUnit(" frames", 1)
                    .setInitialMax(frames)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err))
                    .showSpeed()
                    .build();
        }

        @Override
        public void step() {
            bar.step();
        }

        @Override
        public void close() {
            bar.close();
        }
    }
}
