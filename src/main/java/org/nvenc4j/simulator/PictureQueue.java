package org.nvenc4j.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.nvenc4j.Codec;
import org.nvenc4j.simulator.CoderSettings.Gop;
import org.nvenc4j.simulator.SourcePicture.Type;

/**
 * Decides on picture types and puts pictures in coding order: what an encoder holds back because of look-ahead and of
 * B-frames is here.
 */
final class PictureQueue {
    private static final int EACH = 1;
    private static final int MIDDLE = 2;
    private static final int HIERARCHICAL = 4;

    private final SessionConfig config;
    private final Gop gop;
    private final boolean displayOrderOut;
    private final Deque<PendingPicture> seenAhead = new ArrayDeque<>();
    private final List<PendingPicture> betweenAnchors = new ArrayList<>();
    private final List<PendingPicture> coding = new ArrayList<>();
    private int sinceIdr;
    private int sinceIntra;
    private boolean started;

    PictureQueue(SessionConfig config) {
        this.config = config;
        this.gop = config.coder().gop();
        // An AV1 packet holds one shown picture; those shown later ride hidden in it. So packets come in display order.
        this.displayOrderOut = config.coder().codec() == Codec.AV1;
    }

    /** Takes in a picture and gives those that can be coded now, in coding order. */
    List<PendingPicture> add(PendingPicture picture) {
        coding.clear();
        PendingPicture.Own own = picture.submission().own();
        if (own != null) {
            picture.place(own.displayOrder());
            boolean intra = own.type() == Type.P && picture.submission().forceIntra();
            return List.of(picture.as(intra ? Type.I : own.type(), own.reference()));
        }
        seenAhead.add(picture);
        while (seenAhead.size() > config.lookahead()) {
            decide(seenAhead.remove());
        }
        return List.copyOf(coding);
    }

    /** No picture follows for now: gives all that are left. */
    List<PendingPicture> flush() {
        coding.clear();
        while (!seenAhead.isEmpty()) {
            decide(seenAhead.remove());
        }
        endWithP();
        return List.copyOf(coding);
    }

    /** Remembers the place in the stream, between pictures that wait for nothing. What it gives goes back there. */
    Runnable bookmark() {
        int sinceIdrHere = sinceIdr;
        int sinceIntraHere = sinceIntra;
        boolean startedHere = started;
        return () -> {
            sinceIdr = sinceIdrHere;
            sinceIntra = sinceIntraHere;
            started = startedHere;
        };
    }

    private void decide(PendingPicture picture) {
        PendingPicture.Submission asked = picture.submission();
        boolean idr = !started || asked.forceIdr() || isDue(sinceIdr, gop.idrPeriod());
        boolean intra = asked.forceIntra() || config.frameIntervalP() == 0 || isDue(sinceIntra, gop.length());
        started = true;
        if (idr) {
            endWithP();
            sinceIdr = 0;
        }
        picture.place(sinceIdr);
        sinceIdr++;
        if (idr || intra) {
            sinceIntra = 0;
        }
        sinceIntra++;
        if (idr) {
            coding.add(picture.as(Type.IDR, true));
        } else if (intra || betweenAnchors.size() + 1 >= config.frameIntervalP()) {
            anchor(picture.as(intra ? Type.I : Type.P, true));
        } else {
            betweenAnchors.add(picture);
        }
    }

    private static boolean isDue(int since, int period) {
        return period != Gop.INFINITE && period > 0 && since >= period;
    }

    /** Ends a group before an IDR picture or the end: nothing may wait for a picture beyond. */
    private void endWithP() {
        if (!betweenAnchors.isEmpty()) {
            anchor(betweenAnchors.removeLast().as(Type.P, true));
        }
    }

    private void anchor(PendingPicture anchor) {
        int first = coding.size();
        coding.add(anchor);
        List<PendingPicture> between = List.copyOf(betweenAnchors);
        betweenAnchors.clear();
        switch (config.bReference()) {
            case EACH -> between.forEach(b -> coding.add(b.as(Type.B, true)));
            case MIDDLE -> middleFirst(between);
            case HIERARCHICAL -> hierarchy(between);
            default -> between.forEach(b -> coding.add(b.as(Type.B, false)));
        }
        if (displayOrderOut) {
            coding.subList(first, coding.size()).sort((a, b) -> Integer.compare(a.displayOrder(), b.displayOrder()));
        }
    }

    private void middleFirst(List<PendingPicture> between) {
        int middle = between.size() < 2 ? -1 : (between.size() - 1) / 2;
        if (middle >= 0) {
            coding.add(between.get(middle).as(Type.B, true));
        }
        for (int i = 0; i < between.size(); i++) {
            if (i != middle) {
                coding.add(between.get(i).as(Type.B, false));
            }
        }
    }

    private void hierarchy(List<PendingPicture> between) {
        if (between.isEmpty()) {
            return;
        }
        int middle = (between.size() - 1) / 2;
        coding.add(between.get(middle).as(Type.B, between.size() > 1));
        hierarchy(between.subList(0, middle));
        hierarchy(between.subList(middle + 1, between.size()));
    }
}
