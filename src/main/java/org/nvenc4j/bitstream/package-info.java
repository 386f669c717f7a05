/**
 * What an encoded stream says about itself: access units taken apart, sequence headers read, and the codec string and
 * decoder configuration that a browser asks for.
 *
 * <p>
 * {@link org.nvenc4j.bitstream.AccessUnit} takes what an encoder gave for one frame,
 * {@link org.nvenc4j.bitstream.SequenceHeader} reads the stream's own description out of it, and
 * {@link org.nvenc4j.bitstream.CodecString} and {@link org.nvenc4j.bitstream.WebCodecsConfig} say the same in the words of
 * others. Nothing here needs a driver, and all of it is immutable. Whatever bytes come in, the answer is a result or a
 * {@link org.nvenc4j.bitstream.MalformedBitstreamException}, in time that grows with their number and no faster.
 *
 * <p>
 * The sources are ITU-T H.264, H.265 and H.273, and the AV1 Bitstream and Decoding Process Specification. Element names in
 * {@code code} are theirs.
 */
@NullMarked
package org.nvenc4j.bitstream;

import org.jspecify.annotations.NullMarked;
