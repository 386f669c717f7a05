package org.nvenc4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nvenc4j.Codec;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.NvEncoder;
import org.nvenc4j.SimulatedGpu;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.PresetContents;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.StubCoder;
import picocli.CommandLine;

/** What the driver is initialised with for each option of the command line. */
class EncoderOptionsTest {
    private static final FrameSource SOURCE = TestPattern.parse("testsrc:256x256@30", BufferFormat.NV12);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        H264 | --profile high                    | profileGUID=NV_ENC_H264_PROFILE_HIGH_GUID
        H264 | --level 4.1                       | level=41
        HEVC | --tier high                       | tier=1
        AV1  | --tier HIGH                       | tier=1
        H264 | --preset p2 --tune ll             | presetGUID=NV_ENC_PRESET_P2_GUID tuningInfo=2
        H264 | --highbitdepth                    | inputBitDepth=8 outputBitDepth=10
        H264 | --colorspace bt709                | colourPrimaries=1 transferCharacteristics=1 colourMatrix=1
        HEVC | --colorspace SMPTE170M            | colourPrimaries=6 transferCharacteristics=6 colourMatrix=6
        HEVC | --colorspace bt470bg              | colourPrimaries=5 transferCharacteristics=6 colourMatrix=5
        HEVC | --colorspace bt2020nc             | colourPrimaries=9 transferCharacteristics=14 colourMatrix=9
        AV1  | --colorspace bt2100-pq            | colorPrimaries=9 transferCharacteristics=16 matrixCoefficients=9
        HEVC | --colorspace bt2100-hlg           | colourPrimaries=9 transferCharacteristics=18 colourMatrix=9
        HEVC | --colorspace 12:8:10              | colourPrimaries=12 transferCharacteristics=8 colourMatrix=10
        H264 | --range pc                        | videoFullRangeFlag=1
        H264 | --range full                      | videoFullRangeFlag=1
        AV1  | --range pc                        | colorRange=1
        HEVC | --range tv                        | videoSignalTypePresentFlag=1 videoFullRangeFlag=0
        H264 | --aud --no-repeat-headers         | outputAUD=1 repeatSPSPPS=0
        H264 | --rc vbr --bitrate 2M --maxrate 3M | rateControlMode=1 averageBitRate=2000000 maxBitRate=3000000
        H264 | --bufsize 500k --vbv-init 100k    | vbvBufferSize=500000 vbvInitialDelay=100000
        H264 | --qp 21                           | rateControlMode=0 constQP.qpInterP=21 constQP.qpIntra=21
        H264 | --rc cbr                          | rateControlMode=2 targetQuality=0
        H264 | --rc cbr --multipass fullres      | rateControlMode=2 multiPass=2
        H264 | --cq 23.5                         | rateControlMode=1 targetQuality=23 targetQualityLSB=128
        AV1  | --cq 60 --rc vbr                  | rateControlMode=1 targetQuality=60
        H264 | --qmin 18                         | enableMinQP=1 minQP.qpInterP=18 minQP.qpInterB=18 minQP.qpIntra=18
        AV1  | --qmax 200                        | enableMaxQP=1 maxQP.qpInterP=200 maxQP.qpInterB=200 maxQP.qpIntra=200
        H264 | --ldkfs 7                         | lowDelayKeyFrameScale=7
        H264 | --spatial-aq                      | enableAQ=1
        H264 | --no-spatial-aq                   | enableAQ=0
        H264 | --aq-strength 9                   | enableAQ=1 aqStrength=9
        H264 | --aq-strength 9 --no-spatial-aq   | enableAQ=0 aqStrength=9
        H264 | --temporal-aq                     | enableTemporalAQ=1
        H264 | --gop 30                          | gopLength=30 idrPeriod=30
        H264 | --gop 30 --tune hq --bframes 3    | frameIntervalP=4
        H264 | --b-ref-mode each                 | useBFramesAsRef=1
        H264 | --b-ref-mode disabled             | useBFramesAsRef=0
        AV1  | --b-ref-mode hierarchical         | useBFramesAsRef=4
        H264 | --tune hq --rc-lookahead 8 --gop 60 --lookahead-level 3 | lookaheadDepth=8 lookaheadLevel=3
        H264 | --tune hq --rc-lookahead 8 --lookahead-level auto | lookaheadLevel=15
        HEVC | --tune hq --gop 60 --bframes 4 --tf-level 4 | tfLevel=4
        HEVC | --tf-level 0                      | tfLevel=0
        HEVC | --weighted-pred                   | enableWeightedPrediction=1
        H264 | --strict-gop                      | strictGOPTarget=1
        H264 | --nonref-p                        | enableNonRefP=1
        H264 | --zerolatency                     | zeroReorderDelay=1
        H264 | --no-zerolatency                  | zeroReorderDelay=0
        HEVC | --dpb-size 5                      | maxNumRefFramesInDPB=5
        H264 | --intra-refresh 120:30            | enableIntraRefresh=1 intraRefreshPeriod=120 intraRefreshCnt=30
        H264 | --slices 4                        | sliceMode=3 sliceModeData=4
        HEVC | --split-encode 2                  | splitEncodeMode=2
        HEVC | --split-encode forced             | splitEncodeMode=1
        AV1  | --split-encode disabled           | splitEncodeMode=15
        """)
    void reachesTheDriver(Codec codec, String options, String fields) {
        try (var gpu = SimulatedGpu.of(
                        Simulator.builder().gpu(GpuModel.BLACKWELL).coder(new StubCoder()));
                var encoder = NvEncoder.open(gpu.context, config(codec, options))) {
            assertThat(encoder.config().codec()).isEqualTo(codec);
            Map<String, Object> initialized =
                    gpu.simulator.calls("nvEncInitializeEncoder").getFirst().in();

            for (String field : fields.split(" ")) {
                String[] nameAndValue = field.split("=");
                assertThat(value(initialized, nameAndValue[0])).as(field).isEqualTo(nameAndValue[1]);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--no-spatial-aq, rcParams.enableAQ",
        "--no-temporal-aq, rcParams.enableTemporalAQ",
        "--no-strict-gop, rcParams.strictGOPTarget",
        "--no-nonref-p, rcParams.enableNonRefP",
        "--no-zerolatency, rcParams.zeroReorderDelay"
    })
    void turnsOffWhatThePresetTurnsOn(String option, String field) {
        var preset = new PresetContents(
                "NV_ENC_CODEC_H264_GUID",
                "NV_ENC_PRESET_P4_GUID",
                3,
                Map.of(
                        "gopLength",
                        30,
                        "frameIntervalP",
                        1,
                        "profileGUID",
                        "NV_ENC_CODEC_PROFILE_AUTOSELECT_GUID",
                        "frameFieldMode",
                        1,
                        "rcParams.averageBitRate",
                        1_000_000,
                        field,
                        1));
        try (var gpu = SimulatedGpu.of(Simulator.builder().preset(preset).coder(new StubCoder()))) {
            NvEncoder.open(gpu.context, config(Codec.H264, "--gop 60")).close();
            NvEncoder.open(gpu.context, config(Codec.H264, "--gop 60 " + option))
                    .close();

            assertThat(gpu.simulator.calls("nvEncInitializeEncoder"))
                    .extracting(call -> value(call.in(), field))
                    .containsExactly("1", "0");
        }
    }

    private static EncoderConfig config(Codec codec, String options) {
        return CommandLine.populateCommand(new EncoderOptions(), options.split(" "))
                .config(codec, SOURCE);
    }

    /** The field whose dotted name ends so, 0 where none does: the recording leaves those out. */
    private static String value(Map<String, Object> fields, String name) {
        String found = fields.entrySet().stream()
                .filter(field -> ("." + field.getKey()).endsWith("." + name))
                .map(field -> field.getValue().toString())
                .collect(Collectors.joining(" and "));
        return found.isEmpty() ? "0" : found;
    }
}
