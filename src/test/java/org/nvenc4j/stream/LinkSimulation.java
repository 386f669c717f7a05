package org.nvenc4j.stream;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.nvenc4j.Codec;

/**
 * A live stream over a link in virtual time: an encoder whose pictures vary in size, packets through a queue that is served
 * at a changing rate, 20 ms with jitter each way, random losses, a receiver that reports 20 times a second.
 */
final class LinkSimulation {
    private static final long MILLI = 1_000_000;
    private static final long TICK = MILLI;
    private static final long PROPAGATION = 20 * MILLI;
    private static final long REPORT_INTERVAL = 50 * MILLI;
    private static final long UNKNOWN = -1;
    private static final int PACKET = 1200;
    private static final double QUEUE_SECONDS = 2;

    /** What can be seen of the link at one moment. */
    record Moment(long millis, double capacity, double rate, double queueMillis, double used) {}

    private record Packet(long sequence, long sentAt, int bytes, boolean last) {}

    private record Arrival(long at, Packet packet, boolean lost) {}

    private record Answer(long at, ReceiverReport report) {}

    private final RandomGenerator random;
    private final LongToDoubleFunction capacity;
    private final double randomLoss;
    private final double frameRate;
    final AdaptiveBitRate controller;

    private final Queue<Packet> queue = new ArrayDeque<>();
    private final Queue<Arrival> onTheWay = new ArrayDeque<>();
    private final Queue<Answer> answers = new ArrayDeque<>();
    private long now;
    private double credit;
    private double queuedBytes;
    /** What the newest frame finds before it. */
    private double waiting;

    private double servedBytes;
    private long lastArrival;
    private long sequence;
    private double nextFrame;

    // The receiver's side.
    private long lastSequence = -1;
    private long endedSentAt;
    private long endedReceivedAt = UNKNOWN;
    private long receivedBytes;
    private int packetsReceived;
    private int packetsLost;
    private long nextReport;

    LinkSimulation(long seed, double randomLoss, int startRate, LongToDoubleFunction capacity) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.capacity = capacity;
        this.randomLoss = randomLoss;
        frameRate = 60;
        controller = AdaptiveBitRate.builder(Codec.H264, 1280, 720, frameRate)
                .bitRates(200_000, startRate, 20_000_000)
                .clock(() -> now)
                .build();
        nextReport = random.nextLong(REPORT_INTERVAL);
    }

    /** Goes on by one millisecond. */
    Moment step() {
        now += TICK;
        if (now >= nextFrame) {
            nextFrame += 1e9 / frameRate;
            offerFrame();
        }
        serve();
        while (!onTheWay.isEmpty() && onTheWay.peek().at() <= now) {
            receive(onTheWay.remove());
        }
        if (now >= nextReport) {
            nextReport += REPORT_INTERVAL;
            report();
        }
        while (!answers.isEmpty() && answers.peek().at() <= now) {
            controller.report(answers.remove().report());
        }
        double bits = capacity.applyAsDouble(now / MILLI);
        return new Moment(now / MILLI, bits, controller.bitRate(), waiting * 8e3 / bits, servedBytes * 8e3);
    }

    private void offerFrame() {
        waiting = queuedBytes;
        if (!controller.mayEncode()) {
            return;
        }
        double share = controller.bitRate() / controller.frameRate() / 8;
        int size = (int) Math.max(100, share * (1 + 0.2 * random.nextGaussian()));
        for (int left = size; left > 0; left -= PACKET) {
            int bytes = Math.min(left, PACKET);
            if (queuedBytes + bytes <= capacity.applyAsDouble(now / MILLI) / 8 * QUEUE_SECONDS) {
                queue.add(new Packet(sequence, now, bytes, left <= PACKET));
                queuedBytes += bytes;
            } else {
                packetsLost++;
            }
        }
        controller.sent(sequence++, size);
    }

    private void serve() {
        credit += capacity.applyAsDouble(now / MILLI) / 8 * TICK / 1e9;
        servedBytes = 0;
        while (!queue.isEmpty() && credit >= queue.peek().bytes()) {
            Packet packet = queue.remove();
            credit -= packet.bytes();
            queuedBytes -= packet.bytes();
            servedBytes += packet.bytes();
            lastArrival = Math.max(lastArrival, now + PROPAGATION + random.nextLong(5 * MILLI));
            onTheWay.add(new Arrival(lastArrival, packet, random.nextDouble() < randomLoss));
        }
        if (queue.isEmpty()) {
            credit = 0;
        }
    }

    private void receive(Arrival arrival) {
        if (arrival.lost()) {
            packetsLost++;
            return;
        }
        packetsReceived++;
        receivedBytes += arrival.packet().bytes();
        lastSequence = arrival.packet().sequence();
        if (arrival.packet().last()) {
            endedSentAt = arrival.packet().sentAt();
            endedReceivedAt = arrival.at();
        }
    }

    private void report() {
        if (lastSequence < 0) {
            return;
        }
        long at = now + PROPAGATION + random.nextLong(5 * MILLI);
        long roundTrip = endedReceivedAt == UNKNOWN ? 0 : endedReceivedAt - endedSentAt + (at - now);
        endedReceivedAt = UNKNOWN;
        double loss = packetsLost == 0 ? 0 : (double) packetsLost / (packetsLost + packetsReceived);
        answers.add(new Answer(at, new ReceiverReport(lastSequence, receivedBytes, loss, roundTrip, 0)));
        packetsLost = 0;
        packetsReceived = 0;
    }
}
