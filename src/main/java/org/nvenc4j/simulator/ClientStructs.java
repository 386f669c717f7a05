package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.Codec;

/** Finds the structs that a client passes, and refuses those that its ABI does not allow. */
final class ClientStructs {
    private final AbiTable abi;

    ClientStructs(AbiTable abi) {
        this.abi = abi;
    }

    AbiTable abi() {
        return abi;
    }

    StructView checked(String struct, long address, @Nullable Codec codec) {
        return checked(abi.layout(struct, codec), address);
    }

    StructView checked(StructLayout layout, long address) {
        if (address == 0) {
            throw Refusal.nullPointer(layout.name());
        }
        StructView view = StructView.at(abi, layout, address);
        checkWord(view, "version");
        checkReserved(view);
        return view;
    }

    StructView checked(String struct, long address) {
        return checked(struct, address, null);
    }

    static void checkWord(StructView view, String member) {
        long expected = view.layout().versionWord();
        checkWord(view, member, expected);
    }

    static void checkWord(StructView view, String member, long expected) {
        int word = view.getInt(member);
        if (word != (int) expected) {
            throw new Refusal(
                    NvencStatusCode.INVALID_VERSION,
                    "%s.%s is 0x%08x, API %s has 0x%08x"
                            .formatted(
                                    view.layout().name(),
                                    member,
                                    word,
                                    view.abi().version(),
                                    (int) expected));
        }
    }

    static void checkReserved(StructView view) {
        String dirty = view.layout().dirtyReservedSpace(view.memory());
        if (dirty != null) {
            throw Refusal.invalid("reserved space is not zero: " + dirty);
        }
    }

    static StructView copy(StructView view) {
        MemorySegment copy = MemorySegment.ofArray(new byte[view.layout().size()]);
        copy.copyFrom(view.memory());
        return new StructView(view.abi(), view.layout(), copy);
    }
}
