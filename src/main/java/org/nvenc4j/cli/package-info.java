/**
 * The {@code nvenc} command line: one class a command, one class a group of options. Frames come from a
 * {@link org.nvenc4j.cli.FrameSource}, go through device memory and an encoder in {@link org.nvenc4j.cli.EncodeJob}, and end in
 * a {@link org.nvenc4j.cli.BitstreamFile}. Not exported: what a program needs is in {@code org.nvenc4j}.
 */
@NullMarked
package org.nvenc4j.cli;

import org.jspecify.annotations.NullMarked;
