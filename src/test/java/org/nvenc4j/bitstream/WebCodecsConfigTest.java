package org.nvenc4j.bitstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nvenc4j.Codec;

class WebCodecsConfigTest {

    /** 1280x720 High at level 3.1, cropped from 1280x720 macroblocks, with or without usability information. */
    private static BitWriter high(int rows) {
        BitWriter out = new BitWriter()
                .bits(0x67, 8)
                .bits(100, 8)
                .bits(0, 8)
                .bits(31, 8)
                .ue(0);
        out.ue(1).ue(0).ue(0).flag(false).flag(false);
        return out.ue(0).ue(2).ue(1).flag(false).ue(79).ue(rows - 1).flag(true).flag(true);
    }

    private static SequenceHeader parse(BitWriter sps) {
        return SequenceHeader.parse(Codec.H264, sps.nal());
    }

    @Test
    void saysNoMoreThanTheStream() {
        WebCodecsConfig config = WebCodecsConfig.of(parse(high(45).flag(false).flag(false)));
        assertThat(config.toJson())
                .isEqualTo(
                        "{\"codec\":\"avc1.64001F\",\"codedWidth\":1280,\"codedHeight\":720,\"optimizeForLatency\":true}");
        assertThat(config.withOptimizeForLatency(false).toJson()).endsWith("\"optimizeForLatency\":false}");
    }

    @Test
    void saysColoursAndShape() {
        BitWriter sps = high(46).flag(true).ue(0).ue(0).ue(0).ue(4).flag(true);
        sps.flag(true).bits(255, 8).bits(3, 16).bits(4, 16).flag(false);
        sps.flag(true).bits(5, 3).flag(true).flag(true).bits(9, 8).bits(16, 8).bits(10, 8);
        WebCodecsConfig config = WebCodecsConfig.of(parse(sps.bits(0, 6)));
        assertThat(config.codedHeight()).isEqualTo(736);
        assertThat(config.displayAspect()).contains(new WebCodecsConfig.DisplayAspect(1280 * 3, 728 * 4));
        // WebCodecs has no name for BT.2020 with constant luminance.
        assertThat(config.toJson())
                .contains("\"displayAspectWidth\":3840,\"displayAspectHeight\":2912")
                .contains("\"colorSpace\":{\"primaries\":\"bt2020\",\"transfer\":\"pq\",\"matrix\":null,"
                        + "\"fullRange\":true}");
    }

    @Test
    void refusesNamesThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WebCodecsConfig("avc1\",\"x", 16, 16, Optional.empty(), Optional.empty(), true))
                .withMessageContaining("avc1\",\"x");
    }
}
