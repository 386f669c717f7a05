package org.nvenc4j.bitstream;

/**
 * The part of the coded picture that is meant to be seen, in luma samples.
 *
 * @param left samples cut off at the left
 * @param top rows cut off at the top
 * @param width samples a row that are left
 * @param height rows that are left
 */
public record CropWindow(int left, int top, int width, int height) {

    /**
     * Reads the four offsets of H.264's cropping and HEVC's conformance window.
     *
     * @param stepX luma samples that a horizontal offset of 1 stands for
     * @param stepY rows that a vertical offset of 1 stands for
     */
    static CropWindow read(BitReader reader, int codedWidth, int codedHeight, int stepX, int stepY) {
        if (!reader.flag()) {
            return new CropWindow(0, 0, codedWidth, codedHeight);
        }
        long left = reader.ue("left cropping offset") * stepX;
        long right = reader.ue("right cropping offset") * stepX;
        long top = reader.ue("top cropping offset") * stepY;
        long bottom = reader.ue("bottom cropping offset") * stepY;
        if (left + right >= codedWidth || top + bottom >= codedHeight) {
            throw reader.malformed("expected cropping to leave some of " + codedWidth + "x" + codedHeight + ", found "
                    + (left + right) + " columns and " + (top + bottom) + " rows cut off");
        }
        return new CropWindow(
                (int) left, (int) top, (int) (codedWidth - left - right), (int) (codedHeight - top - bottom));
    }
}
