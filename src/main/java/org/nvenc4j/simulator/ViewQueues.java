package org.nvenc4j.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * The queues of a stream's views. Pictures of two views come in turn; what the first one's queue lets go of waits for the
 * second one's, so that in coding order each picture of the first view is followed by its fellow.
 */
final class ViewQueues {
    private final List<PictureQueue> queues = new ArrayList<>();
    private final List<PendingPicture> waiting = new ArrayList<>();

    ViewQueues(SessionConfig config) {
        for (int view = 0; view < config.views(); view++) {
            queues.add(new PictureQueue(config));
        }
    }

    /** Takes in the next picture and gives those that can be coded now, in coding order. */
    List<PendingPicture> add(PendingPicture picture) {
        List<PendingPicture> coded = queues.get(picture.view()).add(picture);
        if (picture.view() < queues.size() - 1) {
            waiting.addAll(coded);
            return List.of();
        }
        return waiting.isEmpty() ? coded : inTurn(coded);
    }

    /** No picture follows for now: gives all that are left. */
    List<PendingPicture> flush() {
        waiting.addAll(queues.getFirst().flush());
        return inTurn(queues.size() == 1 ? List.of() : queues.getLast().flush());
    }

    private List<PendingPicture> inTurn(List<PendingPicture> second) {
        List<PendingPicture> both = new ArrayList<>();
        for (int i = 0; i < Math.max(waiting.size(), second.size()); i++) {
            if (i < waiting.size()) {
                both.add(waiting.get(i));
            }
            if (i < second.size()) {
                both.add(second.get(i));
            }
        }
        waiting.clear();
        return both;
    }

    /** Remembers where a stream of one view is, to go back there. */
    Runnable bookmark() {
        return queues.getFirst().bookmark();
    }
}
