/**
 * What jextract makes of our headers, in a package for each, and what its calls go through.
 */
@NullMarked
package org.nvenc4j.internal.raw;

import org.jspecify.annotations.NullMarked;
