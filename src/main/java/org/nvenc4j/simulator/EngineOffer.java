package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.Codec;

/** What the engine of one GPU offers to a session of one ABI: codecs, profiles, presets, formats, capabilities. */
final class EngineOffer {
    private record Question(Codec codec, int preset, long tuning) {}

    private final SessionHost host;
    private final GpuModel gpu;
    private final ClientStructs structs;
    private final AbiTable abi;
    private final Set<Question> questions = new HashSet<>();

    EngineOffer(SessionHost host, GpuModel gpu, ClientStructs structs) {
        this.host = host;
        this.gpu = gpu;
        this.structs = structs;
        this.abi = structs.abi();
    }

    Codec requireCodec(Guid guid) {
        Codec codec = codecOf(abi, guid);
        if (codec == null) {
            throw Refusal.invalid("encodeGUID is no codec");
        }
        if (!host.offers(gpu, codec)) {
            throw Refusal.unsupported("this GPU does not encode " + codec);
        }
        return codec;
    }

    static @Nullable Codec codecOf(AbiTable abi, Guid guid) {
        for (Codec codec : Codec.values()) {
            if (guid.equals(abi.guid("NV_ENC_CODEC_" + codec + "_GUID"))) {
                return codec;
            }
        }
        return null;
    }

    List<Guid> codecs() {
        List<Guid> guids = new ArrayList<>();
        for (Codec codec : Codec.values()) {
            Guid guid = abi.guid("NV_ENC_CODEC_" + codec + "_GUID");
            if (guid != null && host.offers(gpu, codec)) {
                guids.add(guid);
            }
        }
        return guids;
    }

    List<Guid> profiles(Codec codec) {
        List<Guid> guids = new ArrayList<>();
        List<String> names = new ArrayList<>(abi.guidNames("NV_ENC_" + codec + "_PROFILE_"));
        names.addFirst("NV_ENC_CODEC_PROFILE_AUTOSELECT_GUID");
        for (String name : names) {
            boolean lacks = name.contains("HIGH_10_") && gpu.cap(codec, Caps.TEN_BIT) == 0
                    || name.contains("HIGH_422_") && gpu.cap(codec, Caps.YUV422) == 0;
            Guid guid = abi.guid(name);
            if (!lacks && guid != null) {
                guids.add(guid);
            }
        }
        return guids;
    }

    List<Guid> presets() {
        List<Guid> guids = new ArrayList<>();
        for (String name : abi.guidNames("NV_ENC_PRESET_P")) {
            Guid guid = abi.guid(name);
            if (guid != null) {
                guids.add(guid);
            }
        }
        return guids;
    }

    List<InputFormat> inputFormats(Codec codec) {
        List<InputFormat> formats = new ArrayList<>();
        for (InputFormat format : InputFormat.values()) {
            boolean exists = abi.findConstant(format.constant()) != null;
            boolean depth = format.bitDepth() == 8 || gpu.cap(codec, Caps.TEN_BIT) != 0;
            boolean chroma = format.isPacked()
                    || format.chromaFormat() == 1
                    || gpu.cap(codec, format.chromaFormat() == 2 ? Caps.YUV422 : Caps.YUV444) != 0;
            if (exists && depth && chroma) {
                formats.add(format);
            }
        }
        return formats;
    }

    int cap(Codec codec, long params) {
        StructView view = structs.checked("NV_ENC_CAPS_PARAM", params);
        long number = view.get("capsToQuery");
        if (number < 0 || number >= abi.constant("NV_ENC_CAPS_EXPOSED_COUNT")) {
            throw Refusal.invalid("capsToQuery " + number + " is unknown to this driver");
        }
        return gpu.cap(codec, (int) number);
    }

    void presetConfig(Codec codec, Guid presetGuid, long tuning, long params) {
        if (params == 0) {
            throw Refusal.nullPointer("NV_ENC_PRESET_CONFIG");
        }
        StructView view = StructView.at(abi, abi.layout("NV_ENC_PRESET_CONFIG", codec), params);
        ClientStructs.checkWord(view, "version");
        ClientStructs.checkWord(view, "presetCfg.version", abi.constant("NV_ENC_CONFIG_VER"));
        ClientStructs.checkReserved(view);
        int preset = preset(presetGuid);
        checkTuning(codec, tuning);
        questions.add(new Question(codec, preset, tuning));
        StructLayout config = abi.layout("NV_ENC_CONFIG", codec);
        MemorySegment inner =
                view.memory().asSlice(view.layout().field("presetCfg.version").offset(), config.size());
        inner.fill((byte) 0);
        host.presets().fill(new StructView(abi, config, inner), codec, preset, (int) tuning);
    }

    /** The number of a preset; refuses another GUID. */
    int preset(Guid guid) {
        String name = abi.guidName(guid);
        if (name == null || !name.startsWith("NV_ENC_PRESET_P")) {
            throw Refusal.invalid("presetGUID is none of P1 to P7");
        }
        return name.charAt("NV_ENC_PRESET_P".length()) - '0';
    }

    void checkTuning(Codec codec, long tuning) {
        long count = abi.constant("NV_ENC_TUNING_INFO_COUNT");
        if (tuning < 1 || tuning >= count) {
            throw Refusal.invalid("tuningInfo " + tuning + ", API " + abi.version() + " has 1 to " + (count - 1));
        }
        boolean uhq = tuning == Presets.ULTRA_HIGH_QUALITY;
        if (uhq && (codec == Codec.H264 || codec == Codec.AV1 && !abi.version().isAtLeast(ApiVersion.V13_0))) {
            throw Refusal.unsupported("ultra-high quality tuning with " + codec + " in API " + abi.version());
        }
        if (tuning == Presets.LOSSLESS && gpu.cap(codec, Caps.LOSSLESS) == 0) {
            throw Refusal.unsupported("lossless tuning with " + codec);
        }
    }

    /** Refuses a preset and tuning that are not those whose configuration was asked for. */
    void checkAskedFor(Codec codec, int preset, long tuning) {
        if (!questions.isEmpty() && !questions.contains(new Question(codec, preset, tuning))) {
            throw Refusal.invalid("presetGUID P" + preset + " and tuningInfo " + tuning
                    + " are not those that nvEncGetEncodePresetConfigEx was asked for");
        }
    }
}
