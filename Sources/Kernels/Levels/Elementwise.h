// The passes over whole batches that every training step makes: as short as memory allows.

/// Rows in random order are not in cache; while one is converted the row after the next is fetched.
static void unit_rows(ptrdiff_t m, ptrdiff_t n, const ptrdiff_t *at, const uint8_t *x, float *y) {
  for (ptrdiff_t i = 0; i < m; i++) {
    for (ptrdiff_t j = 0; i + 2 < m && j < n; j += 64) __builtin_prefetch(x + at[i + 2] * n + j);
    for (ptrdiff_t j = 0; j < n; j++) y[i * n + j] = (float)x[at[i] * n + j] / 255;
  }
}

static void relu(ptrdiff_t n, const float *x, float *y) {
  for (ptrdiff_t i = 0; i < n; i++) y[i] = x[i] < 0 ? 0 : x[i];
}

/// y = f(a, b) for each pair of elements.
#define PAIRS(name, f)                                                      \
  static void name(ptrdiff_t n, const float *a, const float *b, float *y) { \
    for (ptrdiff_t i = 0; i < n; i++) y[i] = f;                             \
  }
PAIRS(relu_gradient, a[i] > 0 ? b[i] : 0)
PAIRS(sigmoid_gradient, b[i] * (a[i] * (1 - a[i])))
PAIRS(add, a[i] + b[i])
PAIRS(multiply, a[i] * b[i])
PAIRS(bernoulli_cross_entropy,
      softplus_one(-magnitude(a[i])) + (a[i] > 0 ? a[i] * (1 - b[i]) : -a[i] * b[i]))
#undef PAIRS

static void scaled_difference(ptrdiff_t n, float factor, const float *a, const float *b, float *y) {
  for (ptrdiff_t i = 0; i < n; i++) y[i] = factor * (a[i] - b[i]);
}

static void add_row(ptrdiff_t m, ptrdiff_t n, const float *x, const float *row, float *y) {
  for (ptrdiff_t i = 0; i < m; i++)
    for (ptrdiff_t j = 0; j < n; j++) y[i * n + j] = x[i * n + j] + row[j];
}
