package org.nvenc4j.internal.trace;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A picture, from the moment when a frame was given to the driver to that when an access unit came back for it. */
@Name("org.nvenc4j.PictureEncoded")
@Label("Picture Encoded")
@Description("A picture, from nvEncEncodePicture to nvEncLockBitstream")
@Category("NVENC")
@StackTrace(false)
@Enabled(false)
final class PictureEncoded extends Event {
    private static final PictureEncoded PROBE = new PictureEncoded();

    @Label("Number")
    long number;

    @Label("Type")
    @Nullable
    String type;

    @Label("Size")
    @Description("The access unit; where slices are given one by one, what was there first")
    @DataAmount
    int bytes;

    @Label("Average QP")
    @Description("-1 where the driver does not say")
    int averageQp;

    static boolean isWanted() {
        return PROBE.isEnabled();
    }
}
