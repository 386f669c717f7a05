package org.nvenc4j.simulator.coder;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** The reference pictures that a decoder has: sliding window and default list order (8.2.4 and 8.2.5.3), frames only. */
final class H264References {

    /**
     * A picture in the buffer.
     *
     * @param order its place in output order
     * @param blocks its packed macroblocks
     */
    record Reference(int order, byte[] blocks) {}

    /** In coding order, the latest first. */
    private final Deque<Reference> kept = new ArrayDeque<>();

    private final Deque<byte[]> spare = new ArrayDeque<>();

    /** An array for a picture, one that is free if there is one of that length. */
    byte[] take(int length) {
        while (!spare.isEmpty()) {
            byte[] blocks = spare.pop();
            if (blocks.length == length) {
                return blocks;
            }
        }
        return new byte[length];
    }

    /** Gives an array back. */
    void give(byte[] blocks) {
        spare.push(blocks);
    }

    /** Forgets all, as an IDR picture asks. */
    void clear() {
        kept.forEach(reference -> give(reference.blocks));
        kept.clear();
    }

    /** Marks a coded picture as reference, the oldest one giving way. */
    void add(Reference reference, int room) {
        while (kept.size() >= room) {
            give(kept.removeLast().blocks);
        }
        kept.addFirst(reference);
    }

    /** Remembers the pictures that are here now. What it gives brings them back, each time that it is run. */
    Runnable bookmark() {
        List<Reference> here = copies(kept);
        return () -> {
            clear();
            kept.addAll(copies(here));
        };
    }

    /** Arrays are used again for other pictures, so that only a copy lasts. */
    private static List<Reference> copies(Collection<Reference> pictures) {
        return pictures.stream()
                .map(picture -> new Reference(picture.order, picture.blocks.clone()))
                .toList();
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }

    /** The first entry of a P slice's list. */
    Reference latest() {
        return kept.getFirst();
    }

    /** The first entries of a B slice's two lists; the same one twice if there is no other. */
    List<Reference> around(int order) {
        Comparator<Reference> byOrder = Comparator.comparingInt(Reference::order);
        List<Reference> before = new ArrayList<>(kept.stream()
                .filter(reference -> reference.order < order)
                .sorted(byOrder.reversed())
                .toList());
        List<Reference> after = new ArrayList<>(kept.stream()
                .filter(reference -> reference.order > order)
                .sorted(byOrder)
                .toList());
        List<Reference> first = joined(before, after);
        List<Reference> second = joined(after, before);
        boolean swapped = second.size() > 1 && second.equals(first);
        return List.of(first.getFirst(), second.get(swapped ? 1 : 0));
    }

    private static List<Reference> joined(List<Reference> one, List<Reference> other) {
        List<Reference> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }
}
