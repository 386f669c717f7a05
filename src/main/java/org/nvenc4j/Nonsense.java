package org.nvenc4j;

/** Answers of a driver's that it calls a success and that cannot be: to believe them would be worse than to fail. */
final class Nonsense {
    private Nonsense() {}

    static NvencException of(String function, String answer) {
        return new NvencException(NvencStatus.GENERIC.code(), function, "it answers " + answer + ", which cannot be");
    }
}
