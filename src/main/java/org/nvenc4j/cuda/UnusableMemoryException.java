package org.nvenc4j.cuda;

import java.io.Serial;

/**
 * Memory cannot serve as a frame as it is. Found before the NVENC driver sees it; the message names the value, the
 * {@linkplain #reason() reason} and the remedy, which often is {@link DeviceFrame#copyFrom(DevicePicture)}: nothing is
 * copied unasked.
 */
public class UnusableMemoryException extends IllegalArgumentException {
    /** Why memory cannot serve as a frame. */
    public enum Reason {
        /** The address is no allocation of this process: freed, or never device memory. */
        NOT_ALLOCATED("Pass the address of live memory from cuMemAlloc or cuMemAllocPitch"),
        /** The memory is the host's, pinned or not. */
        HOST("Upload it into a frame of DeviceFrame.allocate"),
        /** The memory is managed: {@code cuMemAllocManaged}. */
        MANAGED("Copy it with DeviceFrame.copyFrom"),
        /** The memory comes from a stream-ordered pool: {@code cuMemAllocAsync}. */
        POOL("Copy it with DeviceFrame.copyFrom, or allocate it with cuMemAlloc"),
        /** The memory is mapped by virtual memory management, as PyTorch's expandable segments are: {@code cuMemCreate}. */
        VIRTUAL("Copy it with DeviceFrame.copyFrom, or allocate it with cuMemAlloc"),
        /** The memory belongs to another context of this device. */
        OTHER_CONTEXT("Pass the context that the memory was allocated in, or copy it with DeviceFrame.copyFrom"),
        /** The memory is on another device. */
        OTHER_DEVICE("Encode on that device, or copy it with DeviceFrame.copyFrom"),
        /** The frame does not fit into the rest of its allocation. */
        TOO_SMALL("Allocate pitch times rows of all planes, chroma following luma without a gap"),
        /** The pitch is shorter than a row, or no multiple of 4, or too large. */
        PITCH("Pass the distance of two rows in bytes, or copy it with DeviceFrame.copyFrom"),
        /** The planes do not follow one another without a gap, as a decoder's padded ones. */
        PLANES("Copy it with DeviceFrame.copyFrom"),
        /** A tensor's elements are of another type than the format's samples. */
        ELEMENT_TYPE("View the tensor as that type, or convert its pixels into a frame of DeviceFrame.allocate"),
        /** A tensor has other dimensions than the format's planes. */
        SHAPE("Reshape the tensor, or convert its pixels into a frame of DeviceFrame.allocate"),
        /** A tensor's elements do not lie in rows from left to right and from top to bottom. */
        STRIDES("Make the tensor contiguous"),
        /** A CUDA array has other dimensions or elements than a picture of that format and size. */
        ARRAY("Pass the format and size that the array was made for"),
        /** A CUDA array was not made to be written as a surface. */
        SURFACE("Make it with that flag, a texture's with CU_GRAPHICS_REGISTER_FLAGS_SURFACE_LDST, or copy it with"
                + " DeviceFrame.copyFrom");

        private final String remedy;

        Reason(String remedy) {
            this.remedy = remedy;
        }
    }

    @Serial
    private static final long serialVersionUID = 1;

    private final Reason reason;

    UnusableMemoryException(Reason reason, String problem) {
        super(problem + ". " + reason.remedy + ".");
        this.reason = reason;
    }

    /**
     * Why the memory cannot serve as a frame.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
