/** Live streams: frames of any size in, one access unit for each out of the same call, at the rate that a link bears. */
@NullMarked
package org.nvenc4j.stream;

import org.jspecify.annotations.NullMarked;
