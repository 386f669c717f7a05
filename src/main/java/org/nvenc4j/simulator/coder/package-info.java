/** The coders behind the simulator's sessions: one of our own that loses nothing, and FFmpeg's. */
@NullMarked
package org.nvenc4j.simulator.coder;

import org.jspecify.annotations.NullMarked;
