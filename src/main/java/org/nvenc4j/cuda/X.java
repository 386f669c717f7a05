package org.nvenc4j.cuda;

final class X {}
