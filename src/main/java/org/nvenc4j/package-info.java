/** Encoding sessions: open one, hand it frames, take each frame's access unit. */
@NullMarked
package org.nvenc4j;

import org.jspecify.annotations.NullMarked;
