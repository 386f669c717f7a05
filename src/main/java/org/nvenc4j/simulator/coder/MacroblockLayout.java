package org.nvenc4j.simulator.coder;

import java.util.Arrays;
import java.util.List;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.SourcePicture.Plane;

/**
 * Pictures as a row of macroblocks, each in the very bytes that {@code I_PCM} writes. So writing one is one copy, and
 * comparing one with the reference is one comparison.
 *
 * @param width in luma samples
 * @param height in luma samples
 * @param chromaFormat {@code chroma_format_idc}
 * @param bitDepth 8 or 10
 */
record MacroblockLayout(int width, int height, int chromaFormat, int bitDepth) {

    /** That of frames, or of fields where these are coded. */
    static MacroblockLayout of(CoderSettings settings) {
        return new MacroblockLayout(
                settings.width(),
                settings.fieldCoding() ? settings.height() / 2 : settings.height(),
                settings.chromaFormat(),
                settings.bitDepth());
    }

    int columns() {
        return (width + 15) / 16;
    }

    int rows() {
        return (height + 15) / 16;
    }

    int count() {
        return columns() * rows();
    }

    /** Luma columns to a chroma column, 1 without chroma. */
    int chromaStepX() {
        return chromaFormat == 1 || chromaFormat == 2 ? 2 : 1;
    }

    /** Luma rows to a chroma row, 1 without chroma. */
    int chromaStepY() {
        return chromaFormat == 1 ? 2 : 1;
    }

    /** Bytes of one macroblock. */
    int blockBytes() {
        int chroma = chromaFormat == 0 ? 0 : 2 * 256 / (chromaStepX() * chromaStepY());
        return (256 + chroma) * bitDepth / 8;
    }

    /**
     * Packs a picture. Macroblocks that reach over its edge repeat the last column and row.
     *
     * @param planes what the settings' format has, 1 or 3
     * @param target {@link #count} times {@link #blockBytes} bytes from the start on
     */
    void pack(List<Plane> planes, byte[] target, int start) {
        packPlane(planes.get(0), width, height, 16, 16, target, start);
        int at = start + 256 * bitDepth / 8;
        for (Plane plane : planes.subList(1, planes.size())) {
            int blockWidth = 16 / chromaStepX();
            int blockHeight = 16 / chromaStepY();
            packPlane(plane, width / chromaStepX(), height / chromaStepY(), blockWidth, blockHeight, target, at);
            at += blockWidth * blockHeight * bitDepth / 8;
        }
    }

    private void packPlane(
            Plane plane, int planeWidth, int planeHeight, int blockWidth, int blockHeight, byte[] target, int start) {
        int blockBytes = blockBytes();
        int rowBytes = blockWidth * bitDepth / 8;
        int whole = planeWidth / blockWidth;
        byte[] samples = plane.samples();
        byte[] edge = new byte[blockWidth * 2];
        int sampleBytes = bitDepth > 8 ? 2 : 1;
        for (int y = 0; y < rows() * blockHeight; y++) {
            int source = plane.offset() + Math.min(y, planeHeight - 1) * plane.stride();
            int to = y / blockHeight * columns() * blockBytes + start + y % blockHeight * rowBytes;
            for (int column = 0; column < whole; column++) {
                packRow(samples, source + column * blockWidth * sampleBytes, blockWidth, target, to);
                to += blockBytes;
            }
            if (whole < columns()) {
                int first = whole * blockWidth;
                int inside = (planeWidth - first) * sampleBytes;
                System.arraycopy(samples, source + first * sampleBytes, edge, 0, inside);
                for (int at = inside; at < edge.length; at++) {
                    edge[at] = edge[at - sampleBytes];
                }
                packRow(edge, 0, blockWidth, target, to);
            }
        }
    }

    private void packRow(byte[] source, int from, int count, byte[] target, int to) {
        if (bitDepth == 8) {
            System.arraycopy(source, from, target, to, count);
            return;
        }
        // Four samples of ten bits make five bytes.
        int at = to;
        for (int i = from; i < from + 2 * count; i += 8) {
            long four = sample(source, i) << 30
                    | sample(source, i + 2) << 20
                    | sample(source, i + 4) << 10
                    | sample(source, i + 6);
            target[at] = (byte) (four >>> 32);
            target[at + 1] = (byte) (four >>> 24);
            target[at + 2] = (byte) (four >>> 16);
            target[at + 3] = (byte) (four >>> 8);
            target[at + 4] = (byte) four;
            at += 5;
        }
    }

    private static long sample(byte[] source, int at) {
        return source[at] & 0xFF | (source[at + 1] & 0x3) << 8;
    }

    /** Whether two packed pictures have the same macroblock at this place. */
    boolean same(byte[] one, byte[] other, int block) {
        int from = block * blockBytes();
        int to = from + blockBytes();
        return Arrays.equals(one, from, to, other, from, to);
    }
}
