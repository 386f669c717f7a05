package org.nvenc4j.simulator;

/**
 * One access unit.
 *
 * @param bytes the access unit; a new array that belongs to the receiver
 * @param averageQp the mean quantiser of the picture in the codec's own scale, 0 for a lossless picture
 * @param type the type that the picture was coded with
 */
public record CodedPicture(byte[] bytes, int averageQp, SourcePicture.Type type) {}
