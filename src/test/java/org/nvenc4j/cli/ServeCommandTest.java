package org.nvenc4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nvenc4j.Codec;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.Recipes;
import org.nvenc4j.SimulatedGpu;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.Simulator;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The page in a real browser, Chromium without a window. Where none is installed the test is skipped, unless the property
 * {@code nvenc4j.test.browser} is {@code required}.
 */
@Timeout(300)
class ServeCommandTest {
    /** Debian's Chromium, or the Chrome of GitHub's runners, each with the driver that belongs to it. */
    private record Browser(Path program, Path driver) {
        static final List<Browser> KNOWN = List.of(
                new Browser(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromedriver")),
                new Browser(
                        Path.of("/usr/bin/google-chrome"),
                        Path.of(
                                Objects.requireNonNullElse(System.getenv("CHROMEWEBDRIVER"), "/usr/bin"),
                                "chromedriver")));

        boolean isInstalled() {
            return Files.isExecutable(program) && Files.isExecutable(driver);
        }
    }

    private static final int BIT_RATE = 2_000_000;

    @TempDir
    static Path profile;

    // What the pictures are drawn by.
    private static final AtomicInteger hue = new AtomicInteger();
    private static final AtomicInteger lightX = new AtomicInteger();
    private static final AtomicInteger lightY = new AtomicInteger();

    private static SimulatedGpu gpu;
    private static StreamServer server;
    private static ChromeDriver browser;

    @BeforeAll
    static void open() throws Exception {
        Optional<Browser> installed =
                Browser.KNOWN.stream().filter(Browser::isInstalled).findFirst();
        if ("required".equals(System.getProperty("nvenc4j.test.browser"))) {
            assertThat(installed).as("one of %s is installed", Browser.KNOWN).isPresent();
        }
        assumeTrue(installed.isPresent(), "install chromium and chromium-driver, or another of " + Browser.KNOWN);
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        gpu = SimulatedGpu.of(Simulator.builder().coders(Coders.FFMPEG).kernel(Plasma.KERNEL, launch -> {
            hue.set(launch.intArgument(5));
            lightX.set(launch.intArgument(6));
            lightY.set(launch.intArgument(7));
            new PlasmaStandIn().run(launch);
        }));
        EncoderConfig config = Recipes.browserStreaming(Codec.H264, 320, 180, 30, 1, BIT_RATE)
                .maxSize(1280, 720)
                .build();
        server = new StreamServer(gpu.context, config, BIT_RATE, "127.0.0.1", 0, 4);
        server.start();
        ChromeOptions options = new ChromeOptions();
        options.setBinary(installed.get().program().toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1280,760",
                "--user-data-dir=" + profile);
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(installed.get().driver().toFile())
                        .build(),
                options);
        browser.get(server.address() + "?verify");
        // On a machine of few cores the browser itself is what is slow, which the controller would take for the link.
        click("adapt");
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.quit();
        }
        if (server != null) {
            server.close();
            gpu.close();
        }
    }

    private static void click(String id) {
        browser.findElement(By.id(id)).click();
    }

    private static void choose(String id, String text) {
        WebElement list = browser.findElement(By.id(id));
        new Select(list).selectByVisibleText(text);
    }

    @SuppressWarnings("unchecked") // what JavaScript gives for an object
    private static Map<String, Object> state() {
        return (Map<String, Object>) browser.executeScript("return state");
    }

    private static long number(String name) {
        return ((Number) state().get(name)).longValue();
    }

    private static void await(String condition) {
        new WebDriverWait(browser, Duration.ofSeconds(60))
                .withMessage(() -> condition + " with " + state() + ", page says: "
                        + browser.findElement(By.id("said")).getText())
                .until(page -> browser.executeScript("return " + condition).equals(true));
    }

    @Test
    void theStreamIsShownAndFollowsThePage() throws Exception {
        await("state.shown >= 300");
        assertThat(number("matched")).as("frame n shown is frame n encoded").isGreaterThanOrEqualTo(300);
        assertThat(number("mismatched")).isZero();
        assertThat(number("errors")).isZero();
        assertThat(state().get("configured").toString()).matches("avc1\\.[0-9a-fA-F]{6}");
        assertThat(number("width")).isEqualTo(320);
        assertThat(browser.findElement(By.id("overlay")).getText())
                .contains("320x180", "fps", "Mbit/s", "encode", "glass to glass", "driver simulator");

        // Another size: a key frame in the same connection, and a decoder that was asked whether it can.
        browser.executeScript("const ask = VideoDecoder.isConfigSupported; window.asked = [];"
                + "VideoDecoder.isConfigSupported = config => { asked.push(config.codec); return ask(config); }");
        long keyFrames = number("keyFrames");
        choose("size", "640x360");
        await("state.width === 640 && state.height === 360");
        assertThat(number("keyFrames")).isEqualTo(keyFrames + 1);
        assertThat(browser.executeScript("return asked")).isEqualTo(List.of(state().get("configured")));

        // Another bit rate: none.
        keyFrames = number("keyFrames");
        choose("bitrate", "1 Mbit/s");
        await("state.bitRate === 1000000");
        long shown = number("shown");
        await("state.shown >= " + (shown + 30));
        assertThat(number("keyFrames")).isEqualTo(keyFrames);

        // A key frame when it is asked for.
        click("keyframe");
        await("state.keyFrames === " + (keyFrames + 1));

        // A dropped connection.
        long connections = number("connections");
        click("drop");
        await("state.connections === " + (connections + 1));
        shown = number("shown");
        await("state.shown >= " + (shown + 30));
        assertThat(number("keyFrames")).isGreaterThan(keyFrames + 1);
        assertThat(number("width")).as("the page asks for its size again").isEqualTo(640);

        // Pictures lost on their way.
        assertThat(number("gaps")).isZero();
        browser.executeScript("document.getElementById('loss').value = 0.1; document.getElementById('loss').oninput()");
        await("state.gaps >= 3");
        browser.executeScript("document.getElementById('loss').value = 0; document.getElementById('loss').oninput()");
        long gaps = number("gaps");
        shown = number("shown");
        await("state.shown >= " + (shown + 30));
        assertThat(number("errors")).isZero();
        assertThat(number("mismatched")).isZero();
        assertThat(gaps).isPositive();

        // The pointer is a light in the picture, and a key turns its colours.
        WebElement canvas = browser.findElement(By.id("canvas"));
        int bottom = canvas.getSize().height / 2 - 20;
        new Actions(browser).moveToElement(canvas, 0, bottom).perform();
        await("context.getImageData(canvas.width / 2, canvas.height - 25, 1, 1).data[1] > 150");
        assertThat(lightX.get()).isBetween(300, 340);
        assertThat(lightY.get()).isBetween(320, 360);
        int before = hue.get();
        new Actions(browser).click(canvas).sendKeys("ab").perform();
        shown = number("shown");
        await("state.shown >= " + (shown + 30));
        assertThat(hue.get()).as("two keys").isEqualTo(before + 2 * 128);

        Path image = Path.of("target", "serve.png");
        Files.write(image, browser.getScreenshotAs(OutputType.BYTES));
        assertThat(server.failure()).isNull();
        assertThat(server.viewers()).isEqualTo(1);
    }
}
