package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceFrame;

/** One frame in, its own access unit out of the same call. */
class ZeroDelayTest {
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;
    private static final EncoderConfig CONFIG =
            EncoderConfig.h264(WIDTH, HEIGHT).build();

    @EachAbi
    void eachCallGivesThePictureOfItsOwnFrame(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            List<DeviceFrame> frames = gpu.frames(5, BufferFormat.NV12, WIDTH, HEIGHT);
            List<byte[]> units = new ArrayList<>();
            for (DeviceFrame frame : frames) {
                units.add(encoder.encode(frame).only().toByteArray());
            }
            assertThat(encoder.flush()).isEmpty();

            List<Decoder.Picture> decoded = Decoder.decode(Codec.H264, units);
            assertThat(decoded).extracting(Decoder.Picture::unit).containsExactly(0L, 1L, 2L, 3L, 4L);
            for (int i = 0; i < frames.size(); i++) {
                assertThat(Planes.of(decoded.get(i))).as("picture %d", i).isEqualTo(Planes.of(frames.get(i)));
            }
        }
    }

    @EachAbi
    void theStreamBeginsWithParameterSetsAndAKeyFrame(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            EncodedPicture first = encoder.encode(frame).only();
            assertThat(first.isKeyFrame()).isTrue();
            assertThat(AnnexB.nalTypes(first.toByteArray())).startsWith(7, 8).contains(5);

            EncodedPicture second = encoder.encode(frame).only();
            assertThat(second.type()).isEqualTo(PictureType.P);
            assertThat(AnnexB.nalTypes(second.toByteArray())).containsExactly(1);

            EncodedPicture forced =
                    encoder.encode(frame, new PictureOptions().forceIdr(true)).only();
            assertThat(forced.type()).isEqualTo(PictureType.IDR);
            assertThat(AnnexB.nalTypes(forced.toByteArray())).startsWith(7, 8).contains(5);
        }
    }

    @EachAbi
    void theCallersPointerIsWhatIsMappedAndNothingIsCopied(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            int before = gpu.simulator.calls().size();
            encoder.encode(frame);
            encoder.encode(frame);

            List<String> functions = gpu.simulator.calls().stream()
                    .skip(before)
                    .map(call -> call.function())
                    .toList();
            assertThat(functions)
                    .noneMatch(function -> function.startsWith("cuMemcpy") || function.startsWith("cuMemAlloc"));
            assertThat(functions).containsOnlyOnce("nvEncRegisterResource");
            assertThat(functions.stream().filter("nvEncMapInputResource"::equals))
                    .hasSize(2);
        }
    }

    @EachAbi
    void theFrameIsFreeWhenTheCallReturns(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            byte[] black = new byte[(int) frame.packedBytes()];
            List<byte[]> units = new ArrayList<>();
            List<ByteBuffer> written = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                black[i * 100] = (byte) (i + 1);
                frame.upload(black);
                written.add(Planes.of(frame));
                units.add(encoder.encode(frame).only().toByteArray());
                assertThat(encoder.holds(frame)).isFalse();
            }
            assertThat(Decoder.decode(Codec.H264, units)).map(Planes::of).isEqualTo(written);
        }
    }

    @EachAbi
    void timestampDurationAndTokenComeBackAndTheDriverSeesItsOwnCount(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            Object token = new Object();
            EncodedPicture picture = encoder.encode(
                            frame,
                            new PictureOptions()
                                    .timestamp(-90_000)
                                    .duration(1500)
                                    .token(token))
                    .only();
            assertThat(picture.timestamp()).isEqualTo(-90_000);
            assertThat(picture.duration()).isEqualTo(1500);
            assertThat(picture.token()).isSameAs(token);
            assertThat(picture.number()).isZero();

            EncodedPicture next = encoder.encode(frame).only();
            assertThat(next.timestamp()).isEqualTo(1);
            assertThat(next.duration()).isEqualTo(1);
            assertThat(next.token()).isNull();
            assertThat(gpu.simulator.calls("nvEncEncodePicture"))
                    .extracting(call -> call.in().getOrDefault("inputTimeStamp", 0L))
                    .containsExactly(0L, 1L);
        }
    }

    @EachAbi
    void thePictureCanBeReadInPlaceAndCopiedEveryWay(ApiVersion version) throws Exception {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            EncodedPicture picture = encoder.encode(gpu.frame(WIDTH, HEIGHT)).only();
            byte[] bytes = picture.toByteArray();
            assertThat(bytes).hasSize(picture.size()).startsWith(0, 0);

            assertThat(picture.data().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes);
            assertThat(picture.data().isReadOnly()).isTrue();
            assertThat(picture.byteAt(bytes.length - 1)).isEqualTo(bytes[bytes.length - 1]);

            byte[] array = new byte[bytes.length + 3];
            assertThat(picture.copyTo(array, 3)).isEqualTo(bytes.length);
            assertThat(Arrays.copyOfRange(array, 3, array.length)).isEqualTo(bytes);

            MemorySegment segment = MemorySegment.ofArray(new byte[bytes.length]);
            picture.copyTo(segment, 0);
            assertThat(segment.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes);

            ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
            picture.copyTo(buffer);
            assertThat(buffer.hasRemaining()).isFalse();
            assertThat(buffer.array()).isEqualTo(bytes);

            var out = new ByteArrayOutputStream();
            picture.writeTo(Channels.newChannel(out));
            assertThat(out.toByteArray()).isEqualTo(bytes);

            assertThatThrownBy(() -> picture.copyTo(new byte[bytes.length], 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> picture.byteAt(bytes.length)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @EachAbi
    void theBytesAreDeadAfterTheNextCall(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            EncodedPicture picture = encoder.encode(frame).only();
            MemorySegment data = picture.data();
            encoder.encode(frame);
            assertThatThrownBy(() -> data.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);

            EncodedPicture closed = encoder.encode(frame).only();
            MemorySegment again = closed.data();
            closed.close();
            closed.close();
            assertThatThrownBy(() -> again.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(closed::size)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("until the encoder's next call");
            assertThat(closed.isOpen()).isFalse();
        }
    }

    @EachAbi
    void intraOnlyStreamsHaveASlotToo(ApiVersion version) {
        var intraOnly = EncoderConfig.h264(WIDTH, HEIGHT).gopLength(1).build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, intraOnly)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            assertThat(encoder.framesInFlight()).isEqualTo(1);
            for (int i = 0; i < 3; i++) {
                assertThat(encoder.encode(frame).only().type()).isEqualTo(PictureType.IDR);
            }
        }
    }

    @EachAbi
    void picturesThatNobodyTookArePassedOver(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            EncodedPictures pictures = encoder.encode(frame);
            assertThat(pictures.size()).isEqualTo(1);
            assertThat(pictures.toString()).matches("IDR picture 0, \\d+ bytes, QP 0, timestamp 0");
            encoder.encode(frame);
            assertThat(encoder.encode(frame).only().number()).isEqualTo(2);
        }
    }
}
