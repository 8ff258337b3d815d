// Kernels: matrix products, elementwise mathematics, reductions and random bits.
//
// The only code of this package that knows about vector units. Its one promise: a function gives
// the same bits on every machine, at every level of KERNELS and with every number of threads:
//   * a product accumulates each element over k = 0, 1, 2, … with one fused multiply-add a step,
//   * elementwise functions are this library's own polynomials, evaluated in one written order,
//   * reductions run over a fixed number of lanes, combined in a fixed order.
// The one exception: which NaN a product, a reduction or a pass of a training step gives, its sign and
// payload. The elementwise functions give one NaN only.
//
// Matrices are row-major and contiguous. Lengths may be zero, never negative. Outputs never overlap
// inputs, except where "in place" is said. Nothing is kept between calls, and any thread may call.
#pragma once
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// A matrix seen through two strides: element (i, j) is at[i·row + j·column]. Swapped, they show the
/// transpose.
typedef struct {
  const float *at;
  ptrdiff_t row, column;
} KernelView;

/// y[i] = f(x[i]) for i < n; in place (y == x) is allowed.
typedef void KernelMap(ptrdiff_t n, const float *x, float *y);
/// y[i] = f(a[i], b[i]) for i < n; in place is allowed.
typedef void KernelPairMap(ptrdiff_t n, const float *a, const float *b, float *y);

/// What a level of vector instructions offers: the functions of this library, compiled for it.
typedef struct {
  /// "baseline", "avx2" or "avx512"; on Arm "baseline" or "neon".
  const char *level;

  // Matrix products -------------------------------------------------------------------------------

  /// c[i·c_row + j] = Σ_p a(i, p) · b(p, j) for a(m, k), b(k, n). From +0, each step is
  /// sum ← fma(a, b, sum) on floats; a sum of −0, which underflow can give, ends as +0.
  /// The naive triple loop of the tests gives the same bits.
  ///
  /// A part of a product, any rows by any columns of c, is a product itself, with the same bits. Cut
  /// rows and columns at multiples of KERNEL_ROWS and KERNEL_COLUMNS, which every level computes at
  /// once.
  void (*product)(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, KernelView a, KernelView b, float *c,
                  ptrdiff_t c_row);
  /// Rows become columns: y[j·y_row + i] = x[i·x_row + j] for i < m, j < n.
  void (*transpose)(ptrdiff_t m, ptrdiff_t n, const float *x, ptrdiff_t x_row, float *y,
                    ptrdiff_t y_row);
  /// The inner loop of a product without its memory: n steps of all the fused multiply-adds that fit
  /// the registers. Returns how many that were; with a clock, the most that a processor can do. `sum`
  /// is there so that the compiler leaves none out.
  ptrdiff_t (*multiply_adds)(ptrdiff_t n, float *sum);

  // Elementwise functions -------------------------------------------------------------------------
  // The greatest error over all 2^32 floats is given in ulps, units in the last place of a float as
  // large as the true value; rounding alone makes ½. ±0, ±∞, NaN and subnormals are as in C's
  // Annex F, e.g. log(±0) = −∞, tanh(±0) = ±0; outside its domain a function is NaN.

  KernelMap *exp;              // 0.87 ulp
  KernelMap *expm1;            // e^x − 1, 1.53 ulp
  KernelMap *log;              // 0.84 ulp
  KernelMap *log1p;            // log(1 + x), 0.84 ulp
  KernelMap *tanh;             // 1.31 ulp
  KernelMap *sigmoid;          // 1 / (1 + e^-x), 1.97 ulp
  KernelMap *softplus;         // log(1 + e^x), 1.67 ulp
  KernelMap *erf;              // 1.19 ulp
  KernelMap *normal_quantile;  // Φ⁻¹, x in [0, 1], 6.6 ulp

  // Passes of a training step ---------------------------------------------------------------------

  /// y[i, j] = x[at[i], j] / 255, grey levels from 0 to 1, for y[m, n].
  void (*unit_rows)(ptrdiff_t m, ptrdiff_t n, const ptrdiff_t *at, const uint8_t *x, float *y);
  /// y = x, but 0 where x < 0.
  KernelMap *relu;
  /// From x and dy: dx = dy where x > 0, else 0.
  KernelPairMap *relu_gradient;
  /// From y = σ(x) and dy: dx = dy · (y · (1 − y)).
  KernelPairMap *sigmoid_gradient;
  /// y = a + b and y = a · b.
  KernelPairMap *add, *multiply;
  /// y = softplus(l) − x · l, for a logit l and a target 0 ≤ x ≤ 1, as a sum of terms ≥ 0: no digits
  /// cancel.
  KernelPairMap *bernoulli_cross_entropy;
  /// y = factor · (a − b)
  void (*scaled_difference)(ptrdiff_t n, float factor, const float *a, const float *b, float *y);
  /// y[i, j] = x[i, j] + row[j] for x[m, n].
  void (*add_row)(ptrdiff_t m, ptrdiff_t n, const float *x, const float *row, float *y);

  // Reductions ------------------------------------------------------------------------------------
  // Σ over 16 doubles, lane = i mod 16, each from +0 in the order of i; then lanes[l] += lanes[l + h]
  // for l < h, with h = 8, 4, 2, 1.

  /// Σ x[i], accumulated in double.
  double (*sum)(ptrdiff_t n, const float *x);
  /// Σ (a[i] − b[i])², in double.
  double (*squared_distance)(ptrdiff_t n, const float *a, const float *b);
  /// y[j] = Σ_i x[i·x_row + j]: one double a column, rows in order, rounded at the end.
  void (*column_sums)(ptrdiff_t m, ptrdiff_t n, const float *x, ptrdiff_t x_row, float *y);

  // Optimiser -------------------------------------------------------------------------------------

  /// One step of Adam (Kingma & Ba 2015, Algorithm 1) on n parameters, in place:
  ///   m ← β1 m + (1−β1) g,  v ← β2 v + (1−β2) g²,
  ///   p ← p·keep − rate · (m·mScale) / (√(v·vScale) + ε)
  /// with mScale = 1/(1−β1^t), vScale = 1/(1−β2^t); keep = 1 but for decoupled weight decay
  /// (Loshchilov & Hutter 2019). Each operation is rounded to float.
  void (*adam)(ptrdiff_t n, float *p, const float *g, float *m, float *v, float rate, float beta1,
               float beta2, float epsilon, float m_scale, float v_scale, float keep);

  // Randomness: Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011) ----------------------------------

  /// One block: Philox4x32-10 of a whole counter, for known answers and for deriving keys.
  void (*philox)(const uint32_t *counter, const uint32_t *key, uint32_t *out);
  /// n random words: block i of four words is Philox of counter (i low, i high, 0, 0) under `key`
  /// (low word first).
  void (*random_bits)(uint64_t key, ptrdiff_t n, uint32_t *out);
  /// n uniforms in [0, 1): the upper 24 bits of each random word, times 2^-24.
  void (*uniforms)(uint64_t key, ptrdiff_t n, float *out);
  /// n standard normals: Φ⁻¹ of random words u as (u + ½)·2^-32, so that |z| reaches 6.3. The tails
  /// are measured from their own ends: words u and ~u give z and −z, exactly. Within 6 ulp
  /// of the true quantile.
  void (*normals)(uint64_t key, ptrdiff_t n, float *out);
} KernelTable;

enum { KERNEL_ROWS = 4, KERNEL_COLUMNS = 32 };

/// The level in use, which callers ask for once: the environment's KERNELS, else (also when KERNELS is empty) the
/// best the processor has. When KERNELS names a level that is unknown or that this processor lacks,
/// prints what was expected and exits with status 64.
const KernelTable *kernel_table_in_use(void);
/// A level by name; NULL when it is unknown or this processor lacks it.
const KernelTable *_Nullable kernel_table(const char *level);
/// The levels this processor can run, comma-separated, lowest first: "baseline, avx2, avx512".
const char *kernel_levels(void);

/// What a thread does while it waits for another that is about to finish.
static inline void kernel_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#pragma clang assume_nonnull end
