package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.Codec;
import org.nvenc4j.simulator.CoderSettings.Slicing;

/** Judges what a picture says of its slices, tiles, layers and grain. */
final class PictureControlCheck {
    private static final int COUNTED = 3;

    private final AbiTable abi;
    private final GpuModel gpu;
    private final Codec codec;
    private final Field constrained;
    private final Field slicesChange;
    private final Field sliceMode;
    private final Field sliceModeData;
    private final Field intraSliceCount;
    private final Field intraSlices;
    private final Field layersChange;
    private final Field layers;
    private final Field tilesChange;
    private final Field tileColumns;
    private final Field tileRows;
    private final Field customTiles;
    private final Field tileWidths;
    private final Field tileHeights;
    private final Field grainChanges;
    private final Field grain;

    PictureControlCheck(AbiTable abi, GpuModel gpu, Codec codec) {
        this.abi = abi;
        this.gpu = gpu;
        this.codec = codec;
        StructLayout picture = abi.layout("NV_ENC_PIC_PARAMS", codec);
        String arm = "codecPicParams." + codec.name().toLowerCase(Locale.ROOT) + "PicParams.";
        constrained = picture.field(arm + "constrainedFrame");
        slicesChange = picture.field(arm + "sliceModeDataUpdate");
        sliceMode = picture.field(arm + "sliceMode");
        sliceModeData = picture.field(arm + "sliceModeData");
        intraSliceCount = picture.field(arm + "forceIntraSliceCount");
        intraSlices = picture.field(arm + "forceIntraSliceIdx");
        layersChange = picture.field(arm + "temporalConfigUpdate");
        layers = picture.field(arm + "numTemporalLayers");
        tilesChange = picture.field(arm + "tileConfigUpdate");
        tileColumns = picture.field(arm + "numTileColumns");
        tileRows = picture.field(arm + "numTileRows");
        customTiles = picture.field(arm + "enableCustomTileConfig");
        tileWidths = picture.field(arm + "tileWidths");
        tileHeights = picture.field(arm + "tileHeights");
        grainChanges = picture.field(arm + "filmGrainParamsUpdate");
        grain = picture.field(arm + "filmGrainParams");
    }

    /** Refuses what cannot be; the answer is how slices are cut from this picture on, or null for as before. */
    @Nullable
    Slicing check(MemorySegment struct, SessionConfig config, Slicing now) {
        String arm = "encodeCodecConfig." + codec.name().toLowerCase(Locale.ROOT) + "Config.";
        if (constrained.isSet(struct) && !config.config().isSet(arm + "enableConstrainedEncoding")) {
            throw Refusal.invalid("constrainedFrame without enableConstrainedEncoding");
        }
        Slicing next = slicesChange.isSet(struct) ? slicing(struct) : null;
        checkIntraSlices(struct, next == null ? now : next);
        if (layersChange.isSet(struct)) {
            long most = config.config().get(arm + "numTemporalLayers");
            if (layers.get(struct) < 1 || layers.get(struct) > most) {
                throw Refusal.invalid("numTemporalLayers " + layers.get(struct) + ", the session has " + most);
            }
        }
        if (customTiles.isSet(struct)) {
            checkCustomTiles(struct, config.coder());
        } else if (tilesChange.isSet(struct)
                && (Long.bitCount(tileColumns.get(struct)) != 1 || Long.bitCount(tileRows.get(struct)) != 1)) {
            throw Refusal.invalid(tileColumns.get(struct) + "x" + tileRows.get(struct) + " tiles");
        }
        if (grainChanges.isSet(struct)) {
            if (!config.config().isSet(arm + "enableFilmGrainParams")) {
                throw Refusal.invalid("filmGrainParamsUpdate without enableFilmGrainParams");
            }
            FilmGrainCheck.check(abi, grain.get(struct));
        }
        return next;
    }

    private void checkCustomTiles(MemorySegment struct, CoderSettings size) {
        if (!tilesChange.isSet(struct)) {
            throw Refusal.invalid("enableCustomTileConfig without tileConfigUpdate");
        }
        checkLengths("tileWidths", tileWidths.get(struct), tileColumns.get(struct), size.width());
        checkLengths("tileHeights", tileHeights.get(struct), tileRows.get(struct), size.height());
    }

    private static void checkLengths(String what, long lengths, long count, int pixels) {
        if (lengths == 0) {
            throw Refusal.nullPointer(what);
        }
        long sum = 0;
        for (long i = 0; i < count; i++) {
            sum += ClientMemory.getInt(lengths + 4 * i);
        }
        if (count > 64 || sum != Math.ceilDiv(pixels, 64)) {
            throw Refusal.invalid(what + " come to " + sum + " superblocks of " + Math.ceilDiv(pixels, 64));
        }
    }

    private Slicing slicing(MemorySegment struct) {
        if (gpu.cap(codec, Caps.DYNAMIC_SLICES) == 0) {
            throw Refusal.unsupported("sliceModeDataUpdate with " + codec + " (cap " + Caps.DYNAMIC_SLICES + ")");
        }
        long mode = sliceMode.get(struct);
        long data = sliceModeData.get(struct);
        if (mode > COUNTED || data < 1) {
            throw Refusal.invalid("sliceMode " + mode + " with sliceModeData " + data);
        }
        return new Slicing(Slicing.Mode.values()[(int) mode], (int) data);
    }

    private void checkIntraSlices(MemorySegment struct, Slicing slicing) {
        long count = intraSliceCount.get(struct);
        if (count == 0) {
            return;
        }
        if (slicing.mode() != Slicing.Mode.COUNT || count > slicing.value()) {
            throw Refusal.invalid("forceIntraSliceCount " + count + " with " + slicing);
        }
        for (long i = 0; i < count; i++) {
            int index = ClientMemory.getInt(intraSlices.get(struct) + 4 * i);
            if (index < 0 || index >= slicing.value()) {
                throw Refusal.invalid("forceIntraSliceIdx " + index + " with " + slicing);
            }
        }
    }
}
