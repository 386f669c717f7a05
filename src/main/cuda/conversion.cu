/*
 * RGB in device memory to the YUV of an encoder's frame: one kernel, compiled by scripts/ptx for each
 *   SOURCE  rgb32, rgb24, planes, triples   how pixels lie in memory
 *   TARGET  nv12, p010, nv16, p210, yuv444, yuv444_10bit
 * and called SOURCE_TARGET.
 *
 * Memory alone is the limit. A thread converts 4 pixels of a row, of two rows where chroma is 4:2:0: it loads all of them
 * before it stores anything, and a warp's loads and stores are of adjoining pieces. Larger pieces and more of them per thread
 * were measured, and are slower. Nothing is read twice, so all is loaded and stored as streaming. Four pixels at the right
 * edge that are not whole go sample by sample, and so do all where addresses or pitches are not aligned.
 *
 * Chroma of 4:2:0 and 4:2:2 is the mean of the pixels that it covers. At an odd edge the last column and row count twice.
 *
 * Sums are fixed-point: the integer part of an 8-bit sample begins at bit 16, that of a 10-bit sample at bit 14, so that
 * both are cut out of the sum bytewise. The half that rounds is in the offset. ConversionCoefficients makes them.
 */
typedef unsigned char uint8;
typedef unsigned short uint16;
typedef unsigned int uint32;

constexpr int PIXELS = 4;

/** Where a picture's pixels are. Negative pitches turn it upside down. */
struct Image {
    const uint8 *pixels;
    long long pitch;
    long long planePitch;
};

/** Where a frame's planes are; v is not used where chroma is interleaved. */
struct Frame {
    uint8 *y;
    uint8 *u;
    uint8 *v;
    long long pitch;
    int width;
    int height;
};

__device__ __forceinline__ uint4 load16(const uint8 *from) { return __ldcs(reinterpret_cast<const uint4 *>(from)); }

/** sum + pixel.0 * c.0 + pixel.1 * c.1 + pixel.2 * c.2 + pixel.3 * c.3, of bytes and signed 16-bit coefficients. */
__device__ __forceinline__ int dot(uint32 pixel, int c01, int c23, int sum) {
    int result;
    asm("dp2a.lo.s32.u32 %0, %1, %2, %3;" : "=r"(result) : "r"(c01), "r"(pixel), "r"(sum));
    asm("dp2a.hi.s32.u32 %0, %1, %2, %3;" : "=r"(result) : "r"(c23), "r"(pixel), "r"(result));
    return result;
}

/** The same with unsigned coefficients: luma's are too large for signed ones. */
__device__ __forceinline__ uint32 dotUnsigned(uint32 pixel, uint32 c01, uint32 c23, uint32 sum) {
    uint32 result;
    asm("dp2a.lo.u32.u32 %0, %1, %2, %3;" : "=r"(result) : "r"(c01), "r"(pixel), "r"(sum));
    asm("dp2a.hi.u32.u32 %0, %1, %2, %3;" : "=r"(result) : "r"(c23), "r"(pixel), "r"(result));
    return result;
}

/** For pixels of bytes: 16-bit coefficients for the four bytes of a pixel in memory order. */
struct ByteCoefficients {
    uint32 y01, y23;
    int u01, u23;
    int v01, v23;
    uint32 yOffset;
    int cOffset;
};

/** Four bytes, whose order is in the coefficients. */
template <bool DOUBLED> struct BytePixels {
    typedef ByteCoefficients Coefficients;
    typedef uint32 Pixel;

    static __device__ __forceinline__ uint32 luma(Pixel p, const Coefficients &c) {
        return dotUnsigned(p, c.y01, c.y23, c.yOffset);
    }

    struct Sum {
        int u, v;

        __device__ __forceinline__ Sum(const Coefficients &c) : u(c.cOffset), v(c.cOffset) {}

        __device__ __forceinline__ void add(Pixel p, const Coefficients &c) {
            u = dot(p, c.u01, c.u23, u);
            v = dot(p, c.v01, c.v23, v);
        }

        /** A chroma coefficient of a single pixel's may be 1/2, which is too large by one bit. */
        __device__ __forceinline__ uint32 cb(const Coefficients &) const { return DOUBLED ? u << 1 : u; }
        __device__ __forceinline__ uint32 cr(const Coefficients &) const { return DOUBLED ? v << 1 : v; }
    };
};

template <bool DOUBLED> struct Rgb32 : BytePixels<DOUBLED> {
    static constexpr int ALIGNMENT = 16;

    static __device__ __forceinline__ void read(const Image &, const uint8 *row, int x, uint32 *pixels) {
        uint4 words = load16(row + 4LL * x);
        pixels[0] = words.x;
        pixels[1] = words.y;
        pixels[2] = words.z;
        pixels[3] = words.w;
    }

    static __device__ __forceinline__ uint32 readOne(const Image &, const uint8 *row, int x) {
        const uint8 *p = row + 4LL * x;
        return p[0] | p[1] << 8 | p[2] << 16 | (uint32) p[3] << 24;
    }
};

template <bool DOUBLED> struct Rgb24 : BytePixels<DOUBLED> {
    static constexpr int ALIGNMENT = 4;

    /** What is in a pixel's fourth byte does not matter: its coefficient is 0. */
    static __device__ __forceinline__ void read(const Image &, const uint8 *row, int x, uint32 *pixels) {
        const uint32 *words = reinterpret_cast<const uint32 *>(row + 3LL * x);
        uint32 a = __ldcs(words);
        uint32 b = __ldcs(words + 1);
        uint32 c = __ldcs(words + 2);
        pixels[0] = a;
        pixels[1] = __byte_perm(a, b, 0x6543);
        pixels[2] = __byte_perm(b, c, 0x5432);
        pixels[3] = c >> 8;
    }

    static __device__ __forceinline__ uint32 readOne(const Image &, const uint8 *row, int x) {
        const uint8 *p = row + 3LL * x;
        return p[0] | p[1] << 8 | p[2] << 16;
    }
};

/** For pixels of floats. */
struct FloatCoefficients {
    float yr, yg, yb;
    float ur, ug, ub;
    float vr, vg, vb;
    float yOffset;
    float cOffset;
};

/** Three floats, of which 0 is black and 1 full. What is outside counts as the nearer of the two, NaN as 0. */
struct FloatPixels {
    typedef FloatCoefficients Coefficients;
    typedef float3 Pixel;

    static __device__ __forceinline__ uint32 dot(
            float r, float g, float b, float cr, float cg, float cb, float offset) {
        return (uint32) fmaf(cb, b, fmaf(cg, g, fmaf(cr, r, offset)));
    }

    static __device__ __forceinline__ float3 pixel(uint32 r, uint32 g, uint32 b) {
        return make_float3(
                __saturatef(__uint_as_float(r)), __saturatef(__uint_as_float(g)), __saturatef(__uint_as_float(b)));
    }

    static __device__ __forceinline__ uint32 luma(const Pixel &p, const Coefficients &c) {
        return dot(p.x, p.y, p.z, c.yr, c.yg, c.yb, c.yOffset);
    }

    struct Sum {
        float r, g, b;

        __device__ __forceinline__ Sum(const Coefficients &) : r(0), g(0), b(0) {}

        __device__ __forceinline__ void add(const Pixel &p, const Coefficients &) {
            r += p.x;
            g += p.y;
            b += p.z;
        }

        __device__ __forceinline__ uint32 cb(const Coefficients &c) const {
            return dot(r, g, b, c.ur, c.ug, c.ub, c.cOffset);
        }

        __device__ __forceinline__ uint32 cr(const Coefficients &c) const {
            return dot(r, g, b, c.vr, c.vg, c.vb, c.cOffset);
        }
    };
};

struct FloatPlanes : FloatPixels {
    static constexpr int ALIGNMENT = 16;

    static __device__ __forceinline__ void read(const Image &image, const uint8 *row, int x, float3 *pixels) {
        const uint8 *p = row + 4LL * x;
        uint4 r = load16(p);
        uint4 g = load16(p + image.planePitch);
        uint4 b = load16(p + 2 * image.planePitch);
        pixels[0] = pixel(r.x, g.x, b.x);
        pixels[1] = pixel(r.y, g.y, b.y);
        pixels[2] = pixel(r.z, g.z, b.z);
        pixels[3] = pixel(r.w, g.w, b.w);
    }

    static __device__ __forceinline__ float3 readOne(const Image &image, const uint8 *row, int x) {
        const uint8 *p = row + 4LL * x;
        return pixel(
                *reinterpret_cast<const uint32 *>(p),
                *reinterpret_cast<const uint32 *>(p + image.planePitch),
                *reinterpret_cast<const uint32 *>(p + 2 * image.planePitch));
    }
};

struct FloatTriples : FloatPixels {
    static constexpr int ALIGNMENT = 16;

    static __device__ __forceinline__ void read(const Image &, const uint8 *row, int x, float3 *pixels) {
        const uint8 *p = row + 12LL * x;
        uint4 a = load16(p);
        uint4 b = load16(p + 16);
        uint4 c = load16(p + 32);
        pixels[0] = pixel(a.x, a.y, a.z);
        pixels[1] = pixel(a.w, b.x, b.y);
        pixels[2] = pixel(b.z, b.w, c.x);
        pixels[3] = pixel(c.y, c.z, c.w);
    }

    static __device__ __forceinline__ float3 readOne(const Image &, const uint8 *row, int x) {
        const uint32 *p = reinterpret_cast<const uint32 *>(row + 12LL * x);
        return pixel(p[0], p[1], p[2]);
    }
};

/** Samples of one byte, cut out of sums. */
struct Bits8 {
    static constexpr int BYTES = 1;

    static __device__ __forceinline__ void store(uint8 *row, int x, uint32 a, uint32 b, uint32 c, uint32 d) {
        uint32 low = __byte_perm(a, b, 0x0062);
        uint32 high = __byte_perm(c, d, 0x0062);
        __stcs(reinterpret_cast<uint32 *>(row + x), __byte_perm(low, high, 0x5410));
    }

    static __device__ __forceinline__ void put(uint8 *row, int x, uint32 sum) { row[x] = sum >> 16; }
};

/** Samples of ten bits in the high bits of two bytes. */
struct Bits10 {
    static constexpr int BYTES = 2;

    static __device__ __forceinline__ void store(uint8 *row, int x, uint32 a, uint32 b, uint32 c, uint32 d) {
        uint32 low = __byte_perm(a, b, 0x6521) & 0xFFC0FFC0;
        uint32 high = __byte_perm(c, d, 0x6521) & 0xFFC0FFC0;
        __stcs(reinterpret_cast<uint2 *>(row + 2LL * x), make_uint2(low, high));
    }

    static __device__ __forceinline__ void put(uint8 *row, int x, uint32 sum) {
        reinterpret_cast<uint16 *>(row)[x] = sum >> 8 & 0xFFC0;
    }
};

/** Chroma of a frame: a sample of each kind for SX by SY pixels; interleaved in one plane where SX is 2. */
template <class Bits, int SX, int SY> struct Layout {
    typedef Bits Depth;
    static constexpr int X = SX;
    static constexpr int Y = SY;
};

typedef Layout<Bits8, 2, 2> nv12;
typedef Layout<Bits10, 2, 2> p010;
typedef Layout<Bits8, 2, 1> nv16;
typedef Layout<Bits10, 2, 1> p210;
typedef Layout<Bits8, 1, 1> yuv444;
typedef Layout<Bits10, 1, 1> yuv444_10bit;

template <class Source, class Target> struct Conversion {
    typedef typename Source::Pixel Pixel;
    typedef typename Source::Coefficients Coefficients;
    typedef typename Source::Sum Sum;
    typedef typename Target::Depth Depth;
    static constexpr int SX = Target::X;
    static constexpr int SY = Target::Y;

    static __device__ __forceinline__ bool isAligned(const Image &image, const Frame &frame) {
        long long from = (long long) image.pixels | image.pitch | image.planePitch;
        long long to = (long long) frame.y | (long long) frame.u | (long long) frame.v | frame.pitch;
        return (from & (Source::ALIGNMENT - 1)) == 0 && (to & (PIXELS * Depth::BYTES - 1)) == 0;
    }

    /** Four pixels of SY rows, whole and aligned. */
    static __device__ __forceinline__ void convert(
            const Image &image, const Frame &frame, const Coefficients &c, int x, int y) {
        Pixel pixels[SY][PIXELS];
#pragma unroll
        for (int r = 0; r < SY; r++) {
            int row = min(y + r, frame.height - 1);
            Source::read(image, image.pixels + row * image.pitch, x, pixels[r]);
        }
#pragma unroll
        for (int r = 0; r < SY; r++) {
            if (y + r < frame.height) {
                const Pixel *p = pixels[r];
                Depth::store(frame.y + (y + r) * frame.pitch, x, Source::luma(p[0], c), Source::luma(p[1], c),
                        Source::luma(p[2], c), Source::luma(p[3], c));
            }
        }
        uint32 u[PIXELS / SX];
        uint32 v[PIXELS / SX];
#pragma unroll
        for (int i = 0; i < PIXELS / SX; i++) {
            Sum sum(c);
#pragma unroll
            for (int r = 0; r < SY; r++) {
#pragma unroll
                for (int k = 0; k < SX; k++) {
                    sum.add(pixels[r][i * SX + k], c);
                }
            }
            u[i] = sum.cb(c);
            v[i] = sum.cr(c);
        }
        long long row = y / SY * frame.pitch;
        if constexpr (SX == 2) {
            Depth::store(frame.u + row, x, u[0], v[0], u[1], v[1]);
        } else {
            Depth::store(frame.u + row, x, u[0], u[1], u[2], u[3]);
            Depth::store(frame.v + row, x, v[0], v[1], v[2], v[3]);
        }
    }

    /** The same sample by sample, and up to the frame's edge. */
    static __device__ __forceinline__ void crawl(
            const Image &image, const Frame &frame, const Coefficients &c, int x, int y) {
        int end = min(x + PIXELS, frame.width);
#pragma unroll 1
        for (; x < end; x += SX) {
            Sum sum(c);
            for (int r = 0; r < SY; r++) {
                int row = min(y + r, frame.height - 1);
                for (int k = 0; k < SX; k++) {
                    Pixel p = Source::readOne(image, image.pixels + row * image.pitch, min(x + k, frame.width - 1));
                    sum.add(p, c);
                    if (x + k < frame.width && y + r < frame.height) {
                        Depth::put(frame.y + row * frame.pitch, x + k, Source::luma(p, c));
                    }
                }
            }
            long long row = y / SY * frame.pitch;
            Depth::put(frame.u + row, x, sum.cb(c));
            Depth::put((SX == 2 ? frame.u : frame.v) + row, SX == 2 ? x + 1 : x, sum.cr(c));
        }
    }
};

template <bool DOUBLED> using rgb32 = Rgb32<DOUBLED>;
template <bool DOUBLED> using rgb24 = Rgb24<DOUBLED>;
template <bool> using planes = FloatPlanes;
template <bool> using triples = FloatTriples;

typedef Conversion<SOURCE<TARGET::X == 1>, TARGET> Selected;

#define JOIN(a, b) a##_##b
#define KERNEL(source, target) JOIN(source, target)

extern "C" __global__ void __launch_bounds__(256) KERNEL(SOURCE, TARGET)(
        const __grid_constant__ Image image,
        const __grid_constant__ Frame frame,
        const __grid_constant__ Selected::Coefficients c) {
    int x = (blockIdx.x * blockDim.x + threadIdx.x) * PIXELS;
    int y = (blockIdx.y * blockDim.y + threadIdx.y) * Selected::SY;
    if (x < frame.width && y < frame.height) {
        if (x + PIXELS <= frame.width && Selected::isAligned(image, frame)) {
            Selected::convert(image, frame, c, x, y);
        } else {
            Selected::crawl(image, frame, c, x, y);
        }
    }
}
