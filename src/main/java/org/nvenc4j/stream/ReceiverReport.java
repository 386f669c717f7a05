package org.nvenc4j.stream;

/**
 * What a receiver says of the stream at one moment, for {@link AdaptiveBitRate#report}. Ten to twenty of them a second
 * serve best.
 *
 * @param sequence the {@link StreamPicture#sequence} of the last picture that has arrived, whole or not; -1 for none
 * @param receivedBytes the bytes of the stream that have arrived since its beginning
 * @param loss the share of packets, or of pictures where the receiver knows no packets, that have not arrived since the
 *     report before, 0 to 1
 * @param roundTripNanos from the sending of that picture to the arrival of this report, without the time that the receiver
 *     let pass between the two; 0 where it is not known
 * @param queueNanos how much of the stream waits at the receiver to be decoded and shown
 */
public record ReceiverReport(long sequence, long receivedBytes, double loss, long roundTripNanos, long queueNanos) {
    /** Refuses numbers that no receiver can mean. */
    public ReceiverReport {
        if (sequence < -1 || receivedBytes < 0 || roundTripNanos < 0 || queueNanos < 0) {
            throw new IllegalArgumentException("a report of picture " + sequence + ", " + receivedBytes + " bytes, "
                    + roundTripNanos + " ns round trip and " + queueNanos
                    + " ns of queue; the picture must be -1 or more, the others 0 or more");
        }
        if (!(loss >= 0 && loss <= 1)) {
            throw new IllegalArgumentException("a report of a loss of " + loss + "; it must be 0 to 1");
        }
    }
}
