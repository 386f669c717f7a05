package org.nvenc4j.bitstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.ValueLayout;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.Codec;
import org.nvenc4j.EachAbi;
import org.nvenc4j.EncodedPicture;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.NvEncoder;
import org.nvenc4j.PictureOptions;
import org.nvenc4j.SimulatedGpu;
import org.nvenc4j.cuda.DeviceFrame;

/** What a session gives, read in place. */
class EncodedStreamTest {

    @EachAbi
    void readsPicturesInPlace(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder =
                        NvEncoder.open(gpu.context, EncoderConfig.h264(178, 100).build())) {
            DeviceFrame frame = gpu.frame(178, 100);
            SequenceHeader header = SequenceHeader.parse(Codec.H264, encoder.sequenceParameters());
            assertThat(header.width()).isEqualTo(178);
            assertThat(header.height()).isEqualTo(100);
            for (int i = 0; i < 6; i++) {
                EncodedPicture picture = encoder.encode(frame, new PictureOptions().forceIdr(i == 3))
                        .only();
                AccessUnit unit = AccessUnit.parse(Codec.H264, picture.data());
                assertThat(unit.isKeyFrame()).isEqualTo(picture.isKeyFrame()).isEqualTo(i % 3 == 0);
                assertThat(unit.hasParameterSets()).isEqualTo(i % 3 == 0);
                assertThat(unit.sequenceHeader().isPresent()).isEqualTo(i % 3 == 0);
                unit.sequenceHeader().ifPresent(found -> assertThat(found).isEqualTo(header));
                picture.close();
                assertThatIllegalStateException()
                        .isThrownBy(() -> unit.units().getFirst().bytes().toArray(ValueLayout.JAVA_BYTE));
            }
        }
    }
}
