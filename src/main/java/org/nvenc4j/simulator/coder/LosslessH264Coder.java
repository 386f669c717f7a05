package org.nvenc4j.simulator.coder;

import java.util.List;
import java.util.Optional;
import org.nvenc4j.simulator.CodedPicture;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.CoderSettings.Slicing;
import org.nvenc4j.simulator.PictureCoder;
import org.nvenc4j.simulator.SourcePicture;
import org.nvenc4j.simulator.SourcePicture.Type;

/**
 * Codes H.264 that gives back exactly the samples that went in. Macroblocks that equal the reference picture's are
 * predicted without residual, all others are written as they are ({@code I_PCM}); there is no transform, and the
 * deblocking filter is off. Written from ITU-T H.264; numbers in comments are its clauses.
 *
 * <p>Bit rates and quantisers have no effect, and the entropy coder is always CAVLC.
 */
final class LosslessH264Coder implements PictureCoder {

    private final BitWriter bits = new BitWriter();
    private final NalWriter out = new NalWriter();
    private final H264References references = new H264References();

    private CoderSettings settings;
    private MacroblockLayout layout;

    /** What the running sequence was started with: its parameter sets can only change with an IDR picture. */
    private H264Parameters parameters;

    private boolean closed;

    private int frameNum;
    private int intraBlocks;
    private int idrId;

    LosslessH264Coder(CoderSettings settings) {
        this.settings = settings;
        layout = MacroblockLayout.of(settings);
        parameters = new H264Parameters(settings, layout);
    }

    @Override
    public byte[] sequenceHeader() {
        requireOpen();
        out.clear();
        new H264Parameters(settings, layout).write(bits, out);
        return out.toByteArray();
    }

    @Override
    public CodedPicture code(SourcePicture picture) {
        requireOpen();
        boolean predicted = picture.type() == Type.P || picture.type() == Type.B;
        if (predicted && references.isEmpty()) {
            throw new IllegalArgumentException("A picture of type " + picture.type()
                    + " needs a reference picture and there is none: code an IDR picture first");
        }
        if (picture.type() == Type.IDR) {
            references.clear();
            parameters = new H264Parameters(settings, layout);
            frameNum = 0;
            idrId ^= 1;
        }
        byte[] blocks = pack(picture);
        intraBlocks = 0;
        out.clear();
        if (settings.accessUnitDelimiter()) {
            H264Nal.delimiter(picture.type(), bits, out);
        }
        if (picture.emitSequenceHeader()) {
            parameters.write(bits, out);
        }
        H264Nal.sei(picture.metadata(), bits, out);
        if (settings.fieldCoding()) {
            slices(picture, blocks, picture.bottomFieldFirst() ? Part.BOTTOM_FIELD : Part.TOP_FIELD, false);
            if (settings.accessUnitDelimiter()) {
                H264Nal.delimiter(picture.type(), bits, out);
            }
            slices(picture, blocks, picture.bottomFieldFirst() ? Part.TOP_FIELD : Part.BOTTOM_FIELD, true);
        } else {
            slices(picture, blocks, Part.FRAME, false);
        }

        if (isReference(picture)) {
            references.add(new H264References.Reference(picture.displayOrder(), blocks), parameters.references());
            frameNum++;
        } else {
            references.give(blocks);
        }
        return new CodedPicture(out.toByteArray(), 0, picture.type(), intraBlocks);
    }

    /** What of a frame a coded picture is. */
    private enum Part {
        FRAME,
        TOP_FIELD,
        BOTTOM_FIELD
    }

    /** The macroblocks of a frame, or of its upper lines and then of its lower ones. */
    private byte[] pack(SourcePicture picture) {
        int bytes = layout.count() * layout.blockBytes();
        if (!settings.fieldCoding()) {
            byte[] blocks = references.take(bytes);
            layout.pack(picture.planes(), blocks, 0);
            return blocks;
        }
        byte[] blocks = references.take(2 * bytes);
        for (int field = 0; field < 2; field++) {
            int first = field;
            List<SourcePicture.Plane> lines = picture.planes().stream()
                    .map(plane -> new SourcePicture.Plane(
                            plane.samples(), plane.offset() + first * plane.stride(), 2 * plane.stride()))
                    .toList();
            layout.pack(lines, blocks, field * bytes);
        }
        return blocks;
    }

    private static boolean isReference(SourcePicture picture) {
        return picture.reference() || picture.type() == Type.IDR;
    }

    /** The second field of a key frame is an intra picture and none itself (7.4.1.2.4). */
    private void slices(SourcePicture picture, byte[] blocks, Part part, boolean second) {
        List<H264References.Reference> predictors = switch (picture.type()) {
            case IDR, I -> List.of();
            case P -> List.of(references.latest());
            case B -> references.around(picture.displayOrder());
        };
        boolean idr = picture.type() == Type.IDR && !second;
        int type = idr ? H264Nal.IDR_SLICE : H264Nal.SLICE;
        int header = H264Nal.header(type, isReference(picture) ? 2 : 0);
        int before = part == Part.BOTTOM_FIELD ? layout.count() : 0;
        int first = 0;
        for (int slice = 0; first < layout.count(); slice++) {
            bits.clear();
            sliceHeader(picture, first, idr, part, second);
            int end = before + sliceEnd(slice, first);
            first = macroblocks(blocks, before + first, end, predictors) - before;
            bits.trailing();
            out.unit(header, bits);
        }
    }

    /** Where a slice ends at the latest. */
    private int sliceEnd(int slice, int first) {
        Slicing slicing = settings.slicing();
        int value = Math.max(1, slicing.value());
        int end = switch (slicing.mode()) {
            case MACROBLOCKS -> first + value;
            case BYTES -> layout.count();
            case ROWS -> first + (int) Math.min((long) value * layout.columns(), layout.count());
            case COUNT -> {
                int slices = Math.min(value, layout.rows());
                yield (int) ((slice + 1L) * layout.rows() / slices) * layout.columns();
            }
        };
        return Math.min(end, layout.count());
    }

    /** 7.3.3. */
    private void sliceHeader(SourcePicture picture, int first, boolean idr, Part part, boolean second) {
        Type type = picture.type();
        bits.ue(first);
        // The numbers from 5 on say that all slices of the picture have this type.
        bits.ue(
                switch (type) {
                    case P -> 5;
                    case B -> 6;
                    case IDR, I -> 7;
                });
        bits.ue(0); // pic_parameter_set_id
        bits.bits(frameNum, H264Parameters.FRAME_NUM_BITS);
        if (part != Part.FRAME) {
            bits.flag(true).flag(part == Part.BOTTOM_FIELD); // field_pic_flag, bottom_field_flag
        }
        if (idr) {
            bits.ue(idrId);
        }
        bits.bits(2L * picture.displayOrder() + (second ? 1 : 0), H264Parameters.ORDER_COUNT_BITS);
        if (type == Type.B) {
            bits.flag(true); // direct_spatial_mv_pred_flag
        }
        if (type == Type.P || type == Type.B) {
            bits.flag(false); // num_ref_idx_active_override_flag
            bits.flag(false); // ref_pic_list_modification_flag_l0
        }
        if (type == Type.B) {
            bits.flag(false); // ref_pic_list_modification_flag_l1
        }
        if (idr) {
            bits.flag(false).flag(false); // no_output_of_prior_pics_flag, long_term_reference_flag
        } else if (isReference(picture)) {
            bits.flag(false); // adaptive_ref_pic_marking_mode_flag: sliding window
        }
        bits.se(0); // slice_qp_delta
        bits.ue(1); // disable_deblocking_filter_idc
    }

    /**
     * 7.3.4. Every motion vector is zero, so every predicted one is too, and a skipped macroblock of a P slice copies
     * the one at the same place. B slices have no such simple skip and name the list instead.
     *
     * @return the first macroblock of the next slice
     */
    private int macroblocks(byte[] blocks, int first, int end, List<H264References.Reference> predictors) {
        boolean limited = settings.slicing().mode() == Slicing.Mode.BYTES;
        int skipped = 0;
        int block = first;
        for (; block < end; block++) {
            int predictor = predictor(blocks, block, predictors);
            if (limited && block > first && isFull(predictor >= 0)) {
                break;
            }
            if (predictor >= 0 && predictors.size() == 1) {
                skipped++;
                continue;
            }
            if (!predictors.isEmpty()) {
                bits.ue(skipped); // mb_skip_run
                skipped = 0;
            }
            if (predictor >= 0) {
                // B_L0_16x16 or B_L1_16x16, motion vector difference zero, coded_block_pattern 0.
                bits.ue(1 + predictor).se(0).se(0).ue(0);
            } else {
                raw(blocks, block, predictors.size());
            }
        }
        if (skipped > 0) {
            bits.ue(skipped);
        }
        return block;
    }

    /** The list whose first picture has the same macroblock, or -1. */
    private int predictor(byte[] blocks, int block, List<H264References.Reference> predictors) {
        for (int list = 0; list < predictors.size(); list++) {
            if (layout.same(blocks, predictors.get(list).blocks(), block)) {
                return list;
            }
        }
        return -1;
    }

    /** An I_PCM macroblock; its number follows those that the slice type has before the intra types. */
    private void raw(byte[] blocks, int block, int lists) {
        int before = switch (lists) {
            case 0 -> 0;
            case 1 -> 5;
            default -> 23;
        };
        intraBlocks++;
        bits.ue(before + 25).align();
        bits.bytes(blocks, block * layout.blockBytes(), layout.blockBytes());
    }

    /** Whether one more macroblock would take the slice over its bytes, those of emulation prevention not counted. */
    private boolean isFull(boolean predicted) {
        int next = predicted ? 2 : 3 + layout.blockBytes();
        return bits.length() + next + 2 > settings.slicing().value();
    }

    @Override
    public void reconfigure(CoderSettings newSettings) {
        requireOpen();
        LosslessH264Factory.require(newSettings);
        if (newSettings.chromaFormat() != settings.chromaFormat()
                || newSettings.bitDepth() != settings.bitDepth()
                || newSettings.fieldCoding() != settings.fieldCoding()) {
            throw new IllegalArgumentException("Chroma format, bit depth and fields of a running stream can't change");
        }
        MacroblockLayout newLayout = MacroblockLayout.of(newSettings);
        if (!newLayout.equals(layout)) {
            references.clear();
        }
        settings = newSettings;
        layout = newLayout;
    }

    @Override
    public Optional<Runnable> bookmark() {
        H264Parameters parametersHere = parameters;
        Runnable referencesHere = references.bookmark();
        int frameNumHere = frameNum;
        int idrIdHere = idrId;
        return Optional.of(() -> {
            parameters = parametersHere;
            referencesHere.run();
            frameNum = frameNumHere;
            idrId = idrIdHere;
        });
    }

    @Override
    public boolean isLossless() {
        return true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The coder is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
