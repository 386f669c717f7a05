package org.nvenc4j.bitstream;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Finds NAL units in a byte stream (Annex B of H.264 and HEVC). */
final class AnnexB {

    private AnnexB() {}

    /** Makes a unit of its bytes. */
    interface Factory {
        BitstreamUnit unit(long offset, MemorySegment bytes);
    }

    static List<BitstreamUnit> split(MemorySegment stream, Factory factory) {
        List<BitstreamUnit> units = new ArrayList<>();
        long code = startCode(stream, 0);
        if (trimmed(stream, 0, code) != 0 || code == stream.byteSize()) {
            throw new MalformedBitstreamException(
                    "Byte stream", 0, 0, "expected a start code, 00 00 01, with nothing but zeros before it");
        }
        while (code < stream.byteSize()) {
            long start = code + 3;
            code = startCode(stream, start);
            long end = trimmed(stream, start, code);
            if (end == start) {
                throw new MalformedBitstreamException("Byte stream", start, 0, "expected a NAL unit, found none");
            }
            units.add(factory.unit(start, stream.asSlice(start, end - start)));
        }
        return units;
    }

    static H264Nal h264(long offset, MemorySegment bytes) {
        int header = octet(bytes, 0);
        requireZero(header, offset);
        return new H264Nal(H264Nal.Type.of(header & 0x1F), header >> 5, offset, bytes);
    }

    static HevcNal hevc(long offset, MemorySegment bytes) {
        int header = octet(bytes, 0);
        requireZero(header, offset);
        if (bytes.byteSize() < 2) {
            throw new MalformedBitstreamException(
                    "NAL unit", offset + 1, 0, "expected the second byte of its header, found the end");
        }
        int second = octet(bytes, 1);
        if ((second & 7) == 0) {
            throw new MalformedBitstreamException(
                    "NAL unit", offset + 1, 5, "expected nuh_temporal_id_plus1 from 1 to 7, found 0");
        }
        int layer = (header & 1) << 5 | second >> 3;
        return new HevcNal(HevcNal.Type.of(header >> 1), layer, (second & 7) - 1, offset, bytes);
    }

    private static void requireZero(int header, long offset) {
        if (header >= 0x80) {
            throw new MalformedBitstreamException("NAL unit", offset, 0, "expected forbidden_zero_bit 0, found 1");
        }
    }

    /** Where the next three bytes 00 00 01 are, or the end. */
    private static long startCode(MemorySegment stream, long from) {
        long at = from + 2;
        while (at < stream.byteSize()) {
            int last = octet(stream, at);
            if (last > 1) {
                at += 3;
            } else if (last == 1 && octet(stream, at - 1) == 0 && octet(stream, at - 2) == 0) {
                return at - 2;
            } else {
                at++;
            }
        }
        return stream.byteSize();
    }

    /** The end without zero bytes in front of it, which belong to the byte stream and to no unit. */
    private static long trimmed(MemorySegment stream, long start, long end) {
        long last = end;
        while (last > start && octet(stream, last - 1) == 0) {
            last--;
        }
        return last;
    }

    private static int octet(MemorySegment bytes, long index) {
        return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, index));
    }
}
