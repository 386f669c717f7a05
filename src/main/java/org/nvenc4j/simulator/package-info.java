/** A driver in this process for machines without an encoder: the same entry points, checked strictly. */
@NullMarked
package org.nvenc4j.simulator;

import org.jspecify.annotations.NullMarked;
