/** Device memory, frames, contexts and streams: what an encoding session reads from. */
@NullMarked
package org.nvenc4j.cuda;

import org.jspecify.annotations.NullMarked;
