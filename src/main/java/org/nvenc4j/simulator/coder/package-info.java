/** The coders behind the simulator's sessions: one of our own that loses nothing, and FFmpeg's. */
package org.nvenc4j.simulator.coder;
