package org.nvenc4j.simulator;

import java.util.function.IntConsumer;

/**
 * A search for motion between two pictures: every whole vector within reach is tried, and the nearest of the best is
 * taken. Beyond its edges a picture goes on as at them.
 */
final class MotionSearch {
    /** How far it looks, in pixels to each side. */
    static final int REACH = 16;

    private final byte[] picture;
    private final byte[] reference;
    private final int width;
    private final int height;
    private int bestX;
    private int bestY;
    private long best;

    MotionSearch(byte[] picture, byte[] reference, int width, int height) {
        this.picture = picture;
        this.reference = reference;
        this.width = width;
        this.height = height;
    }

    /** Finds the vector of a square block; what of it is outside the picture does not count. */
    void search(int left, int top, int size) {
        best = Long.MAX_VALUE;
        for (int distance = 0; distance <= REACH && best > 0; distance++) {
            int d = distance;
            around(
                    d,
                    x -> around(d, y -> {
                        if (Math.max(Math.abs(x), Math.abs(y)) == d) {
                            attempt(left, top, size, x, y);
                        }
                    }));
        }
    }

    private static void around(int distance, IntConsumer each) {
        for (int i = -distance; i <= distance; i++) {
            each.accept(i);
        }
    }

    private void attempt(int left, int top, int size, int x, int y) {
        long sum = 0;
        int right = Math.min(width, left + size);
        int bottom = Math.min(height, top + size);
        for (int row = top; row < bottom && sum < best; row++) {
            int from = Math.clamp(row + y, 0, height - 1) * width;
            for (int column = left; column < right; column++) {
                int there = reference[from + Math.clamp(column + x, 0, width - 1)] & 0xFF;
                sum += Math.abs((picture[row * width + column] & 0xFF) - there);
            }
        }
        if (sum < best) {
            best = sum;
            bestX = x;
            bestY = y;
        }
    }

    /** What the block costs without a reference: how far its samples are from their mean. */
    long intraCost(int left, int top, int size) {
        int right = Math.min(width, left + size);
        int bottom = Math.min(height, top + size);
        long sum = 0;
        for (int row = top; row < bottom; row++) {
            for (int column = left; column < right; column++) {
                sum += picture[row * width + column] & 0xFF;
            }
        }
        long mean = sum / ((long) (right - left) * (bottom - top));
        long cost = 0;
        for (int row = top; row < bottom; row++) {
            for (int column = left; column < right; column++) {
                cost += Math.abs((picture[row * width + column] & 0xFF) - mean);
            }
        }
        return cost;
    }

    int bestX() {
        return bestX;
    }

    int bestY() {
        return bestY;
    }

    long best() {
        return best;
    }
}
