package org.nvenc4j.bitstream;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nvenc4j.Codec;

/**
 * What an encoder gave for one frame, or as its parameter sets, taken apart into units without a copy.
 *
 * <p>
 * It is a view: its units lie in the memory that was handed to {@link #parse}, and reading them, or asking for
 * {@link #sequenceHeader} or {@link #metadata}, needs that memory. With
 * {@link org.nvenc4j.EncodedPicture#data EncodedPicture.data()} that ends when the picture is closed; afterwards these
 * methods throw {@link IllegalStateException}. Any thread that may read the memory may use the view.
 */
public final class AccessUnit {

    private final Codec codec;
    private final List<BitstreamUnit> units;
    private final boolean keyFrame;

    private AccessUnit(Codec codec, List<BitstreamUnit> units, boolean keyFrame) {
        this.codec = codec;
        this.units = units;
        this.keyFrame = keyFrame;
    }

    /**
     * Takes bytes apart.
     *
     * @param codec what the bytes are a stream of
     * @param bytes for H.264 and HEVC an Annex B byte stream with start codes of 3 or 4 bytes; for AV1 OBUs in the
     *     low-overhead format, each with its size, save that the last may go without; not AV1's own length-delimited
     *     Annex B. They are not copied
     * @return the units
     * @throws MalformedBitstreamException
     *             if the bytes are no such stream, or are none at all
     */
    public static AccessUnit parse(Codec codec, byte[] bytes) {
        return parse(codec, MemorySegment.ofArray(bytes));
    }

    /**
     * Takes bytes apart; see {@link #parse(Codec, byte[])}.
     *
     * @param codec what the bytes are a stream of
     * @param bytes the stream; not copied
     * @return the units
     * @throws MalformedBitstreamException
     *             if the bytes are no such stream, or are none at all
     */
    public static AccessUnit parse(Codec codec, MemorySegment bytes) {
        MemorySegment view = bytes.asReadOnly();
        List<BitstreamUnit> units = switch (codec) {
            case H264 -> AnnexB.split(view, AnnexB::h264);
            case HEVC -> AnnexB.split(view, AnnexB::hevc);
            case AV1 -> Obus.split(view);
        };
        boolean keyFrame = switch (codec) {
            case H264 -> units.stream().anyMatch(unit -> isNal(unit, H264Nal.Type.IDR_SLICE));
            case HEVC -> units.stream().anyMatch(AccessUnit::isRandomAccessPoint);
            case AV1 -> Obus.startsWithKeyFrame(units);
        };
        return new AccessUnit(codec, List.copyOf(units), keyFrame);
    }

    /**
     * The codec that the bytes were read as.
     *
     * @return the codec
     */
    public Codec codec() {
        return codec;
    }

    /**
     * The units, in order.
     *
     * @return {@link H264Nal}s, {@link HevcNal}s or {@link Av1Obu}s, at least one
     */
    public List<BitstreamUnit> units() {
        return units;
    }

    /**
     * Says whether decoding can start with this picture, given the parameter sets.
     *
     * @return true for an IDR picture of H.264, for an IDR, CRA or BLA picture of HEVC, and for an AV1 temporal unit
     *     whose first frame is a key frame that is shown; false where there is no picture
     */
    public boolean isKeyFrame() {
        return keyFrame;
    }

    /**
     * Says whether all parameter sets are here that a decoder needs to start.
     *
     * @return true with an SPS and a PPS of H.264; with a VPS, an SPS and a PPS of HEVC; with a sequence header of AV1
     */
    public boolean hasParameterSets() {
        return switch (codec) {
            case H264 -> has(H264Nal.Type.SPS) && has(H264Nal.Type.PPS);
            case HEVC -> has(HevcNal.Type.VPS) && has(HevcNal.Type.SPS) && has(HevcNal.Type.PPS);
            case AV1 -> units.stream().anyMatch(AccessUnit::isSequenceHeader);
        };
    }

    /**
     * Reads what the stream says about itself, if it says so here.
     *
     * @return the first SPS of H.264, the first SPS of HEVC's base layer, or AV1's sequence header; empty where there is
     *     none, as in most access units that are no key frames
     * @throws MalformedBitstreamException
     *             if it is there and can't be read
     */
    public Optional<SequenceHeader> sequenceHeader() {
        return units.stream().filter(AccessUnit::isSequenceHeader).findFirst().map(AccessUnit::readHeader);
    }

    /**
     * The messages that travel with the picture: SEI, or AV1's metadata OBUs.
     *
     * @return the messages, in order; their payloads are copies
     * @throws MalformedBitstreamException
     *             if one can't be read
     */
    public List<Metadata> metadata() {
        List<Metadata> messages = new ArrayList<>();
        for (BitstreamUnit unit : units) {
            Metadata.read(unit, messages);
        }
        return List.copyOf(messages);
    }

    /** Says codec, kind and units, such as {@code H264 key frame [SPS, PPS, IDR_SLICE]}. */
    @Override
    public String toString() {
        List<String> types = units.stream().map(AccessUnit::type).toList();
        return codec + (keyFrame ? " key frame " : " access unit ") + types;
    }

    private static String type(BitstreamUnit unit) {
        return switch (unit) {
            case H264Nal nal -> nal.type().name();
            case HevcNal nal -> nal.type().name();
            case Av1Obu obu -> obu.type().name();
        };
    }

    private static boolean isSequenceHeader(BitstreamUnit unit) {
        return switch (unit) {
            case H264Nal nal -> nal.type() == H264Nal.Type.SPS;
            case HevcNal nal -> nal.type() == HevcNal.Type.SPS && nal.layerId() == 0;
            case Av1Obu obu -> obu.type() == Av1Obu.Type.SEQUENCE_HEADER;
        };
    }

    private static SequenceHeader readHeader(BitstreamUnit unit) {
        return switch (unit) {
            case H264Nal nal -> H264SequenceHeader.read(nal);
            case HevcNal nal -> HevcSequenceHeader.read(nal);
            case Av1Obu obu -> Av1SequenceHeader.read(obu);
        };
    }

    private static boolean isRandomAccessPoint(BitstreamUnit unit) {
        return unit instanceof HevcNal nal && nal.layerId() == 0 && nal.type().isRandomAccessPoint();
    }

    private boolean has(H264Nal.Type type) {
        return units.stream().anyMatch(unit -> isNal(unit, type));
    }

    private static boolean isNal(BitstreamUnit unit, H264Nal.Type type) {
        return unit instanceof H264Nal nal && nal.type() == type;
    }

    private boolean has(HevcNal.Type type) {
        return units.stream().anyMatch(unit -> unit instanceof HevcNal nal && nal.type() == type && nal.layerId() == 0);
    }
}
