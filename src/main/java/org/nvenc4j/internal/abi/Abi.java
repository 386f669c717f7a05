package org.nvenc4j.internal.abi;

import java.util.Optional;
import java.util.Set;
import org.nvenc4j.ApiVersion;

/**
 * All that differs between the NVENC APIs 12.1, 12.2, 13.0 and 13.1, on one page.
 *
 * <p>
 * The generated structs have the layout of 13.1. That layout is also 13.0's and 12.2's, with more words reserved; only
 * 12.1 has other sizes and a few moved words. What this page does not name is therefore the same everywhere, and
 * {@code AbiFactsTest} proves it: it walks every row of every version's fact table and finds each difference here.
 */
public enum Abi {
    /** The only one with other sizes, moved words, and bit depths inside the flag words. */
    V12_1(ApiVersion.V12_1),
    /** 13.1's layout, less the words that 13.0 and 13.1 name. */
    V12_2(ApiVersion.V12_2),
    /** 13.1's layout, less the words that 13.1 names. */
    V13_0(ApiVersion.V13_0),
    /** The canonical layout: the one that the headers declare. */
    V13_1(ApiVersion.V13_1);

    /** The first to follow the canonical layout; anything older is 12.1. */
    private static final Abi FIRST_CANONICAL = V12_2;

    private final ApiVersion apiVersion;

    Abi(ApiVersion apiVersion) {
        this.apiVersion = apiVersion;
    }

    /** Finds the ABI of a version; empty if nvenc4j does not speak it. */
    public static Optional<Abi> of(ApiVersion version) {
        for (Abi abi : values()) {
            if (abi.apiVersion.equals(version)) {
                return Optional.of(abi);
            }
        }
        return Optional.empty();
    }

    /**
     * The newest ABI that a driver speaks too: a driver newer than the newest ABI gets the newest, and one older than
     * the oldest gets none.
     */
    public static Optional<Abi> newestFor(ApiVersion driverMaximum) {
        Abi newest = null;
        for (Abi abi : values()) {
            if (driverMaximum.isAtLeast(abi.apiVersion)) {
                newest = abi;
            }
        }
        return Optional.ofNullable(newest);
    }

    public ApiVersion apiVersion() {
        return apiVersion;
    }

    /** The version word of a struct: {@code API | revision << 16 | 7 << 28}, some with bit 31 set as well. */
    public int word(Struct struct) {
        int revision = canonical() ? struct.revision : struct.revisionIn12_1;
        return apiVersion.word() | revision << 16 | 7 << 28 | (struct.topBit ? 1 << 31 : 0);
    }

    public boolean has(Feature feature) {
        return apiVersion.isAtLeast(feature.since);
    }

    /** The size in bytes of a struct or union whose size the canonical layout gives as {@code canonicalSize}. */
    public long size(String struct, long canonicalSize) {
        if (canonical()) {
            return canonicalSize;
        }
        return switch (struct) {
            case "NV_ENC_INITIALIZE_PARAMS",
                    "NV_ENC_RECONFIGURE_PARAMS",
                    "NV_ENC_LOCK_BITSTREAM",
                    "NV_ENC_LOOKAHEAD_PIC_PARAMS",
                    "NV_ENC_MEONLY_PARAMS",
                    "NV_ENC_CREATE_MV_BUFFER",
                    "NV_ENC_PIC_PARAMS_AV1",
                    "NV_ENC_CODEC_PIC_PARAMS" -> canonicalSize + 8;
            case "NV_ENC_TIME_CODE" -> canonicalSize - 4;
            default -> canonicalSize;
        };
    }

    /** The byte offset of {@code NV_ENC_RECONFIGURE_PARAMS}' flag word, which follows an embedded struct of 12.1's larger size. */
    public long reconfigureFlagsOffset(long canonicalOffset) {
        return canonical() ? canonicalOffset : canonicalOffset + 8;
    }

    /** The byte offset of a {@code NV_ENC_PIC_PARAMS} field behind the codec union, up to {@code meExternalHints}. */
    public long motionHintsOffset(long canonicalOffset) {
        return canonical() ? canonicalOffset : canonicalOffset + 8;
    }

    /** The byte offset of {@code NV_ENC_MEONLY_PARAMS.bufferFmt}. */
    public long motionOnlyFormatOffset(long canonicalOffset) {
        return canonical() ? canonicalOffset : canonicalOffset - 4;
    }

    /**
     * HEVC's bit depth less 8 in 12.1: three bits of the flag word; from 12.2 on these bits are reserved and
     * {@link Feature#BIT_DEPTH_FIELDS} stand in their place.
     */
    public static final BitField HEVC_PIXEL_BIT_DEPTH_MINUS_8_IN_12_1 = new BitField(11, 3);

    /** AV1's input bit depth less 8 in 12.1; 13.0 uses two of these bits for LTR and temporal SVC. */
    public static final BitField AV1_INPUT_PIXEL_BIT_DEPTH_MINUS_8_IN_12_1 = new BitField(12, 3);

    /** AV1's bit depth less 8 in 12.1; 13.0 uses the first of these bits for the mastering display. */
    public static final BitField AV1_PIXEL_BIT_DEPTH_MINUS_8_IN_12_1 = new BitField(15, 3);

    /** What a later version renamed or dropped, or counts anew; nothing here uses these names. */
    public static final Set<String> UNUSED_NAMES_THAT_DIFFER = Set.of(
            "NV_ENC_CLOCK_TIMESTAMP_SET.countingType",
            "NV_ENC_CLOCK_TIMESTAMP_SET.countingTypeLSB",
            "NV_ENC_PARAMS_FRAME_FIELD_MODE_MBAFF",
            "NV_ENC_BUFFER_FORMAT_NV12_PL",
            "NV_ENC_BUFFER_FORMAT_YV12_PL",
            "NV_ENC_BUFFER_FORMAT_IYUV_PL",
            "NV_ENC_BUFFER_FORMAT_YUV444_PL",
            "NV_ENC_CAPS_EXPOSED_COUNT",
            "NV_ENC_TUNING_INFO_COUNT");

    private boolean canonical() {
        return compareTo(FIRST_CANONICAL) >= 0;
    }

    /** Bits of a 32-bit flag word that the canonical layout does not name. */
    public record BitField(int shift, int width) {
        public int mask() {
            return (1 << width) - 1 << shift;
        }

        public int in(int word, int value) {
            return word & ~mask() | value << shift & mask();
        }
    }

    /** The structs that carry a version word: their revision numbers from 12.2 on, and in 12.1. */
    public enum Struct {
        CAPS_PARAM(1, 1),
        RESTORE_ENCODER_STATE_PARAMS(2, 1),
        OUTPUT_STATS_BLOCK(1, 1),
        OUTPUT_STATS_ROW(1, 1),
        ENCODE_OUT_PARAMS(1, 1),
        LOOKAHEAD_PIC_PARAMS(2, 1),
        CREATE_INPUT_BUFFER(2, 1),
        CREATE_BITSTREAM_BUFFER(1, 1),
        CREATE_MV_BUFFER(2, 1),
        RC_PARAMS(1, 1),
        CONFIG(9, 8, true),
        INITIALIZE_PARAMS(7, 6, true),
        RECONFIGURE_PARAMS(2, 1, true),
        PRESET_CONFIG(5, 4, true),
        PIC_PARAMS_MVC(1, 1),
        PIC_PARAMS(7, 6, true),
        MEONLY_PARAMS(4, 3),
        LOCK_BITSTREAM(2, 1, true),
        LOCK_INPUT_BUFFER(1, 1),
        MAP_INPUT_RESOURCE(4, 4),
        FENCE_POINT_D3D12(1, 1),
        INPUT_RESOURCE_D3D12(1, 1),
        OUTPUT_RESOURCE_D3D12(1, 1),
        REGISTER_RESOURCE(5, 4),
        STAT(2, 1),
        SEQUENCE_PARAM_PAYLOAD(1, 1),
        EVENT_PARAMS(2, 1),
        OPEN_ENCODE_SESSION_EX_PARAMS(1, 1),
        FUNCTION_LIST(2, 2);

        private final int revision;
        private final int revisionIn12_1;
        private final boolean topBit;

        Struct(int revision, int revisionIn12_1) {
            this(revision, revisionIn12_1, false);
        }

        Struct(int revision, int revisionIn12_1, boolean topBit) {
            this.revision = revision;
            this.revisionIn12_1 = revisionIn12_1;
            this.topBit = topBit;
        }
    }

    /**
     * What a version brought, with every name that came with it. In an older ABI these words are reserved and must be
     * zero, these constants are unknown to the driver, and a configuration that asks for the feature is refused.
     */
    public enum Feature {
        BIT_DEPTH_FIELDS(
                ApiVersion.V12_2,
                "NV_ENC_BIT_DEPTH_INVALID",
                "NV_ENC_BIT_DEPTH_8",
                "NV_ENC_BIT_DEPTH_10",
                "NV_ENC_CONFIG_H264.inputBitDepth",
                "NV_ENC_CONFIG_H264.outputBitDepth",
                "NV_ENC_CONFIG_HEVC.inputBitDepth",
                "NV_ENC_CONFIG_HEVC.outputBitDepth",
                "NV_ENC_CONFIG_AV1.inputBitDepth",
                "NV_ENC_CONFIG_AV1.outputBitDepth"),
        LOOKAHEAD_LEVEL(
                ApiVersion.V12_2,
                "NV_ENC_RC_PARAMS.lookaheadLevel",
                "NV_ENC_CAPS_SUPPORT_LOOKAHEAD_LEVEL",
                "NV_ENC_LOOKAHEAD_LEVEL_0",
                "NV_ENC_LOOKAHEAD_LEVEL_1",
                "NV_ENC_LOOKAHEAD_LEVEL_2",
                "NV_ENC_LOOKAHEAD_LEVEL_3",
                "NV_ENC_LOOKAHEAD_LEVEL_AUTOSELECT"),
        TEMPORAL_FILTER_HEVC(
                ApiVersion.V12_2,
                "NV_ENC_CONFIG_HEVC.tfLevel",
                "NV_ENC_CAPS_SUPPORT_TEMPORAL_FILTER",
                "NV_ENC_TEMPORAL_FILTER_LEVEL_0",
                "NV_ENC_TEMPORAL_FILTER_LEVEL_4"),
        UNIDIRECTIONAL_B(
                ApiVersion.V12_2,
                "NV_ENC_INITIALIZE_PARAMS.enableUniDirectionalB",
                "NV_ENC_CAPS_SUPPORT_UNIDIRECTIONAL_B"),
        ULTRA_HIGH_QUALITY(ApiVersion.V12_2, "NV_ENC_TUNING_INFO_ULTRA_HIGH_QUALITY"),
        DEBLOCKING_CONTROL_HEVC(ApiVersion.V12_2, "NV_ENC_CONFIG_HEVC.disableDeblockingFilterIDC"),
        TIME_CODE_SKIP(ApiVersion.V12_2, "NV_ENC_TIME_CODE.skipClockTimestampInsertion"),
        SWITCH_FRAME(ApiVersion.V12_2, "NV_ENC_PIC_TYPE_SWITCH"),

        H264_10_BIT(ApiVersion.V13_0, "NV_ENC_H264_PROFILE_HIGH_10_GUID"),
        YUV422(
                ApiVersion.V13_0,
                "NV_ENC_BUFFER_FORMAT_NV16",
                "NV_ENC_BUFFER_FORMAT_P210",
                "NV_ENC_CAPS_SUPPORT_YUV422_ENCODE",
                "NV_ENC_H264_PROFILE_HIGH_422_GUID"),
        CHROMA_OFFSET_IN(ApiVersion.V13_0, "NV_ENC_REGISTER_RESOURCE.chromaOffsetIn"),
        TEMPORAL_FILTER_H264_AV1(ApiVersion.V13_0, "NV_ENC_CONFIG_H264.tfLevel", "NV_ENC_CONFIG_AV1.tfLevel"),
        SPLIT_FOUR(ApiVersion.V13_0, "NV_ENC_SPLIT_FOUR_FORCED_MODE"),
        AV1_LTR(
                ApiVersion.V13_0,
                "NV_ENC_CONFIG_AV1.enableLTR",
                "NV_ENC_CONFIG_AV1.ltrNumFrames",
                "NV_ENC_PIC_PARAMS_AV1.ltrMarkFrame",
                "NV_ENC_PIC_PARAMS_AV1.ltrUseFrames",
                "NV_ENC_PIC_PARAMS_AV1.ltrMarkFrameIdx",
                "NV_ENC_PIC_PARAMS_AV1.ltrUseFrameBitmap"),
        TEMPORAL_SVC_HEVC_AV1(
                ApiVersion.V13_0,
                "NV_ENC_CONFIG_HEVC.enableTemporalSVC",
                "NV_ENC_CONFIG_HEVC.numTemporalLayers",
                "NV_ENC_PIC_PARAMS_HEVC.temporalConfigUpdate",
                "NV_ENC_PIC_PARAMS_HEVC.numTemporalLayers",
                "NV_ENC_CONFIG_AV1.enableTemporalSVC",
                "NV_ENC_CONFIG_AV1.numTemporalLayers",
                "NV_ENC_PIC_PARAMS_AV1.temporalConfigUpdate",
                "NV_ENC_PIC_PARAMS_AV1.numTemporalLayers"),
        HDR_METADATA(
                ApiVersion.V13_0,
                "CHROMA_POINTS.x",
                "CHROMA_POINTS.y",
                "MASTERING_DISPLAY_INFO.g",
                "MASTERING_DISPLAY_INFO.b",
                "MASTERING_DISPLAY_INFO.r",
                "MASTERING_DISPLAY_INFO.whitePoint",
                "MASTERING_DISPLAY_INFO.maxLuma",
                "MASTERING_DISPLAY_INFO.minLuma",
                "CONTENT_LIGHT_LEVEL.maxContentLightLevel",
                "CONTENT_LIGHT_LEVEL.maxPicAverageLightLevel",
                "NV_ENC_CONFIG_HEVC.outputMaxCll",
                "NV_ENC_CONFIG_HEVC.outputMasteringDisplay",
                "NV_ENC_CONFIG_AV1.outputMaxCll",
                "NV_ENC_CONFIG_AV1.outputMasteringDisplay",
                "NV_ENC_PIC_PARAMS_HEVC.pMaxCll",
                "NV_ENC_PIC_PARAMS_HEVC.pMasteringDisplay",
                "NV_ENC_PIC_PARAMS_AV1.pMaxCll",
                "NV_ENC_PIC_PARAMS_AV1.pMasteringDisplay"),
        MV_HEVC(
                ApiVersion.V13_0,
                "MAX_NUM_VIEWS_MINUS_1",
                "MULTIVIEW_MAX_NUM_REF_DISPLAY",
                "NV_ENC_CONFIG_HEVC.enableMVHEVC",
                "NV_ENC_CONFIG_HEVC.outputHevc3DReferenceDisplayInfo",
                "NV_ENC_CONFIG_HEVC.numViews",
                "NV_ENC_RC_PARAMS.viewBitrateRatios",
                "NV_ENC_PIC_PARAMS_HEVC.viewId",
                "NV_ENC_PIC_PARAMS_HEVC.p3DReferenceDisplayInfo",
                "NV_ENC_CAPS_SUPPORT_MVHEVC_ENCODE",
                "HEVC_3D_REFERENCE_DISPLAY_INFO.refViewingDistanceFlag",
                "HEVC_3D_REFERENCE_DISPLAY_INFO.threeDimensionalReferenceDisplaysExtensionFlag",
                "HEVC_3D_REFERENCE_DISPLAY_INFO.precRefDisplayWidth",
                "HEVC_3D_REFERENCE_DISPLAY_INFO.precRefViewingDist",
                "HEVC_3D_REFERENCE_DISPLAY_INFO.numRefDisplaysMinus1",
                "HEVC_3D_REFERENCE_DISPLAY_INFO.leftViewId",
                "HEVC_3D_REFERENCE_DISPLAY_INFO.rightViewId",
                "HEVC_3D_REFERENCE_DISPLAY_INFO.exponentRefDisplayWidth",
                "HEVC_3D_REFERENCE_DISPLAY_INFO.mantissaRefDisplayWidth",
                "HEVC_3D_REFERENCE_DISPLAY_INFO.exponentRefViewingDistance",
                "HEVC_3D_REFERENCE_DISPLAY_INFO.mantissaRefViewingDistance",
                "HEVC_3D_REFERENCE_DISPLAY_INFO.numSampleShiftPlus512",
                "HEVC_3D_REFERENCE_DISPLAY_INFO.additionalShiftPresentFlag"),
        OUTPUT_STATS_SATD(ApiVersion.V13_0, "NV_ENC_OUTPUT_STATS_BLOCK.satdCost", "NV_ENC_OUTPUT_STATS_ROW.satdCost"),

        HIERARCHICAL_B(ApiVersion.V13_1, "NV_ENC_BFRAME_REF_MODE_HIERARCHICAL"),
        QP_BOUNDS_BEFORE_DELTA(ApiVersion.V13_1, "NV_ENC_PIC_FLAG_PREQPDELTAMINQP", "NV_ENC_PIC_FLAG_PREQPDELTAMAXQP"),
        REFERENCE_LIST_MODIFICATION(ApiVersion.V13_1, "NV_ENC_CONFIG_HEVC.enableRefPicListModification"),
        REFERENCE_HINT(ApiVersion.V13_1, "NV_ENC_PIC_PARAMS.diffPicNumHint"),
        LOOKAHEAD_FORMAT(
                ApiVersion.V13_1,
                "NV_ENC_LOOKAHEAD_PIC_PARAMS.bufferFmt",
                "NV_ENC_LOOKAHEAD_PIC_PARAMS.encodePicFlags"),
        COUNTING_TYPE_HIGH_BITS(ApiVersion.V13_1, "NV_ENC_CLOCK_TIMESTAMP_SET.countingTypeMSB");

        private final ApiVersion since;
        private final Set<String> names;

        Feature(ApiVersion since, String... names) {
            this.since = since;
            this.names = Set.of(names);
        }

        public ApiVersion since() {
            return since;
        }

        /** The fields ({@code STRUCT.field}), enum constants, defines and GUIDs that came with this feature. */
        public Set<String> names() {
            return names;
        }
    }
}
