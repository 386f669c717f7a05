/** What others see of the library at work: ranges for NVIDIA's profilers, events for the flight recorder. */
@NullMarked
package org.nvenc4j.internal.trace;

import org.jspecify.annotations.NullMarked;
