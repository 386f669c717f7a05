/**
 * Opens the two libraries and calls their functions: one method for each C function, with its answer checked.
 *
 * <p>
 * Nothing here knows what an encoding session or a frame is. Addresses and handles are {@code long}s, so that a call on
 * the path of every frame allocates nothing; who keeps the memory behind them alive is the caller's business.
 */
@NullMarked
package org.nvenc4j.internal.driver;

import org.jspecify.annotations.NullMarked;
