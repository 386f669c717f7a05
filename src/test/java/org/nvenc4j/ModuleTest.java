package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The library as its users meet it: a named module that may call native code. */
class ModuleTest {
    private final Module module = ModuleTest.class.getModule();

    @Test
    void testsRunInTheNamedModule() {
        assertThat(module.getName()).isEqualTo("org.nvenc4j");
        assertThat(module.isNativeAccessEnabled()).isTrue();
    }
}
