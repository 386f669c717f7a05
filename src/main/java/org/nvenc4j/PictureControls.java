package org.nvenc4j;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.internal.struct.CodecPicParams;
import org.nvenc4j.internal.struct.FilmGrainParams;
import org.nvenc4j.internal.struct.GrowingMemory;
import org.nvenc4j.internal.struct.H26xPicParams;
import org.nvenc4j.internal.struct.HdrMetadata;
import org.nvenc4j.internal.struct.HdrPicParams;
import org.nvenc4j.internal.struct.PicParams;
import org.nvenc4j.internal.struct.PicParamsAv1;
import org.nvenc4j.internal.struct.PicParamsH264;
import org.nvenc4j.internal.struct.PicParamsHevc;
import org.nvenc4j.internal.struct.PicTimeCode;
import org.nvenc4j.internal.struct.ReferenceDisplayInfo;
import org.nvenc4j.internal.struct.SeiPayloads;
import org.nvenc4j.internal.struct.SuperblockHint;

/**
 * Writes what is special about a picture into a slot's struct, and takes it out again for the slot's next picture. What
 * the struct points at is the slot's own, so that it lasts as long as the driver may hold the picture.
 */
final class PictureControls {
    private final Codec codec;
    private final PicParams picture;
    private final CodecPicParams codecPicture;
    private final SeiPayloads payloads;
    private final GrowingMemory qpMap;
    private final @Nullable PicTimeCode timeCode;
    private final @Nullable HdrMetadata hdr;
    private final GrowingMemory intraSlices;
    private final @Nullable FilmGrainParams filmGrain;
    private final @Nullable ReferenceDisplayInfo referenceDisplays;
    private final PictureStructure structure;
    private final GrowingMemory motionHints;
    private final GrowingMemory tileWidths;
    private final GrowingMemory tileHeights;

    /** Whether the struct holds what a picture without controls must not have. */
    private boolean dirty;

    PictureControls(Arena arena, EncoderConfig config, PicParams picture) {
        this.picture = picture;
        codec = config.codec();
        codecPicture = picture.codec(codec);
        payloads = new SeiPayloads(new GrowingMemory(arena));
        qpMap = new GrowingMemory(arena);
        boolean hasTimeCodes = config.get(Settings.TIME_CODES, false);
        timeCode = hasTimeCodes && codecPicture instanceof H26xPicParams h26x ? h26x.timeCode() : null;
        boolean hasHdr =
                config.get(Settings.MASTERING_DISPLAY, false) || config.get(Settings.CONTENT_LIGHT_LEVEL, false);
        hdr = hasHdr ? new HdrMetadata(arena) : null;
        intraSlices = new GrowingMemory(arena);
        filmGrain = config.get(Settings.FILM_GRAIN) != null ? new FilmGrainParams(arena) : null;
        referenceDisplays = config.get(Settings.REFERENCE_DISPLAYS, false) ? new ReferenceDisplayInfo(arena) : null;
        structure =
                config.get(Settings.FIELD_CODING, false) ? PictureStructure.TOP_FIELD_FIRST : PictureStructure.FRAME;
        picture.structure(structure.value());
        motionHints = new GrowingMemory(arena);
        tileWidths = new GrowingMemory(arena);
        tileHeights = new GrowingMemory(arena);
        // Without a time code the struct still says that there is none.
        dirty = timeCode != null;
    }

    /** Writes all, after {@link PictureCheck} has refused what the session cannot do. */
    void write(PictureOptions options) {
        boolean needed = options.hasControls();
        if (needed || dirty) {
            dirty = needed;
            writePayloads(options.payloads());
            writeQpMap(options.qpMap());
            writeReferences(options);
            writeTimeCode(options.timeCode());
            writeHdr(options.masteringDisplay(), options.contentLightLevel());
            picture.stateBuffer(Math.max(0, options.stateBuffer()));
            writePartition(options);
            writeReferenceDisplays(options.referenceDisplays());
            picture.referenceHint(options.referenceHint());
            writeType(options);
            PictureStructure asked = options.structure();
            picture.structure((asked == null ? structure : asked).value());
            writeMotion(options.motionHints());
            writeSuperblocks(options.superblockHints());
        }
    }

    private void writeMotion(@Nullable MotionHints hints) {
        if (hints != null) {
            int[] words = hints.words();
            MemorySegment copy = motionHints.atLeast(words.length * (long) Integer.BYTES);
            MemorySegment.copy(words, 0, copy, ValueLayout.JAVA_INT, 0, words.length);
            picture.motionHints(
                    copy.address(), hints.earlier().word(), hints.later().word());
            picture.motionHintDistances(hints.earlierDistance(), hints.laterDistance());
        } else {
            picture.motionHints(0, 0, 0);
            picture.motionHintDistances(0, 0);
        }
    }

    private void writeSuperblocks(@Nullable SuperblockHints hints) {
        if (hints != null) {
            int length = hints.count() * SuperblockHint.WORDS;
            MemorySegment copy = motionHints.atLeast(length * (long) Short.BYTES);
            MemorySegment.copy(hints.words(), 0, copy, ValueLayout.JAVA_SHORT, 0, length);
            picture.superblockHints(copy.address(), hints.count());
        } else {
            picture.superblockHints(0, 0);
        }
    }

    /** What the program decides, or zeros where the encoder does. */
    private void writeType(PictureOptions options) {
        PictureType type = options.type();
        picture.type(type == null ? 0 : type.ordinal());
        codecPicture.order(type == null ? 0 : options.displayOrder(), type != null && options.reference());
        if (codecPicture instanceof HdrPicParams layered) {
            layered.temporalLayer(options.temporalLayer());
        }
        if (codecPicture instanceof PicParamsAv1 av1) {
            Av1FrameRole role = options.av1Role();
            av1.role(role == null ? -1 : role.ordinal());
        }
    }

    private void writePayloads(PicturePayloads given) {
        if (given.count() > 0) {
            given.writeTo(payloads);
            codecPicture.payloads(payloads.address(), given.count());
        } else {
            codecPicture.payloads(0, 0);
        }
    }

    private void writeQpMap(byte @Nullable [] map) {
        if (map != null) {
            MemorySegment copy = qpMap.atLeast(map.length);
            MemorySegment.copy(map, 0, copy, ValueLayout.JAVA_BYTE, 0, map.length);
            picture.qpMap(copy.address(), map.length);
        } else {
            picture.qpMap(0, 0);
        }
    }

    private void writeReferences(PictureOptions options) {
        codecPicture.startIntraRefresh(options.intraRefreshFrames());
        int marked = options.markedLongTermReference();
        if (marked != PictureOptions.NONE) {
            codecPicture.markLongTerm(marked);
        } else {
            codecPicture.markNoLongTerm();
        }
        codecPicture.useLongTerm(options.usedLongTermReferences());
    }

    /** Slices, tiles and layers, which stay as they are where nothing is said. */
    private void writePartition(PictureOptions options) {
        if (codecPicture instanceof H26xPicParams h26x) {
            h26x.constrained(options.constrained());
            Slicing slicing = options.slicing();
            if (slicing != null) {
                h26x.slicing(slicing.mode().ordinal(), slicing.data());
            } else {
                h26x.keepSlicing();
            }
        }
        if (codecPicture instanceof HdrPicParams layered) {
            layered.temporalLayers(options.temporalLayers());
        }
        if (codecPicture instanceof PicParamsH264 h264) {
            writeIntraSlices(h264, options.intraSlices());
        }
        if (codecPicture instanceof PicParamsAv1 av1) {
            av1.errorResilient(options.errorResilient());
            writeTiles(av1, options);
            writeFilmGrain(av1, options.filmGrain());
        }
    }

    private void writeReferenceDisplays(@Nullable ReferenceDisplays displays) {
        if (referenceDisplays != null && codecPicture instanceof PicParamsHevc hevc) {
            if (displays != null) {
                displays.write(referenceDisplays);
            }
            hevc.referenceDisplays(displays != null ? referenceDisplays.address() : 0);
        }
    }

    /** Says which view the picture is of, in a session that has several. */
    void view(int id) {
        if (codecPicture instanceof PicParamsHevc hevc) {
            hevc.view(id);
        }
    }

    private void writeIntraSlices(PicParamsH264 h264, int @Nullable [] numbers) {
        if (numbers != null && numbers.length > 0) {
            MemorySegment copy = intraSlices.atLeast(numbers.length * (long) Integer.BYTES);
            MemorySegment.copy(numbers, 0, copy, ValueLayout.JAVA_INT, 0, numbers.length);
            h264.intraSlices(copy.address(), numbers.length);
        } else {
            h264.intraSlices(0, 0);
        }
    }

    private void writeTiles(PicParamsAv1 av1, PictureOptions options) {
        Settings.CustomTiles tiles = options.customTiles();
        if (tiles != null) {
            av1.customTiles(
                    copy(tiles.widths(), tileWidths),
                    tiles.widths().size(),
                    copy(tiles.heights(), tileHeights),
                    tiles.heights().size());
        } else {
            av1.customTiles(0, 0, 0, 0);
            av1.tiles(options.tileColumns(), options.tileRows());
        }
    }

    private static long copy(List<Integer> lengths, GrowingMemory memory) {
        MemorySegment copy = memory.atLeast(lengths.size() * (long) Integer.BYTES);
        for (int i = 0; i < lengths.size(); i++) {
            copy.setAtIndex(ValueLayout.JAVA_INT, i, lengths.get(i));
        }
        return copy.address();
    }

    private void writeFilmGrain(PicParamsAv1 av1, @Nullable FilmGrain grain) {
        if (grain != null && filmGrain != null) {
            grain.write(filmGrain);
            av1.filmGrain(filmGrain);
        } else {
            av1.keepFilmGrain();
        }
    }

    private void writeTimeCode(@Nullable TimeCode time) {
        if (timeCode == null) {
            return;
        }
        if (time != null) {
            timeCode.set(time.hours(), time.minutes(), time.seconds(), time.frames(), time.dropFrame());
        } else {
            timeCode.clear();
        }
    }

    private void writeHdr(@Nullable MasteringDisplay display, @Nullable ContentLightLevel light) {
        if (hdr != null && codecPicture instanceof HdrPicParams arm) {
            if (display != null) {
                HdrUnits.of(codec).write(display, hdr);
            }
            if (light != null) {
                hdr.lightLevels(light.maxContent(), light.maxPictureAverage());
            }
            arm.masteringDisplay(display != null ? hdr.masteringDisplay() : 0);
            arm.contentLightLevel(light != null ? hdr.contentLightLevel() : 0);
        }
    }
}
