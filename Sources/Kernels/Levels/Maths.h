// Elementwise functions, one float at a time and free of branches, so that clang runs them on whole
// vectors.
//
// Only +, −, ×, ÷, √ and bit operations, each rounded once by IEEE 754, in the order written: no
// fused multiply-add, no table, no call. Polynomials are minimax fits (Lawson's reweighted least
// squares in double, coefficients rounded to float one after another, the rest refitted). Argument
// reductions follow Cody & Waite 1980, "Software Manual for the Elementary Functions"; the shapes
// of log, log1p and expm1 follow FDLIBM (Sun Microsystems 1993). Errors: Kernels.h states them and
// KernelsTests measures them.

static inline uint32_t bits_of(float x) { return __builtin_bit_cast(uint32_t, x); }
static inline float float_of(uint32_t bits) { return __builtin_bit_cast(float, bits); }
static inline float magnitude(float x) { return float_of(bits_of(x) & 0x7fffffff); }
/// y ≥ 0, or −y where x is negative, −0 included.
static inline float with_sign_of(float x, float y) {
  return float_of(bits_of(y) | (bits_of(x) & 0x80000000));
}
/// 2^n for n = −126 … 127.
static inline float power_of_two(int32_t n) { return float_of((uint32_t)(n + 127) << 23); }
/// y, or the one NaN of this library where x is NaN.
static inline float unless_nan(float x, float y) { return x != x ? NAN : y; }

/// c[0] + c[1] x + c[2] x² + …, by Horner's rule.
#define POLYNOMIAL(x, ...) \
  horner(x, (const float[]){__VA_ARGS__}, sizeof((const float[]){__VA_ARGS__}) / sizeof(float))
static inline float horner(float x, const float *c, int count) {
  float y = c[count - 1];
  for (int i = count - 2; i >= 0; i--) y = y * x + c[i];
  return y;
}

// ln 2 in two parts: the first has 15 bits, so that a whole number of up to 9 bits times it is
// exact.
#define LN2_HIGH 0x1.62e4p-1f
#define LN2_LOW 0x1.7f7d1cp-20f

/// e^x = 2^n · e^(r + r_low), |r| ≤ ½ ln 2. Beyond [−104, 89] e^x is 0 or ∞ in float, as it is at
/// the ends.
typedef struct {
  int32_t n;
  float r, r_low;
} Reduced;

static inline Reduced reduced(float x) {
  const float shift = 0x1.8p23f;  // Adding it rounds to a whole number, held in the low bits.
  x = x < -104 ? -104 : x;
  x = x > 89 ? 89 : x;
  const float shifted = x * 0x1.715476p+0f + shift;
  const float n = shifted - shift, high = x - n * LN2_HIGH, low = n * LN2_LOW;
  const float r = high - low;
  return (Reduced){(int32_t)(bits_of(shifted) - bits_of(shift)), r, (high - r) - low};
}

/// e^r − 1 for a reduced r.
static inline float expm1_reduced(Reduced e) {
  const float tail = POLYNOMIAL(e.r, 0.5f, 0.166666657f, 0.0416664928f, 0.00833354332f,
                                0.00139323808f, 0.000197644142f);
  return e.r + (e.r * e.r * tail + e.r_low);
}

/// y · 2^n in two factors, so that the first is exact and the result may be subnormal.
static inline float scaled(float y, int32_t n) {
  return y * power_of_two(n >> 1) * power_of_two(n - (n >> 1));
}

static inline float exp_one(float x) {
  const Reduced e = reduced(x);
  return unless_nan(x, scaled(1 + expm1_reduced(e), e.n));
}

/// 2^n · (e^r − 1 + (1 − 2^−n)); from n = 26 on the 1 is lost in rounding.
static inline float expm1_one(float x) {
  const Reduced e = reduced(x < -20 ? -20 : x);
  const float offset = 1 - power_of_two(e.n < 26 ? -e.n : -26);
  return unless_nan(x, x == 0 ? x : scaled(expm1_reduced(e) + offset, e.n));
}

/// k ln 2 + log(1 + f) + c for |f| ≤ √2 − 1: with s = f / (2 + f), log(1 + f) = 2 artanh(s).
static inline float log_parts(float k, float f, float c) {
  const float s = f / (2 + f), z = s * s, half = 0.5f * f * f;
  const float tail = z * POLYNOMIAL(z, 0.666667759f, 0.399775624f, 0.29871735f);
  return k * LN2_HIGH - ((half - (s * (half + tail) + (k * LN2_LOW + c))) - f);
}

/// x = 2^k · (1 + f) with 1 + f in [√½, √2), for normal x > 0.
static inline float log_split(float x, float *f) {
  const uint32_t shifted = bits_of(x) - 0x3f3504f3;
  *f = float_of((shifted & 0x007fffff) + 0x3f3504f3) - 1;
  return (float)((int32_t)shifted >> 23);
}

static inline float log_one(float x) {
  const bool subnormal = x < 0x1p-126f;
  float f, k = log_split(subnormal ? x * 0x1p24f : x, &f);
  const float y = log_parts(subnormal ? k - 24 : k, f, 0);
  return x > 0 ? (x < INFINITY ? y : x) : x == 0 ? -INFINITY : NAN;
}

/// log(u) + c / u with u = 1 + x rounded and c what the rounding lost; x itself while u is within
/// √½ … √2.
static inline float log1p_one(float x) {
  const float u = 1 + x;
  float f;
  const float k = log_split(u, &f);
  const float lost = x < 1 ? x - (u - 1) : 1 - (u - x);
  const float y = log_parts(k, k == 0 ? x : f, k == 0 ? 0 : lost / u);
  return x > -1 ? (x < INFINITY ? (x == 0 ? x : y) : x) : x == -1 ? -INFINITY : NAN;
}

/// a + a³·P(a²) below 0.625, 1 − 2 / (e^2a + 1) above, a = |x|.
static inline float tanh_one(float x) {
  const float a = magnitude(x), z = a * a;
  const float p = POLYNOMIAL(z, -0.333332807f, 0.133314058f, -0.0537365153f, 0.0206281673f,
                             -0.0056922962f);
  const float y = a < 0.625f ? a + a * (z * p) : 1 - 2 / (exp_one(2 * a) + 1);
  return unless_nan(x, with_sign_of(x, y));
}

/// 1 / (1 + e^−x), or e^x / (1 + e^x) where x < 0: e^−|x| cannot overflow. What 1 + e lost in
/// rounding is put back to first order.
static inline float sigmoid_one(float x) {
  const float e = exp_one(-magnitude(x)), whole = 1 + e, lost = e - (whole - 1);
  const float y = (x < 0 ? e : 1) / whole;
  return unless_nan(x, y - y * (lost * (x < 0 ? 1 - y : y)));
}

/// max(x, 0) + log(1 + e^−|x|). Inlined by force: a loop with a call in it is not vectorised.
static inline __attribute__((always_inline)) float softplus_one(float x) {
  return unless_nan(x, (x > 0 ? x : 0) + log1p_one(exp_one(-magnitude(x))));
}

/// a + a·P(a²) below 0.9275, 1 − e^(−a·Q(a)) above, where a·Q(a) = −log erfc(a); beyond 4, 1 is
/// nearest.
static inline float erf_one(float x) {
  const float whole = magnitude(x), a = whole > 4 ? 4 : whole, z = a * a;
  const float p = POLYNOMIAL(z, 0.128379166f, -0.376126289f, 0.112836257f, -0.0268557295f,
                             0.00519239344f, -0.000804954383f, 7.99527043e-05f);
  const float q = POLYNOMIAL(a, 1.12852001f, 0.635699153f, 0.105287157f, -0.0229062345f,
                             0.00322004058f, -0.000214602915f);
  return unless_nan(x, with_sign_of(x, a < 0.9275f ? a + a * p : 1 - exp_one(-a * q)));
}

/// −Φ⁻¹(tail) for 0 ≤ tail ≤ ½ and centre = ½ − tail, which the caller knows without rounding: the
/// rational functions of Wichura 1988, "Algorithm AS 241: The percentage points of the normal
/// distribution", PPND7.
static inline float upper_quantile(float tail, float centre) {
  const bool central = centre <= 0.425f;
  const float root = __builtin_elementwise_sqrt(-log_one(tail));
  const float middle = 0.180625f - centre * centre, near = root - 1.6f, far = root - 5;
  const float above =
      central    ? POLYNOMIAL(middle, 3.3871327179f, 50.434271938f, 159.29113202f, 59.10937472f)
      : far <= 0 ? POLYNOMIAL(near, 1.4234372777f, 2.75681539f, 1.3067284816f, 0.17023821103f)
                 : POLYNOMIAL(far, 6.657905115f, 3.081226386f, 0.42868294337f, 0.017337203997f);
  const float below =
      central    ? POLYNOMIAL(middle, 1, 17.895169469f, 78.757757664f, 67.1875636f)
      : far <= 0 ? POLYNOMIAL(near, 1, 0.7370016425f, 0.12021132975f)
                 : POLYNOMIAL(far, 1, 0.24197894225f, 0.012258202635f);
  const float z = (central ? centre : 1) * above / below;
  return tail > 0 ? z : INFINITY;
}

static inline float normal_quantile_one(float x) {
  const bool lower = x < 0.5f;
  const float z = upper_quantile(lower ? x : 1 - x, lower ? 0.5f - x : x - 0.5f);
  return x >= 0 && x <= 1 ? (lower ? -z : z) : NAN;
}

#define MAP(name)                                                     \
  static void map_##name(ptrdiff_t n, const float *x, float *y) {     \
    for (ptrdiff_t i = 0; i < n; i++) y[i] = name##_one(x[i]);        \
  }
MAP(exp) MAP(expm1) MAP(log) MAP(log1p) MAP(tanh) MAP(sigmoid) MAP(softplus) MAP(erf)
MAP(normal_quantile)
#undef MAP
