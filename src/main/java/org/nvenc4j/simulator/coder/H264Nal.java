package org.nvenc4j.simulator.coder;

import java.util.List;
import org.nvenc4j.simulator.SourcePicture;

/** The small NAL units of H.264: numbers of all, and the writing of delimiter and SEI. */
final class H264Nal {

    static final int SLICE = 1;
    static final int IDR_SLICE = 5;
    static final int SEI = 6;
    static final int SPS = 7;
    static final int PPS = 8;
    static final int DELIMITER = 9;

    private H264Nal() {}

    /** The header byte of a unit. */
    static int header(int type, int refIdc) {
        return refIdc << 5 | type;
    }

    /** An access unit delimiter; it says which slice types the picture may have. */
    static void delimiter(SourcePicture.Type type, BitWriter bits, NalWriter out) {
        int pictureType = switch (type) {
            case IDR, I -> 0;
            case P -> 1;
            case B -> 2;
        };
        bits.clear();
        bits.bits(pictureType, 3).trailing();
        out.unit(header(DELIMITER, 0), bits);
    }

    /** One SEI unit with all messages of a picture; none without messages. */
    static void sei(List<SourcePicture.Metadata> messages, BitWriter bits, NalWriter out) {
        if (messages.isEmpty()) {
            return;
        }
        bits.clear();
        for (SourcePicture.Metadata message : messages) {
            seiNumber(message.type(), bits);
            seiNumber(message.payload().length, bits);
            bits.bytes(message.payload(), 0, message.payload().length);
        }
        bits.trailing();
        out.unit(header(SEI, 0), bits);
    }

    private static void seiNumber(int value, BitWriter bits) {
        int left = value;
        for (; left >= 255; left -= 255) {
            bits.bits(255, 8);
        }
        bits.bits(left, 8);
    }
}
