package org.nvenc4j.bitstream;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.nvenc4j.Codec;

/**
 * A message that travels with a picture: an SEI message of H.264 or HEVC, or a metadata OBU of AV1
 * ({@code NV_ENC_SEI_PAYLOAD}).
 *
 * <p>
 * The codecs count their types differently: 4 is ITU-T T.35 in all of them, but 5 is user data with a UUID in an SEI
 * message, and a time code in AV1.
 */
public final class Metadata {

    private static final int USER_DATA_REGISTERED = 4;
    private static final int USER_DATA_UNREGISTERED = 5;
    private static final int UUID_BYTES = 16;

    private final Codec codec;
    private final int type;
    private final byte[] payload;

    private Metadata(Codec codec, int type, byte[] payload) {
        this.codec = codec;
        this.type = type;
        this.payload = payload;
    }

    /** Adds the messages that a unit holds, if it is of a kind that holds some. */
    static void read(BitstreamUnit unit, List<Metadata> messages) {
        switch (unit) {
            case H264Nal nal when nal.type() == H264Nal.Type.SEI -> readSei(Codec.H264, nal, 1, messages);
            case HevcNal nal
            when nal.type() == HevcNal.Type.PREFIX_SEI || nal.type() == HevcNal.Type.SUFFIX_SEI ->
                readSei(Codec.HEVC, nal, 2, messages);
            case Av1Obu obu when obu.type() == Av1Obu.Type.METADATA -> messages.add(readObu(obu));
            default -> {
                // Holds something else.
            }
        }
    }

    private static void readSei(Codec codec, BitstreamUnit unit, int headerBytes, List<Metadata> messages) {
        BitReader reader = BitReader.ofNal("SEI", unit);
        reader.skip(headerBytes * Byte.SIZE);
        do {
            long type = seiNumber(reader);
            long size = seiNumber(reader);
            messages.add(
                    new Metadata(codec, (int) Math.min(type, Integer.MAX_VALUE), reader.bytes("SEI payload", size)));
        } while (reader.hasMoreData());
    }

    /** A number in bytes of 255 and a last one that is less. */
    private static long seiNumber(BitReader reader) {
        long value = 0;
        long part;
        do {
            part = reader.bits(8);
            value += part;
        } while (part == 255);
        return value;
    }

    private static Metadata readObu(Av1Obu obu) {
        BitReader reader = BitReader.ofObu("AV1 metadata", obu);
        int type = (int) Math.min(reader.leb128("metadata_type"), Integer.MAX_VALUE);
        byte[] rest = reader.bytes("AV1 metadata", reader.bytesLeft());
        int end = rest.length;
        while (end > 0 && rest[end - 1] == 0) {
            end--;
        }
        if (end == 0) {
            throw reader.malformed("expected trailing_bits with a bit that is set, found none");
        }
        boolean aligned = rest[end - 1] == (byte) 0x80;
        return new Metadata(Codec.AV1, type, Arrays.copyOf(rest, aligned ? end - 1 : end));
    }

    /**
     * The codec, which says what the types are.
     *
     * @return the codec
     */
    public Codec codec() {
        return codec;
    }

    /**
     * What kind of message this is.
     *
     * @return SEI {@code payloadType}, or AV1's {@code metadata_type}
     */
    public int type() {
        return type;
    }

    /**
     * What the message says.
     *
     * @return a new array: no header, no size, no emulation prevention bytes; in AV1 no trailing bits, unless the message
     *     ends within a byte, which is then here as it is
     */
    public byte[] payload() {
        return payload.clone();
    }

    /**
     * The name that unregistered user data goes by ({@code user_data_unregistered}, SEI type 5).
     *
     * @return the UUID; empty for any other message, and where the payload is too short for one
     */
    public Optional<UUID> uuid() {
        if (codec == Codec.AV1 || type != USER_DATA_UNREGISTERED || payload.length < UUID_BYTES) {
            return Optional.empty();
        }
        HexFormat hex = HexFormat.of();
        return Optional.of(new UUID(
                HexFormat.fromHexDigitsToLong(hex.formatHex(payload, 0, 8)),
                HexFormat.fromHexDigitsToLong(hex.formatHex(payload, 8, UUID_BYTES))));
    }

    /**
     * What a user put in: the payload behind the {@link #uuid}, or behind the {@linkplain #t35CountryCode country code}.
     *
     * @return a new array; all of the payload for any other message
     */
    public byte[] userData() {
        int prefix = 0;
        if (uuid().isPresent()) {
            prefix = UUID_BYTES;
        } else if (t35CountryCode().isPresent()) {
            prefix = payload[0] == (byte) 0xFF ? 2 : 1;
        }
        return Arrays.copyOfRange(payload, Math.min(prefix, payload.length), payload.length);
    }

    /**
     * Whose user data this is ({@code itu_t_t35_country_code}, type 4), such as 181 for the USA, which HDR10+ and closed
     * captions have.
     *
     * @return the code, or 256 and its extension byte where the code is 255; empty for any other message
     */
    public OptionalInt t35CountryCode() {
        if (type != USER_DATA_REGISTERED || payload.length == 0) {
            return OptionalInt.empty();
        }
        int code = Byte.toUnsignedInt(payload[0]);
        if (code < 255) {
            return OptionalInt.of(code);
        }
        return payload.length > 1 ? OptionalInt.of(256 + Byte.toUnsignedInt(payload[1])) : OptionalInt.empty();
    }

    /** Says codec, type and size. */
    @Override
    public String toString() {
        return codec + (codec == Codec.AV1 ? " metadata" : " SEI") + " of type " + type + ", " + payload.length
                + " bytes";
    }
}
