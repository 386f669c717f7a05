package org.nvenc4j;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.lwjgl.vulkan.KHRExternalMemoryFd.VK_KHR_EXTERNAL_MEMORY_FD_EXTENSION_NAME;
import static org.lwjgl.vulkan.KHRExternalMemoryFd.vkGetMemoryFdKHR;
import static org.lwjgl.vulkan.KHRExternalSemaphoreFd.VK_KHR_EXTERNAL_SEMAPHORE_FD_EXTENSION_NAME;
import static org.lwjgl.vulkan.KHRExternalSemaphoreFd.vkGetSemaphoreFdKHR;
import static org.lwjgl.vulkan.VK12.*;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkApplicationInfo;
import org.lwjgl.vulkan.VkBufferCopy;
import org.lwjgl.vulkan.VkBufferCreateInfo;
import org.lwjgl.vulkan.VkBufferMemoryBarrier;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkCommandBufferAllocateInfo;
import org.lwjgl.vulkan.VkCommandBufferBeginInfo;
import org.lwjgl.vulkan.VkCommandPoolCreateInfo;
import org.lwjgl.vulkan.VkDevice;
import org.lwjgl.vulkan.VkDeviceCreateInfo;
import org.lwjgl.vulkan.VkDeviceQueueCreateInfo;
import org.lwjgl.vulkan.VkExportMemoryAllocateInfo;
import org.lwjgl.vulkan.VkExportSemaphoreCreateInfo;
import org.lwjgl.vulkan.VkExternalMemoryBufferCreateInfo;
import org.lwjgl.vulkan.VkFenceCreateInfo;
import org.lwjgl.vulkan.VkInstance;
import org.lwjgl.vulkan.VkInstanceCreateInfo;
import org.lwjgl.vulkan.VkMemoryAllocateInfo;
import org.lwjgl.vulkan.VkMemoryDedicatedAllocateInfo;
import org.lwjgl.vulkan.VkMemoryGetFdInfoKHR;
import org.lwjgl.vulkan.VkMemoryRequirements;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkPhysicalDeviceIDProperties;
import org.lwjgl.vulkan.VkPhysicalDeviceMemoryProperties;
import org.lwjgl.vulkan.VkPhysicalDeviceProperties2;
import org.lwjgl.vulkan.VkPhysicalDeviceVulkan12Features;
import org.lwjgl.vulkan.VkQueue;
import org.lwjgl.vulkan.VkSemaphoreCreateInfo;
import org.lwjgl.vulkan.VkSemaphoreGetFdInfoKHR;
import org.lwjgl.vulkan.VkSemaphoreSignalInfo;
import org.lwjgl.vulkan.VkSemaphoreTypeCreateInfo;
import org.lwjgl.vulkan.VkSubmitInfo;
import org.lwjgl.vulkan.VkTimelineSemaphoreSubmitInfo;
import org.nvenc4j.cuda.CudaDevice;

/** Vulkan, without a window, on the GPU that a CUDA device is: a program of somebody else's, written with LWJGL. */
final class VulkanGpu implements AutoCloseable {
    private static final int QUEUE_FAMILY = 0;
    private static final int CLEARINGS = 5000;

    private final VkInstance instance;
    private final VkPhysicalDevice physical;
    private final VkDevice device;
    private final VkQueue queue;
    private final long commands;
    private final List<Buffer> stagings = new ArrayList<>();

    /** A buffer and the memory that it alone lies in. */
    record Buffer(long handle, long memory, long bytes, long allocated) {}

    /** A semaphore at a value, to be waited for or set; binary ones leave the value alone. */
    record Point(long semaphore, long value) {}

    VulkanGpu(CudaDevice cuda) {
        SystemGpu.library("libvulkan.so.1");
        try (MemoryStack stack = MemoryStack.stackPush()) {
            instance = instance(stack);
            physical = physicalDevice(stack, cuda);
            device = device(stack);
            PointerBuffer pointer = stack.mallocPointer(1);
            vkGetDeviceQueue(device, QUEUE_FAMILY, 0, pointer);
            queue = new VkQueue(pointer.get(0), device);
            LongBuffer pool = stack.mallocLong(1);
            check(vkCreateCommandPool(
                    device,
                    VkCommandPoolCreateInfo.calloc(stack).sType$Default().queueFamilyIndex(QUEUE_FAMILY),
                    null,
                    pool));
            commands = pool.get(0);
        }
    }

    private static VkInstance instance(MemoryStack stack) {
        VkInstanceCreateInfo info = VkInstanceCreateInfo.calloc(stack)
                .sType$Default()
                .pApplicationInfo(
                        VkApplicationInfo.calloc(stack).sType$Default().apiVersion(VK_API_VERSION_1_2));
        PointerBuffer pointer = stack.mallocPointer(1);
        int result = vkCreateInstance(info, null, pointer);
        assumeTrue(result != VK_ERROR_INCOMPATIBLE_DRIVER, "No library here is a driver of Vulkan's");
        check(result);
        return new VkInstance(pointer.get(0), info);
    }

    private VkPhysicalDevice physicalDevice(MemoryStack stack, CudaDevice cuda) {
        IntBuffer count = stack.mallocInt(1);
        check(vkEnumeratePhysicalDevices(instance, count, null));
        PointerBuffer devices = stack.mallocPointer(count.get(0));
        check(vkEnumeratePhysicalDevices(instance, count, devices));
        for (int i = 0; i < count.get(0); i++) {
            VkPhysicalDevice candidate = new VkPhysicalDevice(devices.get(i), instance);
            VkPhysicalDeviceIDProperties id =
                    VkPhysicalDeviceIDProperties.calloc(stack).sType$Default();
            vkGetPhysicalDeviceProperties2(
                    candidate,
                    VkPhysicalDeviceProperties2.calloc(stack).sType$Default().pNext(id));
            byte[] uuid = new byte[VK_UUID_SIZE];
            id.deviceUUID().get(uuid);
            if (HexFormat.of().formatHex(uuid).equals(cuda.uuid().replaceAll("^GPU|-", ""))) {
                return candidate;
            }
        }
        return abort("Vulkan shows no device that is " + cuda);
    }

    private VkDevice device(MemoryStack stack) {
        VkDeviceCreateInfo info = VkDeviceCreateInfo.calloc(stack)
                .sType$Default()
                .pQueueCreateInfos(VkDeviceQueueCreateInfo.calloc(1, stack)
                        .sType$Default()
                        .queueFamilyIndex(QUEUE_FAMILY)
                        .pQueuePriorities(stack.floats(1)))
                .ppEnabledExtensionNames(stack.pointers(
                        stack.UTF8(VK_KHR_EXTERNAL_MEMORY_FD_EXTENSION_NAME),
                        stack.UTF8(VK_KHR_EXTERNAL_SEMAPHORE_FD_EXTENSION_NAME)))
                .pNext(VkPhysicalDeviceVulkan12Features.calloc(stack)
                        .sType$Default()
                        .timelineSemaphore(true));
        PointerBuffer pointer = stack.mallocPointer(1);
        check(vkCreateDevice(physical, info, null, pointer));
        return new VkDevice(pointer.get(0), physical, info);
    }

    private static void check(int result) {
        if (result != VK_SUCCESS) {
            throw new AssertionError("Vulkan's result " + result);
        }
    }

    /** Makes a buffer on the device whose memory can be exported. */
    Buffer shared(long bytes, boolean dedicated) {
        return buffer(bytes, VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT, true, dedicated);
    }

    private Buffer buffer(long bytes, int properties, boolean exported, boolean dedicated) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            int opaqueFd = VK_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD_BIT;
            VkBufferCreateInfo bufferInfo = VkBufferCreateInfo.calloc(stack)
                    .sType$Default()
                    .size(bytes)
                    .usage(VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT);
            VkMemoryAllocateInfo memoryInfo = VkMemoryAllocateInfo.calloc(stack).sType$Default();
            if (exported) {
                bufferInfo.pNext(VkExternalMemoryBufferCreateInfo.calloc(stack)
                        .sType$Default()
                        .handleTypes(opaqueFd));
                memoryInfo.pNext(
                        VkExportMemoryAllocateInfo.calloc(stack).sType$Default().handleTypes(opaqueFd));
            }
            LongBuffer out = stack.mallocLong(1);
            check(vkCreateBuffer(device, bufferInfo, null, out));
            long handle = out.get(0);
            if (dedicated) {
                memoryInfo.pNext(VkMemoryDedicatedAllocateInfo.calloc(stack)
                        .sType$Default()
                        .buffer(handle));
            }
            VkMemoryRequirements needs = VkMemoryRequirements.calloc(stack);
            vkGetBufferMemoryRequirements(device, handle, needs);
            memoryInfo.allocationSize(needs.size()).memoryTypeIndex(memoryType(needs.memoryTypeBits(), properties));
            check(vkAllocateMemory(device, memoryInfo, null, out));
            long memory = out.get(0);
            check(vkBindBufferMemory(device, handle, memory, 0));
            return new Buffer(handle, memory, bytes, needs.size());
        }
    }

    private int memoryType(int allowed, int properties) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VkPhysicalDeviceMemoryProperties memory = VkPhysicalDeviceMemoryProperties.calloc(stack);
            vkGetPhysicalDeviceMemoryProperties(physical, memory);
            for (int i = 0; i < memory.memoryTypeCount(); i++) {
                if ((allowed & 1 << i) != 0 && (memory.memoryTypes(i).propertyFlags() & properties) == properties) {
                    return i;
                }
            }
        }
        throw new AssertionError("Vulkan has no memory of the properties " + properties);
    }

    void destroy(Buffer buffer) {
        vkDestroyBuffer(device, buffer.handle, null);
        vkFreeMemory(device, buffer.memory, null);
    }

    /** Exports a buffer's memory: a file descriptor of the caller's. */
    int export(Buffer buffer) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer fd = stack.mallocInt(1);
            check(vkGetMemoryFdKHR(
                    device,
                    VkMemoryGetFdInfoKHR.calloc(stack)
                            .sType$Default()
                            .memory(buffer.memory)
                            .handleType(VK_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD_BIT),
                    fd));
            return fd.get(0);
        }
    }

    /** Makes a semaphore that can be exported, of {@code VK_SEMAPHORE_TYPE_BINARY} or {@code _TIMELINE}. */
    long semaphore(int type) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            LongBuffer semaphore = stack.mallocLong(1);
            check(vkCreateSemaphore(
                    device,
                    VkSemaphoreCreateInfo.calloc(stack)
                            .sType$Default()
                            .pNext(VkSemaphoreTypeCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .semaphoreType(type))
                            .pNext(VkExportSemaphoreCreateInfo.calloc(stack)
                                    .sType$Default()
                                    .handleTypes(VK_EXTERNAL_SEMAPHORE_HANDLE_TYPE_OPAQUE_FD_BIT)),
                    null,
                    semaphore));
            return semaphore.get(0);
        }
    }

    void destroy(long semaphore) {
        vkDestroySemaphore(device, semaphore, null);
    }

    /** Exports a semaphore: a file descriptor of the caller's. */
    int export(long semaphore) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            IntBuffer fd = stack.mallocInt(1);
            check(vkGetSemaphoreFdKHR(
                    device,
                    VkSemaphoreGetFdInfoKHR.calloc(stack)
                            .sType$Default()
                            .semaphore(semaphore)
                            .handleType(VK_EXTERNAL_SEMAPHORE_HANDLE_TYPE_OPAQUE_FD_BIT),
                    fd));
            return fd.get(0);
        }
    }

    /** Sets a timeline from the host. */
    void signal(Point reached) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            check(vkSignalSemaphore(
                    device,
                    VkSemaphoreSignalInfo.calloc(stack)
                            .sType$Default()
                            .semaphore(reached.semaphore)
                            .value(reached.value)));
        }
    }

    /** Queues that a buffer is written once a point is reached, slowly, and that another is reached then. */
    void write(Buffer buffer, byte[] content, @Nullable Point awaited, Point reached) {
        Buffer source = staging(buffer.bytes);
        try (Mapped host = new Mapped(source)) {
            host.bytes.put(content);
        }
        VkCommandBuffer recorded = begin();
        for (int i = 0; i < CLEARINGS; i++) {
            vkCmdFillBuffer(recorded, buffer.handle, 0, VK_WHOLE_SIZE, i);
            order(recorded, buffer, QUEUE_FAMILY, QUEUE_FAMILY);
        }
        copy(recorded, source, buffer);
        order(recorded, buffer, QUEUE_FAMILY, VK_QUEUE_FAMILY_EXTERNAL);
        submit(recorded, awaited, reached, VK_NULL_HANDLE);
    }

    /** Queues that a buffer is read once a point is reached. */
    Reading read(Buffer buffer, Point awaited) {
        Buffer copy = staging(buffer.bytes);
        VkCommandBuffer recorded = begin();
        order(recorded, buffer, VK_QUEUE_FAMILY_EXTERNAL, QUEUE_FAMILY);
        copy(recorded, buffer, copy);
        try (MemoryStack stack = MemoryStack.stackPush()) {
            LongBuffer fence = stack.mallocLong(1);
            check(vkCreateFence(device, VkFenceCreateInfo.calloc(stack).sType$Default(), null, fence));
            submit(recorded, awaited, null, fence.get(0));
            return new Reading(copy, fence.get(0));
        }
    }

    /** What the queue reads, or has read. */
    final class Reading {
        private final Buffer copy;
        private final long fence;

        private Reading(Buffer copy, long fence) {
            this.copy = copy;
            this.fence = fence;
        }

        boolean isDone() {
            return vkGetFenceStatus(device, fence) == VK_SUCCESS;
        }

        byte[] content() {
            check(vkWaitForFences(device, fence, true, Duration.ofSeconds(10).toNanos()));
            vkDestroyFence(device, fence, null);
            try (Mapped host = new Mapped(copy)) {
                byte[] content = new byte[(int) copy.bytes];
                host.bytes.get(content);
                return content;
            }
        }
    }

    private Buffer staging(long bytes) {
        Buffer buffer =
                buffer(bytes, VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT, false, false);
        stagings.add(buffer);
        return buffer;
    }

    /** A buffer's memory as the host sees it. */
    private final class Mapped implements AutoCloseable {
        final ByteBuffer bytes;
        private final Buffer buffer;

        Mapped(Buffer buffer) {
            this.buffer = buffer;
            try (MemoryStack stack = MemoryStack.stackPush()) {
                PointerBuffer pointer = stack.mallocPointer(1);
                check(vkMapMemory(device, buffer.memory, 0, buffer.bytes, 0, pointer));
                bytes = pointer.getByteBuffer(0, (int) buffer.bytes);
            }
        }

        @Override
        public void close() {
            vkUnmapMemory(device, buffer.memory);
        }
    }

    private VkCommandBuffer begin() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            PointerBuffer pointer = stack.mallocPointer(1);
            check(vkAllocateCommandBuffers(
                    device,
                    VkCommandBufferAllocateInfo.calloc(stack)
                            .sType$Default()
                            .commandPool(commands)
                            .level(VK_COMMAND_BUFFER_LEVEL_PRIMARY)
                            .commandBufferCount(1),
                    pointer));
            VkCommandBuffer recorded = new VkCommandBuffer(pointer.get(0), device);
            check(vkBeginCommandBuffer(
                    recorded, VkCommandBufferBeginInfo.calloc(stack).sType$Default()));
            return recorded;
        }
    }

    private static void copy(VkCommandBuffer recorded, Buffer from, Buffer to) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            vkCmdCopyBuffer(
                    recorded,
                    from.handle,
                    to.handle,
                    VkBufferCopy.calloc(1, stack).size(Math.min(from.bytes, to.bytes)));
        }
    }

    /** Orders transfers of a buffer, and gives it to another queue family, CUDA being an external one, or takes it back. */
    private static void order(VkCommandBuffer recorded, Buffer buffer, int fromFamily, int toFamily) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            vkCmdPipelineBarrier(
                    recorded,
                    VK_PIPELINE_STAGE_TRANSFER_BIT,
                    VK_PIPELINE_STAGE_TRANSFER_BIT,
                    0,
                    null,
                    VkBufferMemoryBarrier.calloc(1, stack)
                            .sType$Default()
                            .srcAccessMask(VK_ACCESS_TRANSFER_WRITE_BIT)
                            .dstAccessMask(VK_ACCESS_TRANSFER_READ_BIT | VK_ACCESS_TRANSFER_WRITE_BIT)
                            .srcQueueFamilyIndex(fromFamily)
                            .dstQueueFamilyIndex(toFamily)
                            .buffer(buffer.handle)
                            .size(VK_WHOLE_SIZE),
                    null);
        }
    }

    private void submit(VkCommandBuffer recorded, @Nullable Point awaited, @Nullable Point reached, long fence) {
        check(vkEndCommandBuffer(recorded));
        try (MemoryStack stack = MemoryStack.stackPush()) {
            VkTimelineSemaphoreSubmitInfo values =
                    VkTimelineSemaphoreSubmitInfo.calloc(stack).sType$Default();
            VkSubmitInfo info =
                    VkSubmitInfo.calloc(stack).sType$Default().pNext(values).pCommandBuffers(stack.pointers(recorded));
            if (awaited != null) {
                values.waitSemaphoreValueCount(1).pWaitSemaphoreValues(stack.longs(awaited.value));
                info.waitSemaphoreCount(1)
                        .pWaitSemaphores(stack.longs(awaited.semaphore))
                        .pWaitDstStageMask(stack.ints(VK_PIPELINE_STAGE_ALL_COMMANDS_BIT));
            }
            if (reached != null) {
                values.pSignalSemaphoreValues(stack.longs(reached.value));
                info.pSignalSemaphores(stack.longs(reached.semaphore));
            }
            check(vkQueueSubmit(queue, info, fence));
        }
    }

    @Override
    public void close() {
        check(vkDeviceWaitIdle(device));
        vkDestroyCommandPool(device, commands, null);
        stagings.forEach(this::destroy);
        vkDestroyDevice(device, null);
        vkDestroyInstance(instance, null);
    }
}
