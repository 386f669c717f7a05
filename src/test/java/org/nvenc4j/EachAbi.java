package org.nvenc4j;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A test that runs once for each NVENC API that nvenc4j speaks, and takes it as its parameter. */
@SuppressWarnings("exports") // JUnit is not exported to those who use the module
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "NVENC API {0}")
@MethodSource("org.nvenc4j.ApiVersion#supported")
public @interface EachAbi {}
