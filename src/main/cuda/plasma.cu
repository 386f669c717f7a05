/*
 * What `nvenc serve` shows, as bytes R, G, B, A: waves that run through each other, a light that follows the viewer's pointer,
 * and in the upper left corner the picture's number, in 32 squares of black and white, from the lowest bit.
 *
 * A thread draws a pixel. PlasmaStandIn is the same in Java.
 */
constexpr int MARKER_SQUARE = 16;
constexpr int MARKER_COLUMNS = 8;
constexpr int MARKER_ROWS = 4;

/** A sine, of which 1024 steps are a turn. */
__device__ __forceinline__ float wave(float steps) { return sinpif(steps * (1 / 512.0f)); }

__device__ __forceinline__ unsigned char level(float value) {
    return (unsigned char) __float2int_rn(fminf(fmaxf(value, 0), 255));
}

extern "C" __global__ void __launch_bounds__(256) plasma(
        unsigned char *pixels,
        long long pitch,
        int width,
        int height,
        int number,
        int hue,
        int lightX,
        int lightY) {
    int x = blockIdx.x * blockDim.x + threadIdx.x;
    int y = blockIdx.y * blockDim.y + threadIdx.y;
    if (x >= width || y >= height) {
        return;
    }
    uchar4 *pixel = reinterpret_cast<uchar4 *>(pixels + y * pitch) + x;
    int column = x / MARKER_SQUARE;
    int row = y / MARKER_SQUARE;
    if (column < MARKER_COLUMNS && row < MARKER_ROWS) {
        unsigned char level = (number >> (row * MARKER_COLUMNS + column) & 1) != 0 ? 255 : 0;
        *pixel = make_uchar4(level, level, level, 255);
        return;
    }
    float time = (float) (number * 5 & 1023);
    float across = wave(3 * y + time);
    float luma = 118 + 32 * (across + wave(2 * x + 127 * across - time) + wave(x + 2 * y + time));
    float radius = (float) max(8, height / 6);
    float dx = (float) (x - lightX);
    float dy = (float) (y - lightY);
    luma += 110 * fmaxf(0, 1 - (dx * dx + dy * dy) / (radius * radius));
    float angle = hue + time + 254 * (wave(x + time) + wave(1.5f * y - time));
    float blue = 80 * wave(angle);
    float red = 80 * wave(angle + 256);
    *pixel = make_uchar4(
            level(luma + 1.5748f * red),
            level(luma - 0.1873f * blue - 0.4681f * red),
            level(luma + 1.8556f * blue),
            255);
}
