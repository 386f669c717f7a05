/**
 * What the versions of the NVENC API have in common by name (GUIDs) and where they differ (one page, {@link Abi}).
 */
@NullMarked
package org.nvenc4j.internal.abi;

import org.jspecify.annotations.NullMarked;
