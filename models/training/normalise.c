// Batch normalisation followed by ReLU6 on rows of channels in bfloat16, in two passes over memory each way. PyTorch
// takes nine in all, which is two fifths of a step of training where convolutions run on matrix units.
//
// Every function takes its maps first, then rows and channels, then tables of a value for each channel.

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 256 };  // whose sums single precision holds well; longer sums are in double precision

static inline float widen(uint16_t value) {
    uint32_t bits = (uint32_t)value << 16;
    float wide;
    memcpy(&wide, &bits, sizeof wide);
    return wide;
}

static inline uint16_t to_nearest(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

static inline float passes(float sum, float gradient) {
    return sum > 0 && sum < 6 ? gradient : 0;
}

// Sums of x and of its squares: sums[2 * channels], zero on entry.
void moments(const uint16_t *restrict x, long rows, int channels, double *restrict sums) {
    #pragma omp parallel for schedule(static) reduction(+ : sums[:2 * channels])
    for (long first = 0; first < rows; first += ROWS) {
        long end = first + ROWS < rows ? first + ROWS : rows;
        float plain[channels], square[channels];
        memset(plain, 0, sizeof plain);
        memset(square, 0, sizeof square);
        for (long row = first; row < end; row++) {
            const uint16_t *in = x + row * channels;
            for (int c = 0; c < channels; c++) {
                float value = widen(in[c]);
                plain[c] += value;
                square[c] += value * value;
            }
        }
        for (int c = 0; c < channels; c++) {
            sums[c] += plain[c];
            sums[channels + c] += square[c];
        }
    }
}

// y = min(max(x * scale + shift, 0), 6)
void forward(const uint16_t *restrict x, uint16_t *restrict y, long rows, int channels,
             const float *restrict scale, const float *restrict shift) {
    #pragma omp parallel for schedule(static)
    for (long row = 0; row < rows; row++) {
        const uint16_t *in = x + row * channels;
        uint16_t *out = y + row * channels;
        for (int c = 0; c < channels; c++) {
            float value = widen(in[c]) * scale[c] + shift[c];
            value = value > 0 ? value : 0;
            out[c] = to_nearest(value < 6 ? value : 6);
        }
    }
}

// Of the gradient g where ReLU6 lets it pass: sums of g and of g * x, sums[2 * channels], zero on entry.
void slopes(const uint16_t *restrict x, const uint16_t *restrict gradient, long rows, int channels,
            const float *restrict scale, const float *restrict shift, double *restrict sums) {
    #pragma omp parallel for schedule(static) reduction(+ : sums[:2 * channels])
    for (long first = 0; first < rows; first += ROWS) {
        long end = first + ROWS < rows ? first + ROWS : rows;
        float plain[channels], product[channels];
        memset(plain, 0, sizeof plain);
        memset(product, 0, sizeof product);
        for (long row = first; row < end; row++) {
            const uint16_t *in = x + row * channels, *slope = gradient + row * channels;
            for (int c = 0; c < channels; c++) {
                float value = widen(in[c]), passed = passes(value * scale[c] + shift[c], widen(slope[c]));
                plain[c] += passed;
                product[c] += passed * value;
            }
        }
        for (int c = 0; c < channels; c++) {
            sums[c] += plain[c];
            sums[channels + c] += product[c];
        }
    }
}

// The gradient of x: g * scale + x * slant + level, with g where ReLU6 lets it pass.
void backward(const uint16_t *restrict x, const uint16_t *restrict gradient, uint16_t *restrict result, long rows,
              int channels, const float *restrict scale, const float *restrict shift, const float *restrict slant,
              const float *restrict level) {
    #pragma omp parallel for schedule(static)
    for (long row = 0; row < rows; row++) {
        const uint16_t *in = x + row * channels, *slope = gradient + row * channels;
        uint16_t *out = result + row * channels;
        for (int c = 0; c < channels; c++) {
            float value = widen(in[c]), passed = passes(value * scale[c] + shift[c], widen(slope[c]));
            out[c] = to_nearest(passed * scale[c] + value * slant[c] + level[c]);
        }
    }
}
