// Sums in double over 16 lanes: element i goes to lane i mod 16, and the lanes are added in one
// fixed tree. A processor holds the lanes in 2, 4 or 8 registers; the sum is the same.

enum { SUM_LANES = 16 };
typedef double Lanes __attribute__((ext_vector_type(SUM_LANES), aligned(8)));
typedef float LaneInputs __attribute__((ext_vector_type(SUM_LANES), aligned(4)));

/// The 16 lanes of x from i on as doubles; +0 from n on, which changes no sum.
static inline Lanes lanes_at(const float *x, ptrdiff_t i, ptrdiff_t n) {
  if (n - i >= SUM_LANES) return __builtin_convertvector(*(const LaneInputs *)(x + i), Lanes);
  Lanes lanes = 0;
  for (ptrdiff_t lane = 0; lane < n - i; lane++) lanes[lane] = x[i + lane];
  return lanes;
}

static inline double tree_sum(Lanes lanes) {
  for (int half = SUM_LANES / 2; half > 0; half /= 2)
    for (int lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
  return lanes[0];
}

static double sum(ptrdiff_t n, const float *x) {
  Lanes total = 0;
  for (ptrdiff_t i = 0; i < n; i += SUM_LANES) total += lanes_at(x, i, n);
  return tree_sum(total);
}

static double squared_distance(ptrdiff_t n, const float *a, const float *b) {
  Lanes total = 0;
  for (ptrdiff_t i = 0; i < n; i += SUM_LANES) {
    const Lanes difference = lanes_at(a, i, n) - lanes_at(b, i, n);
    total += difference * difference;
  }
  return tree_sum(total);
}

/// One double a column, over rows 0, 1, 2, …; a block of columns at a time keeps the doubles in
/// cache.
static void column_sums(ptrdiff_t m, ptrdiff_t n, const float *x, ptrdiff_t x_row, float *y) {
  enum { BLOCK = 256 };
  for (ptrdiff_t start = 0; start < n; start += BLOCK) {
    const ptrdiff_t width = n - start < BLOCK ? n - start : BLOCK;
    double totals[BLOCK] = {0};
    for (ptrdiff_t i = 0; i < m; i++)
      for (ptrdiff_t j = 0; j < width; j++) totals[j] += x[i * x_row + start + j];
    for (ptrdiff_t j = 0; j < width; j++) y[start + j] = (float)totals[j];
  }
}
