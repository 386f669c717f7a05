package org.nvenc4j.simulator;

/**
 * One access unit.
 *
 * @param bytes the access unit; a new array that belongs to the receiver
 * @param averageQp the mean quantiser of the picture in the codec's own scale; 0 for a lossless picture, or where
 *     the coder does not know
 * @param type the type that the picture was coded with; a coder may answer a request for an I picture with an IDR picture
 */
public record CodedPicture(byte[] bytes, int averageQp, SourcePicture.Type type) {}
