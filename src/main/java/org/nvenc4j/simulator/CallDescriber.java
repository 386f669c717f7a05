package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.Codec;

/** Lists what the arguments of a call hold, for {@link RecordedCall}. */
final class CallDescriber {
    private final SimulatedNvenc nvenc;

    CallDescriber(SimulatedNvenc nvenc) {
        this.nvenc = nvenc;
    }

    /** The arguments of a CUDA call, by position. */
    static Map<String, Object> cuda(EntryPoints.Function function, Object[] args) {
        Map<String, Object> values = new TreeMap<>();
        for (int i = 0; i < args.length; i++) {
            long value = args[i] instanceof Number number ? number.longValue() : 0;
            if (value != 0) {
                values.put("argument" + i, function.parameters().get(i).equals("void *") ? "ptr" : (Object) value);
            }
        }
        return values;
    }

    /** The arguments of an NVENC call: the members of its structs, and other values by the name that the API gives them. */
    Map<String, Object> nvenc(EntryPoints.Function function, Object[] args) {
        EncodeSession session = args.length > 0 && args[0] instanceof Long handle ? nvenc.find(handle) : null;
        AbiTable abi = session == null ? nvenc.boundTable() : session.abi();
        Codec codec = session == null ? null : session.codec();
        Map<String, Object> values = new TreeMap<>();
        String prefix = "";
        for (int i = 0; i < args.length; i++) {
            String type = function.parameters().get(i);
            if (args[i] instanceof MemorySegment guid) {
                Guid value = Guid.read(guid, 0);
                Codec asked = EngineOffer.codecOf(abi, value);
                codec = asked == null ? codec : asked;
                String name = abi.guidName(value);
                values.put(guidName(i, name), name == null ? value.toString() : name);
            } else if (type.equals("NV_ENC_TUNING_INFO")) {
                values.put("tuningInfo", ((Number) args[i]).longValue());
            } else if (type.endsWith(" *") && abi.hasStruct(type.substring(0, type.length() - 2))) {
                if ((long) args[i] != 0) {
                    describe(abi, type.substring(0, type.length() - 2), (long) args[i], codec, prefix, values);
                    prefix = "payload.";
                }
            } else if (type.equals("NV_ENC_CUSTREAM_PTR") && ClientMemory.isHostPointer((long) args[i])) {
                values.put(i == 1 ? "inputStream" : "outputStream", ClientMemory.getLong((long) args[i]));
            } else if (i > 0 && ((Number) args[i]).longValue() != 0) {
                long value = ((Number) args[i]).longValue();
                boolean pointer = type.endsWith("*") || type.startsWith("NV_ENC_");
                values.put("argument" + i, pointer ? "ptr" : (Object) value);
            }
        }
        return values;
    }

    private static String guidName(int index, @Nullable String guid) {
        if (index == 1) {
            return "encodeGUID";
        }
        return guid != null && guid.contains("PRESET") ? "presetGUID" : "profileGUID";
    }

    private static void describe(
            AbiTable abi,
            String struct,
            long address,
            @Nullable Codec codec,
            String prefix,
            Map<String, Object> values) {
        StructView view = StructView.at(abi, abi.layout(struct, codec), address);
        view.nonZero().forEach((name, value) -> values.put(prefix + name, value));
        String init = struct.equals("NV_ENC_RECONFIGURE_PARAMS") ? "reInitEncodeParams." : "";
        if (view.has(init + "encodeConfig") && view.isSet(init + "encodeConfig")) {
            Codec asked = EngineOffer.codecOf(abi, view.guid(init + "encodeGUID"));
            StructLayout layout = abi.layout("NV_ENC_CONFIG", asked == null ? codec : asked);
            StructView config = StructView.at(abi, layout, view.get(init + "encodeConfig"));
            values.remove(prefix + init + "encodeConfig");
            config.nonZero().forEach((name, value) -> values.put(prefix + init + "encodeConfig." + name, value));
        }
    }
}
