package org.nvenc4j;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.cuda.InputFrame;

/**
 * What is special about one picture. An object of this type may be kept and changed from frame to frame, so that a
 * loop allocates nothing; what was set stays set until it is changed or {@link #reset}. The encoder reads it during
 * {@link NvEncoder#encode(org.nvenc4j.cuda.InputFrame, PictureOptions)}, which refuses what the session cannot do
 * with an {@link InvalidConfigException}, and keeps only the token. Not for use by several threads at once.
 */
public final class PictureOptions {
    /** As long-term reference, or as state buffer: none. */
    public static final int NONE = -1;

    private static final int SEI_ITU_T_T35 = 4;
    private static final int SEI_USER_DATA_UNREGISTERED = 5;

    private long timestamp;
    private boolean timestampSet;
    private long duration = 1;
    private @Nullable Object token;
    private boolean forceIdr;
    private boolean forceIntra;
    private boolean parameterSets;
    private @Nullable InputFrame alpha;
    private @Nullable DeviceFrame reconstruction;
    private int view = NONE;

    /** Whether any of what follows was set, if only to nothing: most pictures have none of it, and it is not looked at. */
    private boolean controls;

    private final PicturePayloads payloads = new PicturePayloads();
    private boolean userData;
    private @Nullable TimeCode timeCode;
    private @Nullable MasteringDisplay masteringDisplay;
    private @Nullable ContentLightLevel contentLightLevel;
    private byte @Nullable [] qpMap;
    private boolean minQpBeforeMap;
    private boolean maxQpBeforeMap;
    private int markedLongTermReference = NONE;
    private int usedLongTermReferences;
    private int intraRefreshFrames;
    private int stateBuffer = NONE;
    private boolean constrained;
    private @Nullable Slicing slicing;
    private int @Nullable [] intraSlices;
    private int temporalLayers;
    private boolean errorResilient;
    private int tileColumns;
    private int tileRows;
    private Settings.@Nullable CustomTiles customTiles;
    private @Nullable FilmGrain filmGrain;
    private int referenceHint;
    private @Nullable PictureStructure structure;
    private @Nullable MotionHints motionHints;
    private @Nullable SuperblockHints superblockHints;
    private @Nullable PictureType type;
    private int displayOrder;
    private boolean reference = true;
    private int temporalLayer;
    private @Nullable Av1FrameRole av1Role;
    private @Nullable ReferenceDisplays referenceDisplays;

    /** Starts with nothing special: the picture's number as timestamp, a duration of 1, no token, no flags. */
    public PictureOptions() {
        // The fields say it.
    }

    /**
     * Sets the timestamp that comes back with the picture, in any unit of the caller's. Default: the picture's number,
     * counted from 0.
     *
     * @param value any number; it need not rise, and is not what the driver is told
     * @return this object
     */
    public PictureOptions timestamp(long value) {
        timestamp = value;
        timestampSet = true;
        return this;
    }

    /**
     * Sets the duration that comes back with the picture, in the timestamp's unit. Default 1.
     *
     * @param value any number ({@code inputDuration})
     * @return this object
     */
    public PictureOptions duration(long value) {
        duration = value;
        return this;
    }

    /**
     * Sets an object that comes back with the picture. Default none.
     *
     * @param value any object, or null for none
     * @return this object
     */
    public PictureOptions token(@Nullable Object value) {
        token = value;
        return this;
    }

    /**
     * Says whether the picture has to be a key frame ({@code NV_ENC_PIC_FLAG_FORCEIDR}). Default false.
     *
     * @param value true for a key frame
     * @return this object
     */
    public PictureOptions forceIdr(boolean value) {
        forceIdr = value;
        return this;
    }

    /**
     * Says whether the picture has to be coded by itself without being an entry point
     * ({@code NV_ENC_PIC_FLAG_FORCEINTRA}). Default false.
     *
     * @param value true for an intra picture
     * @return this object
     */
    public PictureOptions forceIntra(boolean value) {
        forceIntra = value;
        return this;
    }

    /**
     * Says whether parameter sets stand before this picture, key frame or not
     * ({@code NV_ENC_PIC_FLAG_OUTPUT_SPSPPS}). Default false.
     *
     * @param value true for parameter sets
     * @return this object
     */
    public PictureOptions parameterSets(boolean value) {
        parameterSets = value;
        return this;
    }

    /**
     * Adds unregistered user data, which players pass over and your own receiver finds by its UUID: an SEI message of
     * type 5. H.264 and HEVC; AV1 has {@link #addItutT35}.
     *
     * @param uuid says whose data it is
     * @param data any bytes; they are copied
     * @return this object
     */
    public PictureOptions addUserData(UUID uuid, byte[] data) {
        payloads.add(SEI_USER_DATA_UNREGISTERED, uuid, data);
        userData = true;
        return withControls();
    }

    /**
     * Adds user data registered by Recommendation ITU-T T.35, as captions and HDR10+ are: an SEI message of type 4, or
     * AV1's metadata OBU of type 4.
     *
     * @param data country code, provider code and what follows; the bytes are copied
     * @return this object
     * @throws InvalidConfigException
     *             if there is no byte for the country code
     */
    public PictureOptions addItutT35(byte[] data) {
        if (data.length == 0) {
            throw new InvalidConfigException(
                    "itutT35", "itutT35 has 0 bytes; it must have 1 or more, of which the first is the country code");
        }
        return addPayload(SEI_ITU_T_T35, data);
    }

    /**
     * Adds an SEI message of any type, or for AV1 a metadata OBU ({@code seiPayloadArray}, {@code obuPayloadArray}).
     * A picture may have several; they keep their order.
     *
     * @param type the payload type of H.264 or HEVC, or AV1's metadata type; 0 or more ({@code payloadType})
     * @param body what the message holds, without headers, size and emulation prevention; the bytes are copied
     * @return this object
     * @throws InvalidConfigException
     *             if the type is negative
     */
    public PictureOptions addPayload(int type, byte[] body) {
        if (type < 0) {
            throw new InvalidConfigException("payload", "payload has type " + type + "; it must be 0 or more");
        }
        payloads.add(type, body);
        return withControls();
    }

    /**
     * Takes all messages away that were added. Their room is kept for the next ones.
     *
     * @return this object
     */
    public PictureOptions clearPayloads() {
        payloads.clear();
        userData = false;
        return this;
    }

    /**
     * Sets the time code; H.264 and HEVC. Needs {@link EncoderConfig.Builder#timeCodes}. Default none, which API
     * 12.1 cannot tell from a time code of zeros.
     *
     * @param value the time code, or null for none ({@code timeCode})
     * @return this object
     */
    public PictureOptions timeCode(@Nullable TimeCode value) {
        timeCode = value;
        return withControls();
    }

    /**
     * Sets the display that the pictures were graded on; HEVC and AV1, which need API 13.0 for it. Needs {@link
     * EncoderConfig.Builder#masteringDisplay}. Default none.
     *
     * @param value the display, or null for none ({@code pMasteringDisplay})
     * @return this object
     */
    public PictureOptions masteringDisplay(@Nullable MasteringDisplay value) {
        masteringDisplay = value;
        return withControls();
    }

    /**
     * Sets how bright the stream gets; HEVC and AV1, which need API 13.0 for it. Needs {@link
     * EncoderConfig.Builder#contentLightLevel}. Default none.
     *
     * @param value the light levels, or null for none ({@code pMaxCll})
     * @return this object
     */
    public PictureOptions contentLightLevel(@Nullable ContentLightLevel value) {
        contentLightLevel = value;
        return withControls();
    }

    /**
     * Sets a map that makes some blocks better than others. {@link EncoderConfig.Builder#qpMap} says what its bytes
     * mean: for {@link QpMapMode#DELTA} what is added to the quantiser that rate control chose, so that a negative
     * number makes a block better; for {@link QpMapMode#EMPHASIS} 0 to 5, so that a higher number does. Default none.
     *
     * @param value a byte for each block in raster order, or null for none ({@code qpDeltaMap}); blocks are squares of
     *     16 pixels for H.264, 32 for HEVC and 64 for AV1, and those at the right and the bottom count whole. The array
     *     is not copied here: the encoder reads it during each call
     * @return this object
     */
    public PictureOptions qpMap(byte @Nullable [] value) {
        qpMap = value;
        return withControls();
    }

    /**
     * Says whether the configuration's bounds hold for the quantiser that rate control chose, before the map's numbers
     * are added to it. Needs API 13.1. Default false: they hold for the sum.
     *
     * @param minQp true for {@link EncoderConfig.Builder#minQp} ({@code NV_ENC_PIC_FLAG_PREQPDELTAMINQP})
     * @param maxQp true for {@link EncoderConfig.Builder#maxQp} ({@code NV_ENC_PIC_FLAG_PREQPDELTAMAXQP})
     * @return this object
     */
    public PictureOptions qpBoundsBeforeMap(boolean minQp, boolean maxQp) {
        minQpBeforeMap = minQp;
        maxQpBeforeMap = maxQp;
        return withControls();
    }

    /**
     * Makes the picture a long-term reference. Needs {@link EncoderConfig.Builder#longTermReferences}. Default {@link
     * #NONE}.
     *
     * @param index which one, from 0 to one less than the session has, or {@link #NONE} ({@code ltrMarkFrameIdx})
     * @return this object
     */
    public PictureOptions markLongTermReference(int index) {
        markedLongTermReference = index;
        return withControls();
    }

    /**
     * Has the picture refer to long-term references alone, as after a loss of what came since. Needs {@link
     * EncoderConfig.Builder#longTermReferences}. Default 0.
     *
     * @param bitmap a bit for each index that was marked before, the lowest for index 0; 0 leaves the choice to the
     *     encoder ({@code ltrUseFrameBitmap})
     * @return this object
     */
    public PictureOptions useLongTermReferences(int bitmap) {
        usedLongTermReferences = bitmap;
        return withControls();
    }

    /**
     * Starts a wave of intra blocks with this picture, which renews the stream without a key frame; not with B-frames.
     * Needs {@code NV_ENC_CAPS_SUPPORT_INTRA_REFRESH}. Default 0.
     *
     * @param frames over how many pictures the wave goes, or 0 to start none ({@code forceIntraRefreshWithFrameCnt})
     * @return this object
     */
    public PictureOptions startIntraRefresh(int frames) {
        intraRefreshFrames = frames;
        return withControls();
    }

    /**
     * Gives a frame that the picture is written into as a decoder will see it, for a measure of its quality without a
     * decoder. Needs {@link EncoderConfig.Builder#reconstructedFrames}, which says in which format. Default none.
     *
     * @param frame a frame of the encoder's context and of the pictures' size, which the encoder holds until the picture
     *     is there ({@link EncodedPicture#reconstruction}); or null for none ({@code outputReconBuffer})
     * @return this object
     */
    public PictureOptions reconstruction(@Nullable DeviceFrame frame) {
        reconstruction = frame;
        return this;
    }

    /**
     * Makes this a trial: the picture is encoded, and the encoder stays where it was, so that the same frame can be encoded
     * again with other options, or after {@link NvEncoder#reconfigure(EncoderConfig)} with other quantisers. The state that
     * it would go on from is saved for {@link NvEncoder#restoreState}. All trials of a picture have its number; a call
     * without this option is the last of them, and goes on from itself. Needs {@link
     * EncoderConfig.Builder#stateBuffers}. Default {@link #NONE}.
     *
     * @param stateBuffer where the state is saved, from 0 to one less than the session has, another for each trial that may
     *     be chosen ({@code stateBufferIdx}, {@code NV_ENC_PIC_FLAG_DISABLE_ENC_STATE_ADVANCE}); or {@link #NONE}
     * @return this object
     */
    public PictureOptions saveState(int stateBuffer) {
        this.stateBuffer = stateBuffer;
        return withControls();
    }

    /**
     * Says whether the slices of this picture are independent of each other. Needs {@link
     * EncoderConfig.Builder#constrainedEncoding}. Default false.
     *
     * @param value true if they are ({@code constrainedFrame})
     * @return this object
     */
    public PictureOptions constrained(boolean value) {
        constrained = value;
        return withControls();
    }

    /**
     * Cuts this picture and those after it into slices anew; H.264 and HEVC. Needs {@code
     * NV_ENC_CAPS_SUPPORT_DYNAMIC_SLICE_MODE}. Default: as it was.
     *
     * @param value the slicing, or null for as it was ({@code sliceModeDataUpdate}, {@code sliceMode}, {@code
     *     sliceModeData})
     * @return this object
     */
    public PictureOptions slicing(@Nullable Slicing value) {
        slicing = value;
        return withControls();
    }

    /**
     * Has some slices of this picture coded by themselves; H.264 with slices that are counted. Default none.
     *
     * @param numbers of the slices, from 0, each once; nothing or null for none ({@code forceIntraSliceIdx}, {@code
     *     forceIntraSliceCount}). The array is not copied here: the encoder reads it during each call
     * @return this object
     */
    public PictureOptions intraSlices(int @Nullable ... numbers) {
        intraSlices = numbers;
        return withControls();
    }

    /**
     * Changes the number of temporal layers from this picture on; HEVC and AV1. Needs API 13.0 and {@link
     * EncoderConfig.Builder#temporalLayers}. Default 0.
     *
     * @param layers 1 to what the configuration has, or 0 for as it was ({@code temporalConfigUpdate}, {@code
     *     numTemporalLayers})
     * @return this object
     */
    public PictureOptions temporalLayers(int layers) {
        temporalLayers = layers;
        return withControls();
    }

    /**
     * Says whether the picture can be decoded without what earlier ones left behind beside their samples; AV1. Default
     * false.
     *
     * @param value true for that ({@code errorResilientModeFlag})
     * @return this object
     */
    public PictureOptions errorResilient(boolean value) {
        errorResilient = value;
        return withControls();
    }

    /**
     * Cuts this picture and those after it into tiles of equal size anew; AV1. The bounds are those of {@link
     * EncoderConfig.Builder#tiles(int, int)}. Default 0 and 0.
     *
     * @param columns a power of two from 1 to 64, or 0 for as it was ({@code tileConfigUpdate}, {@code numTileColumns})
     * @param rows a power of two from 1 to 64, or 0 with 0 columns ({@code numTileRows})
     * @return this object
     */
    public PictureOptions tiles(int columns, int rows) {
        tileColumns = columns;
        tileRows = rows;
        return withControls();
    }

    /**
     * Cuts this picture and those after it into tiles of sizes of their own; AV1. The bounds are those of {@link
     * EncoderConfig.Builder#tiles(List, List)}. In place of {@link #tiles(int, int)}. Default: as it was.
     *
     * @param widths of each column in superblocks of 64 pixels, together the width; none with no heights for as it was ({@code
     *     enableCustomTileConfig}, {@code tileWidths})
     * @param heights of each row in superblocks, together the height ({@code tileHeights})
     * @return this object
     */
    public PictureOptions tiles(List<Integer> widths, List<Integer> heights) {
        customTiles = widths.isEmpty() && heights.isEmpty()
                ? null
                : new Settings.CustomTiles(List.copyOf(widths), List.copyOf(heights));
        return withControls();
    }

    /**
     * Changes the grain from this picture on. Needs {@link EncoderConfig.Builder#filmGrain}. Default: as it was.
     *
     * @param value the grain, or null for as it was ({@code filmGrainParamsUpdate}, {@code filmGrainParams})
     * @return this object
     */
    public PictureOptions filmGrain(@Nullable FilmGrain value) {
        filmGrain = value;
        return withControls();
    }

    /**
     * Says which earlier picture looks most like this one, where the application knows, as when a view returns. Needs API
     * 13.1. Default 0.
     *
     * @param distance how many pictures before this one it lies, 1 or more; 0 where that is not known ({@code diffPicNumHint})
     * @return this object
     */
    public PictureOptions referenceHint(int distance) {
        referenceHint = distance;
        return withControls();
    }

    /**
     * Gives the transparency of an NV12 frame, in the luma of a second one. Needs {@link
     * EncoderConfig.Builder#alphaLayer}, and is needed by it. Default none.
     *
     * @param frame an NV12 frame of the pictures' size in the encoder's context, whose chroma is 128 throughout ({@code
     *     alphaBuffer}); held as long as the frame that is encoded; or null for none
     * @return this object
     */
    public PictureOptions alpha(@Nullable InputFrame frame) {
        alpha = frame;
        return this;
    }

    /**
     * Says which view the picture is of, as a check on the program: it has to be the next in turn. Needs {@link
     * EncoderConfig.Builder#views}. Default {@link #NONE}: the next in turn.
     *
     * @param id 0 or 1, or {@link #NONE} ({@code viewId})
     * @return this object
     */
    public PictureOptions view(int id) {
        view = id;
        return this;
    }

    /**
     * Sets the displays that two views were made for. Needs {@link EncoderConfig.Builder#referenceDisplays}. Default
     * none.
     *
     * @param value the displays, or null for none ({@code p3DReferenceDisplayInfo})
     * @return this object
     */
    public PictureOptions referenceDisplays(@Nullable ReferenceDisplays value) {
        referenceDisplays = value;
        return withControls();
    }

    /**
     * Says whether the frame is one picture or two fields, and which of them comes first. Needs {@link
     * EncoderConfig.Builder#fieldCoding} unless it is one. Default: the upper lines first where fields are coded, else one
     * picture.
     *
     * @param value the structure, or null for the default ({@code pictureStruct})
     * @return this object
     */
    public PictureOptions structure(@Nullable PictureStructure value) {
        structure = value;
        return withControls();
    }

    /**
     * Gives hints at where the picture's blocks have moved from; H.264 and HEVC. Needs {@link
     * EncoderConfig.Builder#motionHints}. Default none.
     *
     * @param value hints for pictures of this size, or null for none ({@code meExternalHints}, {@code
     *     meHintCountsPerBlock}). They are not copied here: the encoder reads them during each call
     * @return this object
     */
    public PictureOptions motionHints(@Nullable MotionHints value) {
        motionHints = value;
        return withControls();
    }

    /**
     * Gives hints at where the picture's parts have moved from; AV1. Needs {@link EncoderConfig.Builder#motionHints}.
     * Default none.
     *
     * @param value hints for each superblock of the picture, or null for none ({@code meExternalSbHints}, {@code
     *     meSbHintsCount}). They are not copied here: the encoder reads them during each call
     * @return this object
     */
    public PictureOptions superblockHints(@Nullable SuperblockHints value) {
        superblockHints = value;
        return withControls();
    }

    /**
     * Says how the picture is coded and where it is shown, in a session whose configuration has {@link
     * EncoderConfig.Builder#pictureTypeDecision}{@code (false)}, which needs it. The first picture is {@link
     * PictureType#IDR}, and so is the one after a {@link NvEncoder#reconfigure(EncoderConfig, ReconfigureOptions)} that
     * brings a key frame. Default: the encoder decides.
     *
     * @param value {@link PictureType#IDR}, {@link PictureType#I}, {@link PictureType#P} or, with {@link
     *     EncoderConfig.Builder#bFrames}, {@link PictureType#B}; or null where the encoder decides ({@code pictureType})
     * @param displayOrder the picture's place among those that are shown from the last key frame on, which has 0; the
     *     others 1 or more ({@code displayPOCSyntax}, with H.264 twice the number)
     * @return this object
     */
    public PictureOptions type(@Nullable PictureType value, int displayOrder) {
        type = value;
        this.displayOrder = displayOrder;
        return withControls();
    }

    /**
     * Says whether later pictures may refer to this one. Needs {@link #type}. Default true.
     *
     * @param value false for a picture that may be dropped; a key frame is a reference always ({@code refPicFlag})
     * @return this object
     */
    public PictureOptions reference(boolean value) {
        reference = value;
        return withControls();
    }

    /**
     * Says which temporal layer the picture is of; HEVC and AV1. Needs {@link #type}. Default 0.
     *
     * @param layer 0 to one less than the {@link EncoderConfig.Builder#temporalLayers} ({@code temporalId})
     * @return this object
     */
    public PictureOptions temporalLayer(int layer) {
        temporalLayer = layer;
        return withControls();
    }

    /**
     * Makes the picture one of AV1's named references, or has it show one. Needs {@link #type}. Default none.
     *
     * @param role the role, or null for none
     * @return this object
     */
    public PictureOptions av1Role(@Nullable Av1FrameRole role) {
        av1Role = role;
        return withControls();
    }

    /**
     * Makes all as it is in a new object.
     *
     * @return this object
     */
    public PictureOptions reset() {
        timestampSet = false;
        duration = 1;
        token = null;
        forceIdr = false;
        forceIntra = false;
        parameterSets = false;
        controls = false;
        clearPayloads();
        timeCode = null;
        masteringDisplay = null;
        contentLightLevel = null;
        qpMap = null;
        minQpBeforeMap = false;
        maxQpBeforeMap = false;
        markedLongTermReference = NONE;
        usedLongTermReferences = 0;
        intraRefreshFrames = 0;
        reconstruction = null;
        stateBuffer = NONE;
        constrained = false;
        slicing = null;
        intraSlices = null;
        temporalLayers = 0;
        errorResilient = false;
        tileColumns = 0;
        tileRows = 0;
        customTiles = null;
        filmGrain = null;
        referenceHint = 0;
        alpha = null;
        view = NONE;
        referenceDisplays = null;
        structure = null;
        motionHints = null;
        superblockHints = null;
        type = null;
        displayOrder = 0;
        reference = true;
        temporalLayer = 0;
        av1Role = null;
        return this;
    }

    long timestampOr(long number) {
        return timestampSet ? timestamp : number;
    }

    long duration() {
        return duration;
    }

    @Nullable
    Object token() {
        return token;
    }

    boolean forceIdr() {
        return forceIdr;
    }

    boolean forceIntra() {
        return forceIntra;
    }

    boolean parameterSets() {
        return parameterSets;
    }

    /** Whether there is more than flags: what {@link PictureControls} writes. */
    boolean hasControls() {
        return controls;
    }

    private PictureOptions withControls() {
        controls = true;
        return this;
    }

    PicturePayloads payloads() {
        return payloads;
    }

    /** Whether one of the payloads is unregistered user data. */
    boolean hasUserData() {
        return userData;
    }

    @Nullable
    TimeCode timeCode() {
        return timeCode;
    }

    @Nullable
    MasteringDisplay masteringDisplay() {
        return masteringDisplay;
    }

    @Nullable
    ContentLightLevel contentLightLevel() {
        return contentLightLevel;
    }

    byte @Nullable [] qpMap() {
        return qpMap;
    }

    boolean minQpBeforeMap() {
        return minQpBeforeMap;
    }

    boolean maxQpBeforeMap() {
        return maxQpBeforeMap;
    }

    int markedLongTermReference() {
        return markedLongTermReference;
    }

    int usedLongTermReferences() {
        return usedLongTermReferences;
    }

    int intraRefreshFrames() {
        return intraRefreshFrames;
    }

    int stateBuffer() {
        return stateBuffer;
    }

    @Nullable
    DeviceFrame reconstruction() {
        return reconstruction;
    }

    boolean constrained() {
        return constrained;
    }

    @Nullable
    Slicing slicing() {
        return slicing;
    }

    int @Nullable [] intraSlices() {
        return intraSlices;
    }

    int temporalLayers() {
        return temporalLayers;
    }

    boolean errorResilient() {
        return errorResilient;
    }

    int tileColumns() {
        return tileColumns;
    }

    int tileRows() {
        return tileRows;
    }

    Settings.@Nullable CustomTiles customTiles() {
        return customTiles;
    }

    @Nullable
    FilmGrain filmGrain() {
        return filmGrain;
    }

    int referenceHint() {
        return referenceHint;
    }

    @Nullable
    InputFrame alpha() {
        return alpha;
    }

    int view() {
        return view;
    }

    @Nullable
    ReferenceDisplays referenceDisplays() {
        return referenceDisplays;
    }

    /** Whether anything is said that the encoder decides by itself otherwise. */
    boolean decidesType() {
        return type != null || !reference || temporalLayer != 0 || av1Role != null;
    }

    @Nullable
    PictureType type() {
        return type;
    }

    int displayOrder() {
        return displayOrder;
    }

    boolean reference() {
        return reference;
    }

    int temporalLayer() {
        return temporalLayer;
    }

    @Nullable
    Av1FrameRole av1Role() {
        return av1Role;
    }

    @Nullable
    PictureStructure structure() {
        return structure;
    }

    @Nullable
    MotionHints motionHints() {
        return motionHints;
    }

    @Nullable
    SuperblockHints superblockHints() {
        return superblockHints;
    }
}
