package org.nvenc4j;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.internal.abi.Abi.Feature;

/** Holds what is special about a picture against the configuration, the GPU and the session's API version. */
final class PictureCheck {
    private static final int MOST_EMPHASIS = 5;
    private static final int MOST_REFERENCES = 16;

    /** H.264 counts two for each picture, in a number of 32 bits. */
    private static final int MOST_ORDER = Integer.MAX_VALUE / 2;

    private final EncodeSession session;
    private final EncoderCapabilities capabilities;
    private final boolean hasBFrames;
    private final boolean hasAlpha;
    private final boolean wantsAlpha;
    private final int views;
    private final boolean decidesTypes;

    /** The number of the last picture that had to be a key frame, or has to be. */
    private long dueKeyFrame;

    PictureCheck(EncodeSession session, EncoderCapabilities capabilities, EncoderConfig config, boolean hasBFrames) {
        this.session = session;
        this.capabilities = capabilities;
        this.hasBFrames = hasBFrames;
        hasAlpha = config.get(Settings.ALPHA_LAYER, false);
        wantsAlpha = hasAlpha && config.bufferFormat() == BufferFormat.NV12;
        views = config.get(Settings.VIEWS, 1);
        decidesTypes = config.get(Settings.PICTURE_TYPE_DECISION, true);
    }

    /** A key frame is due with the picture of this number, which the program has to bring where it decides on types. */
    void keyFrameIsDue(long number) {
        dueKeyFrame = number;
    }

    /** Throws InvalidConfigException for the first thing that cannot be; allocates nothing where all can. */
    void check(PictureOptions options, EncoderConfig config, long number) {
        checkAlpha(options.alpha() != null);
        checkType(options, config, number);
        if (options.view() != PictureOptions.NONE) {
            checkView(options.view(), number);
        }
        if (options.reconstruction() != null && !config.get(Settings.RECONSTRUCTED_FRAMES, false)) {
            throw broken("reconstruction", "set", "left away unless the configuration has reconstructedFrames(true)");
        }
        if (!options.hasControls()) {
            return;
        }
        if (options.hasUserData() && config.codec() == Codec.AV1) {
            throw broken("userData", "set", "left away for AV1, which has no such metadata; use addItutT35");
        }
        checkTimeCode(options.timeCode(), config);
        checkHdr("masteringDisplay", options.masteringDisplay(), Settings.MASTERING_DISPLAY, config);
        checkHdr("contentLightLevel", options.contentLightLevel(), Settings.CONTENT_LIGHT_LEVEL, config);
        checkQpMap(options.qpMap(), config);
        if (options.minQpBeforeMap() || options.maxQpBeforeMap()) {
            requireApi("qpBoundsBeforeMap", "set", Feature.QP_BOUNDS_BEFORE_DELTA);
        }
        checkLongTerm(options, config);
        checkIntraRefresh(options.intraRefreshFrames());
        checkStateBuffer(options.stateBuffer(), config.get(Settings.STATE_BUFFERS, 0));
        if (options.referenceDisplays() != null && !config.get(Settings.REFERENCE_DISPLAYS, false)) {
            throw broken(
                    "referenceDisplays",
                    options.referenceDisplays(),
                    "left away unless the configuration has referenceDisplays(true)");
        }
        checkSlices(options, config);
        checkLayers(options.temporalLayers(), config);
        checkStructure(options.structure(), config);
        checkMotionHints(options.motionHints(), config);
        checkSuperblockHints(options.superblockHints(), config);
        checkAv1(options, config);
        if (options.referenceHint() != 0) {
            requireApi("referenceHint", options.referenceHint(), Feature.REFERENCE_HINT);
            if (options.referenceHint() < 0) {
                throw broken("referenceHint", options.referenceHint(), "1 or more pictures, or 0 for none");
            }
        }
    }

    /** Throws InvalidConfigException unless these pictures may be references still; {@code sent} is the next one's number. */
    void checkInvalidation(long first, long last, long sent) {
        if (!capabilities.has(Capability.REF_PIC_INVALIDATION)) {
            throw new UnsupportedFeatureException(
                    "invalidateReferences",
                    session.where() + " cannot invalidate references: " + Capability.REF_PIC_INVALIDATION.nvencName()
                            + " is 0; force a key frame instead");
        }
        long oldest = Math.max(0, sent - MOST_REFERENCES);
        if (first < oldest || last >= sent || first > last) {
            throw broken(
                    "invalidateReferences",
                    first + " to " + last,
                    sent == 0
                            ? "called after a picture was encoded"
                            : "rising within " + oldest + " to " + (sent - 1)
                                    + ", the pictures that may be references still; force a key frame instead");
        }
    }

    private static void checkTimeCode(@Nullable TimeCode timeCode, EncoderConfig config) {
        if (timeCode == null) {
            return;
        }
        if (config.codec() == Codec.AV1) {
            throw broken("timeCode", timeCode, "left away for AV1; use addPayload with metadata type 5");
        }
        if (!config.get(Settings.TIME_CODES, false)) {
            throw broken("timeCode", timeCode, "left away unless the configuration has timeCodes(true)");
        }
    }

    private void checkHdr(String option, @Nullable Object value, Setting<Boolean> setting, EncoderConfig config) {
        if (value == null) {
            return;
        }
        if (config.codec() == Codec.H264) {
            throw broken(option, value, "left away for H264; only HEVC and AV1 have it");
        }
        requireApi(option, value, Feature.HDR_METADATA);
        if (!config.get(setting, false)) {
            throw broken(option, value, "left away unless the configuration has " + setting + "(true)");
        }
    }

    private static void checkQpMap(byte @Nullable [] map, EncoderConfig config) {
        if (map == null) {
            return;
        }
        QpMapMode mode = config.get(Settings.QP_MAP);
        if (mode == null) {
            throw broken("qpMap", "set", "left away unless the configuration has a qpMap mode");
        }
        int block = config.codec().blockSize();
        int columns = (config.width() + block - 1) / block;
        int rows = (config.height() + block - 1) / block;
        if (map.length != columns * rows) {
            throw new InvalidConfigException(
                    "qpMap",
                    "qpMap has " + map.length + " bytes; it must have " + columns * rows + ", " + rows + " rows of "
                            + columns + " blocks of " + block + "x" + block + " pixels");
        }
        if (mode == QpMapMode.EMPHASIS) {
            checkEmphasis(map);
        }
    }

    private static void checkEmphasis(byte[] map) {
        for (int i = 0; i < map.length; i++) {
            if (map[i] < 0 || map[i] > MOST_EMPHASIS) {
                throw new InvalidConfigException(
                        "qpMap",
                        "qpMap has " + map[i] + " at " + i + "; each level of emphasis must be 0 to " + MOST_EMPHASIS);
            }
        }
    }

    private void checkLongTerm(PictureOptions options, EncoderConfig config) {
        int marked = options.markedLongTermReference();
        int used = options.usedLongTermReferences();
        if (marked != PictureOptions.NONE) {
            int count = longTermReferences("markLongTermReference", marked, config);
            if (marked < 0 || marked >= count) {
                throw broken(
                        "markLongTermReference",
                        marked,
                        "0 to " + (count - 1) + ", or NONE; longTermReferences is " + count);
            }
        }
        if (used != 0) {
            int count = longTermReferences("useLongTermReferences", used, config);
            if (count < Integer.SIZE && used >>> count != 0) {
                throw broken(
                        "useLongTermReferences",
                        used,
                        "a bit for each of " + count + " references, 0 to " + ((1 << count) - 1));
            }
        }
    }

    private int longTermReferences(String option, int value, EncoderConfig config) {
        if (config.codec() == Codec.AV1) {
            requireApi(option, value, Feature.AV1_LTR);
        }
        int count = config.get(Settings.LONG_TERM_REFERENCES, 0);
        if (count == 0) {
            throw broken(option, value, "left away unless the configuration has longTermReferences");
        }
        return count;
    }

    private void checkIntraRefresh(int frames) {
        if (frames == 0) {
            return;
        }
        if (frames < 0) {
            throw broken("startIntraRefresh", frames, "1 or more frames, or 0 for none");
        }
        if (!capabilities.has(Capability.INTRA_REFRESH)) {
            throw new UnsupportedFeatureException(
                    "startIntraRefresh",
                    "startIntraRefresh is " + frames + ", which " + session.where() + " has not: "
                            + Capability.INTRA_REFRESH.nvencName() + " is 0; force a key frame instead");
        }
        if (hasBFrames) {
            throw broken("startIntraRefresh", frames, "0 with B-frames; set bFrames(0) or force a key frame");
        }
    }

    private static void checkStateBuffer(int buffer, int count) {
        if (buffer != PictureOptions.NONE && (buffer < 0 || buffer >= count)) {
            throw broken(
                    "saveState",
                    buffer,
                    count == 0
                            ? "left away unless the configuration has stateBuffers"
                            : "0 to " + (count - 1) + ", or NONE; stateBuffers is " + count);
        }
    }

    private void checkAlpha(boolean given) {
        if (given != wantsAlpha) {
            throw given
                    ? broken(
                            "alpha",
                            "set",
                            hasAlpha
                                    ? "left away for frames that have it in their pixels"
                                    : "left away unless the configuration has alphaLayer(true)")
                    : broken("alpha", "none", "a frame with the transparency, as alphaLayer(true) says");
        }
    }

    private void checkType(PictureOptions options, EncoderConfig config, long number) {
        PictureType type = options.type();
        requireTypeWhereTheProgramDecides(options.decidesType(), type);
        if (type == null) {
            return;
        }
        if (number == dueKeyFrame && type != PictureType.IDR) {
            throw broken("type", type, "IDR for picture " + number + ", at which a key frame is due");
        }
        boolean known = type.compareTo(PictureType.IDR) <= 0;
        if (!known || type == PictureType.B && !hasBFrames) {
            throw broken("type", type, hasBFrames ? "IDR, I, P or B" : "IDR, I or P without bFrames");
        }
        int order = options.displayOrder();
        if (type == PictureType.IDR ? order != 0 : order < 1 || order > MOST_ORDER) {
            throw broken("displayOrder", order, type == PictureType.IDR ? "0 for a key frame" : "1 to " + MOST_ORDER);
        }
        if (type == PictureType.IDR && !options.reference()) {
            throw broken("reference", false, "true for a key frame");
        }
        if (options.forceIdr() || options.forceIntra()) {
            throw broken(
                    options.forceIdr() ? "forceIdr" : "forceIntra", true, "false beside a type; make it that type");
        }
        int layers = config.codec() == Codec.H264 ? 1 : config.get(Settings.TEMPORAL_LAYERS, 1);
        if (options.temporalLayer() < 0 || options.temporalLayer() >= layers) {
            throw broken("temporalLayer", options.temporalLayer(), "0 to " + (layers - 1) + ", as temporalLayers says");
        }
        Av1FrameRole role = options.av1Role();
        if (role != null && config.codec() != Codec.AV1) {
            throw broken("av1Role", role, "left away but for AV1");
        }
    }

    /** The type of a picture that is shown ahead, which is all of its options that the driver is told. */
    void checkLookahead(PictureOptions options) {
        requireTypeWhereTheProgramDecides(options.type() != null, options.type());
    }

    private void requireTypeWhereTheProgramDecides(boolean decides, @Nullable PictureType type) {
        if (decidesTypes && decides) {
            throw broken(
                    "type",
                    type == null ? "said in part" : type,
                    "left away unless the configuration has pictureTypeDecision(false)");
        }
        if (!decidesTypes && type == null) {
            throw broken("type", "none", "IDR, I, P or B, as pictureTypeDecision(false) says");
        }
    }

    private void checkView(int view, long number) {
        if (views == 1) {
            throw broken("view", view, "left away unless the configuration has views(2)");
        }
        long next = number % views;
        if (view != next) {
            throw broken("view", view, next + ", the next in turn");
        }
    }

    private void checkSlices(PictureOptions options, EncoderConfig config) {
        Slicing slicing = options.slicing();
        int[] intra = options.intraSlices();
        if (options.constrained() && !config.get(Settings.CONSTRAINED_ENCODING, false)) {
            throw broken("constrained", true, "false unless the configuration has constrainedEncoding(true)");
        }
        if (slicing != null) {
            if (config.codec() == Codec.AV1) {
                throw broken("slicing", slicing, "left away for AV1, which has tiles");
            }
            String violation = Settings.SLICING.definition().violation(config.codec(), slicing);
            if (violation != null) {
                throw broken("slicing", slicing, violation);
            }
            requireCapability("slicing", slicing, Capability.DYNAMIC_SLICE_MODE);
            Requirements.checkSlicing(session, "slicing", slicing);
        }
        if (intra != null && intra.length > 0) {
            Slicing now = slicing != null ? slicing : config.get(Settings.SLICING);
            if (config.codec() != Codec.H264 || now == null || now.mode() != Slicing.Mode.COUNT) {
                throw broken("intraSlices", Arrays.toString(intra), "left away but for H264 with Slicing.count");
            }
            long seen = 0;
            for (int number : intra) {
                boolean fits = number >= 0 && number < now.data();
                boolean again = number < Long.SIZE && (seen & 1L << number) != 0;
                if (!fits || again) {
                    throw broken(
                            "intraSlices",
                            Arrays.toString(intra),
                            "numbers of 0 to " + (now.data() - 1) + ", each once");
                }
                seen |= number < Long.SIZE ? 1L << number : 0;
            }
        }
    }

    private void checkLayers(int layers, EncoderConfig config) {
        if (layers == 0) {
            return;
        }
        if (config.codec() == Codec.H264) {
            throw broken("temporalLayers", layers, "0 for H264, whose layers stay");
        }
        requireApi("temporalLayers", layers, Feature.TEMPORAL_SVC_HEVC_AV1);
        int most = config.get(Settings.TEMPORAL_LAYERS, 1);
        if (layers < 0 || layers > most) {
            throw broken("temporalLayers", layers, "0 to " + most + ", which the configuration has");
        }
    }

    private static void checkStructure(@Nullable PictureStructure structure, EncoderConfig config) {
        if (structure != null && structure != PictureStructure.FRAME && !config.get(Settings.FIELD_CODING, false)) {
            throw broken("structure", structure, "FRAME unless the configuration has fieldCoding(true)");
        }
    }

    private static void checkMotionHints(@Nullable MotionHints hints, EncoderConfig config) {
        if (hints == null) {
            return;
        }
        if (config.codec() == Codec.AV1) {
            throw broken("motionHints", hints, "left away for AV1, which has superblockHints");
        }
        Settings.MotionHintLimits most = motionHintLimits("motionHints", hints, config);
        if (!hints.isFor(config)) {
            throw broken("motionHints", hints, "hints for pictures of " + config.width() + "x" + config.height());
        }
        if (!hints.earlier().isWithin(most.earlier()) || !hints.later().isWithin(most.later())) {
            throw broken("motionHints", hints, "within the configuration's " + most);
        }
    }

    private static void checkSuperblockHints(@Nullable SuperblockHints hints, EncoderConfig config) {
        if (hints == null) {
            return;
        }
        if (config.codec() != Codec.AV1) {
            throw broken("superblockHints", hints, "left away but for AV1; take motionHints");
        }
        Settings.MotionHintLimits most = motionHintLimits("superblockHints", hints, config);
        if (!hints.isFor(config)) {
            throw broken(
                    "superblockHints",
                    hints,
                    "hints for each superblock of " + config.width() + "x" + config.height()
                            + ", the last one ended by endSuperblock");
        }
        int each = most.earlier().superblock() + most.later().superblock();
        if (hints.mostOfSuperblock() > each) {
            throw broken("superblockHints", hints, "at most " + each + " for each, as the configuration says");
        }
    }

    private static Settings.MotionHintLimits motionHintLimits(String option, Object hints, EncoderConfig config) {
        Settings.MotionHintLimits most = config.get(Settings.MOTION_HINTS);
        if (most == null) {
            throw broken(option, hints, "left away unless the configuration has motionHints");
        }
        return most;
    }

    private static void checkAv1(PictureOptions options, EncoderConfig config) {
        boolean av1 = config.codec() == Codec.AV1;
        if (options.errorResilient() && !av1) {
            throw broken("errorResilient", true, "false but for AV1");
        }
        int columns = options.tileColumns();
        int rows = options.tileRows();
        if (columns != 0 || rows != 0) {
            var tiles = new Settings.Tiles(columns, rows);
            if (!av1) {
                throw broken("tiles", tiles, "left away but for AV1");
            }
            ConfigRules.checkTiles(config, tiles);
        }
        Settings.CustomTiles custom = options.customTiles();
        if (custom != null) {
            if (!av1) {
                throw broken("customTiles", custom, "left away but for AV1");
            }
            if (columns != 0 || rows != 0) {
                throw broken("customTiles", custom, "left away with tiles of equal size");
            }
            ConfigRules.checkCustomTiles(config, custom);
        }
        FilmGrain grain = options.filmGrain();
        if (grain != null && config.get(Settings.FILM_GRAIN) == null) {
            throw broken("filmGrain", grain, "left away unless the configuration has filmGrain");
        }
    }

    private void requireCapability(String option, Object value, Capability capability) {
        if (!capabilities.has(capability)) {
            throw new UnsupportedFeatureException(
                    option,
                    option + " is " + value + ", which " + session.where() + " has not: " + capability.nvencName()
                            + " is 0; leave it away");
        }
    }

    private void requireApi(String option, Object value, Feature feature) {
        if (!session.abi.has(feature)) {
            throw new UnsupportedFeatureException(
                    option,
                    option + " is " + value + ", which needs NVENC API " + feature.since()
                            + " or newer; this session speaks " + session.abi.apiVersion()
                            + ", so update the driver or leave it away");
        }
    }

    private static InvalidConfigException broken(String option, Object value, String rule) {
        return new InvalidConfigException(option, option + " is " + value + "; it must be " + rule);
    }
}
