/**
 * Views over one NVENC struct each, with a method for each field that is used: the only code that writes or reads a
 * struct of a session. A view allocates its struct zeroed, sets the version word of the session's ABI, and keeps the
 * address, which is what calls take. {@link org.nvenc4j.internal.struct.ManagedTensor} views what others made.
 */
@NullMarked
package org.nvenc4j.internal.struct;

import org.jspecify.annotations.NullMarked;
