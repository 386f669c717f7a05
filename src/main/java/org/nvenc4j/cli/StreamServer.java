package org.nvenc4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.Codec;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.cuda.ColourConverter;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaModule;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceImage;
import org.nvenc4j.cuda.PixelFormat;
import org.nvenc4j.stream.StreamEncoder;

/**
 * The page and its WebSocket. A connection is taken only from a page of this server: its Origin has to name the host that the
 * request was sent to, and that has to be the one that the server is bound to, whatever names lead here.
 */
final class StreamServer implements AutoCloseable {
    private static final String PAGE = "stream.html";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final CudaContext context;
    private final EncoderConfig config;
    private final ColourConverter converter;
    private final CudaModule drawing;
    private final String host;
    private final int bitRate;
    private final int mostViewers;
    private final Server server = new Server();
    private final ServerConnector connector;
    private final Set<Viewer> viewers = new HashSet<>();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    StreamServer(CudaContext context, EncoderConfig config, int bitRate, String host, int port, int mostViewers)
            throws IOException {
        this.context = context;
        this.config = config;
        converter =
                ColourConverter.builder(PixelFormat.RGBA, config.bufferFormat()).build(context);
        drawing = Plasma.load(context);
        this.bitRate = bitRate;
        this.host = host;
        this.mostViewers = mostViewers;
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        server.addConnector(connector);
        WebSocketUpgradeHandler upgrade = new WebSocketUpgradeHandler();
        upgrade.addMapping("/stream", WebSocketNegotiator.from(this::viewer, (socket, _, _) -> (Viewer) socket));
        upgrade.setHandler(page(context.driver().name()));
        server.setHandler(upgrade);
    }

    /**
     * Begins to serve.
     *
     * @throws IOException if the port is taken
     */
    void start() throws IOException {
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** Where the page is. */
    URI address() {
        return URI.create("http://" + (isAnyAddress() ? "localhost" : host) + ":" + connector.getLocalPort() + "/");
    }

    private boolean isAnyAddress() {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    private @Nullable Object viewer(Request request, Response response, Callback callback) {
        String named = request.getHeaders().get(HttpHeader.HOST);
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (named == null || !isOurs(named) || !("http://" + named).equals(origin)) {
            Response.writeError(
                    request,
                    response,
                    callback,
                    HttpStatus.FORBIDDEN_403,
                    "this stream is for the page of this server");
            return null;
        }
        return new Viewer(this);
    }

    /** Whether a Host header names this server as it was bound; any name will do where it was bound to all addresses. */
    private boolean isOurs(String named) {
        String name = named.replaceFirst(":\\d+$", "");
        return isAnyAddress() || name.equals(host) || LOOPBACK.contains(host) && LOOPBACK.contains(name);
    }

    private static Handler page(String driver) throws IOException {
        byte[] page;
        try (InputStream in = Objects.requireNonNull(StreamServer.class.getResourceAsStream(PAGE), PAGE)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            page = text.replace("{driver}", driver).getBytes(StandardCharsets.UTF_8);
        }
        return new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                if (!Request.getPathInContext(request).equals("/")) {
                    return false;
                }
                response.getHeaders()
                        .put(HttpHeader.CONTENT_TYPE, "text/html; charset=utf-8")
                        .put("Content-Security-Policy", "default-src 'self' 'unsafe-inline'; frame-ancestors 'none'")
                        .put("X-Content-Type-Options", "nosniff")
                        .put(HttpHeader.CACHE_CONTROL, "no-store");
                response.write(true, ByteBuffer.wrap(page), callback);
                return true;
            }
        };
    }

    synchronized boolean enter(Viewer viewer) {
        return viewers.size() < mostViewers && viewers.add(viewer);
    }

    synchronized void leave(Viewer viewer) {
        viewers.remove(viewer);
    }

    /** How many are watching. */
    synchronized int viewers() {
        return viewers.size();
    }

    void failed(RuntimeException e) {
        failure.compareAndSet(null, e);
    }

    /** What ended a stream first, for the end of the command; null if nothing did. */
    @Nullable
    RuntimeException failure() {
        return failure.get();
    }

    StreamEncoder openStream() {
        return StreamEncoder.open(context, config, converter);
    }

    CudaStream createCudaStream() {
        return CudaStream.createNonBlocking(context);
    }

    DeviceImage allocate(int width, int height) {
        return DeviceImage.allocate(context, PixelFormat.RGBA, width, height);
    }

    Plasma plasma() {
        return Plasma.of(drawing);
    }

    Codec codec() {
        return config.codec();
    }

    FrameSize size() {
        return new FrameSize(config.width(), config.height());
    }

    int bitRate() {
        return bitRate;
    }

    double frameRate() {
        return (double) config.frameRateNumerator() / config.frameRateDenominator();
    }

    /** Ends all streams, then the server. What it has on the GPU goes with the context. */
    @Override
    public void close() {
        List<Viewer> left;
        synchronized (this) {
            left = new ArrayList<>(viewers);
        }
        try {
            for (Viewer viewer : left) {
                viewer.end();
            }
            server.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the server did not stop", e);
        }
    }
}
