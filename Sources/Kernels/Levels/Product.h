// Matrix products: c[m, n] = Σ_k a·b, each element over k = 0, 1, 2, … with one fused multiply-add
// a step, from +0. That order is the promise of Kernels.h; the blocking below only decides which
// elements are in registers at the same time.
//
//   for each DEPTH of k                      partial sums wait in c, as floats, for the next
//     for each panel of PANEL columns of b   copied to `panel`, depth × PANEL, which stays in cache
//       for each tile of ROWS rows of a      ROWS × PANEL sums in registers, over the whole depth
//
// Goto & van de Geijn 2008, "Anatomy of high-performance matrix multiplication", names the levels;
// here b is packed a panel (at most 64 KB) at a time on the stack and a is read in place, since at
// ROWS × PANEL sums a step of k needs only ROWS values of a for ROWS·PANEL multiply-adds.
//
// Four fifths of the pixels of a digit are zero, most of them in its margins, where neighbouring
// pixels and other images have zeros, too. Steps at which a whole tile of a is zero are skipped: each
// would add ±0, which changes no sum but a negative zero, and sums end with + 0.

enum { PANEL = 2 * LANES, DEPTH = 512 };

/// A matrix seen through two strides: element (i, j) is at[i·row + j·column]; a transpose swaps
/// them.
typedef struct {
  ptrdiff_t row, column;
  const float *at;
} View;

typedef Floats UnalignedFloats __attribute__((aligned(4)));

/// The steps of k, out of a block of DEPTH, that a tile needs.
typedef struct {
  ptrdiff_t count;
  uint16_t at[DEPTH];
} Steps;

/// rows × (vectors·LANES) sums over `count` steps, in registers: those of `steps`, or the first when
/// it is NULL. `sums` holds the sums so far, or is only written when `first`. Inlined with constant
/// rows and vectors, so that each loop over them unrolls.
static inline __attribute__((always_inline)) void sum_tile(
    const int rows, const int vectors, ptrdiff_t count, const uint16_t *steps, View a,
    const float *panel, float *sums, ptrdiff_t stride, bool first) {
  Floats sum[ROWS][2] = {};
  if (!first)
    for (int i = 0; i < rows; i++)
      for (int v = 0; v < vectors; v++)
        sum[i][v] = *(const UnalignedFloats *)(sums + i * stride + v * LANES);
  for (ptrdiff_t s = 0; s < count; s++) {
    const ptrdiff_t p = steps ? steps[s] : s;
    for (int i = 0; i < rows; i++)
      for (int v = 0; v < vectors; v++)
        sum[i][v] = fused((Floats)(a.at[i * a.row + p * a.column]),
                          *(const Floats *)(panel + (p * vectors + v) * LANES), sum[i][v]);
  }
  for (int i = 0; i < rows; i++)
    for (int v = 0; v < vectors; v++)
      *(UnalignedFloats *)(sums + i * stride + v * LANES) = sum[i][v] + 0;
}

/// `sum_tile` for any number of rows up to ROWS: no row is computed only to be thrown away.
static inline __attribute__((always_inline)) void sum_rows(
    ptrdiff_t rows, bool narrow, ptrdiff_t count, const uint16_t *steps, View a,
    const float *panel, float *sums, ptrdiff_t stride, bool first) {
#define TILE(height)                                                          \
  case height:                                                                \
    if (narrow)                                                               \
      sum_tile(height, 1, count, steps, a, panel, sums, stride, first);       \
    else                                                                      \
      sum_tile(height, 2, count, steps, a, panel, sums, stride, first);       \
    break;
  switch (rows) {
    TILE(1) TILE(2) TILE(3) TILE(4)
#if ROWS > 4
    TILE(5) TILE(6)
#endif
#if ROWS > 6
    TILE(7) TILE(8) TILE(9) TILE(10) TILE(11) TILE(12)
#endif
  }
#undef TILE
}

/// panel[p, j] = b[p, j], zero beyond b's `columns`: those sums are computed and dropped.
static void pack_panel(ptrdiff_t depth, ptrdiff_t columns, ptrdiff_t width, View b, float *panel) {
  for (ptrdiff_t p = 0; p < depth; p++, panel += width) {
    for (ptrdiff_t j = 0; j < columns; j++) panel[j] = b.at[p * b.row + j * b.column];
    for (ptrdiff_t j = columns; j < width; j++) panel[j] = 0;
  }
}

/// The height of the next of `tiles` tiles of nearly equal height: a low last one would leave the
/// multipliers waiting.
static ptrdiff_t tile_height(ptrdiff_t rows, ptrdiff_t tiles) { return (rows + tiles - 1) / tiles; }

/// Whether most of a is zero, by a sample.
static bool mostly_zero(ptrdiff_t m, ptrdiff_t k, View a) {
  int zeros = 0;
  for (ptrdiff_t s = 0; s < 64; s++)
    zeros += a.at[s * 7919 % m * a.row + s * 104729 % k * a.column] == 0;
  return zeros > 42;
}

/// The steps at which one of the tile's values of a is not ±0.
static void find_steps(ptrdiff_t rows, ptrdiff_t depth, View a, Steps *steps) {
  uint32_t seen[DEPTH] = {0};
  if (a.column == 1)
    for (ptrdiff_t i = 0; i < rows; i++)
      for (ptrdiff_t p = 0; p < depth; p++)
        seen[p] |= __builtin_bit_cast(uint32_t, a.at[i * a.row + p]) << 1;
  else
    for (ptrdiff_t p = 0; p < depth; p++)
      for (ptrdiff_t i = 0; i < rows; i++)
        seen[p] |= __builtin_bit_cast(uint32_t, a.at[i * a.row + p * a.column]) << 1;
  steps->count = 0;
  for (ptrdiff_t p = 0; p < depth; p++) {
    steps->at[steps->count] = (uint16_t)p;
    steps->count += seen[p] != 0;
  }
}

/// Whether 0 times any of these is 0.
static bool all_finite(ptrdiff_t n, const float *x) {
  bool found = false;
  for (ptrdiff_t i = 0; i < n; i++)
    found |= (__builtin_bit_cast(uint32_t, x[i]) & 0x7f800000) == 0x7f800000;
  return !found;
}

/// c[i·c_row + j·c_column] = Σ_p a(i, p) · b(p, j).
static void product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, View a, View b, float *c,
                    ptrdiff_t c_row, ptrdiff_t c_column) {
  _Alignas(64) float panel[DEPTH * PANEL], tile[ROWS * PANEL];
  const ptrdiff_t tiles = (m + ROWS - 1) / ROWS;
  // Where memory is short no step is skipped.
  Steps *const steps = m > 0 && k > 0 && mostly_zero(m, k, a) ? malloc(tiles * sizeof *steps) : NULL;
  ptrdiff_t done = 0;
  do {
    const ptrdiff_t depth = k - done < DEPTH ? k - done : DEPTH;
    if (steps)
      for (ptrdiff_t i = 0, t = 0, rows; i < m; i += rows, t++) {
        rows = tile_height(m - i, tiles - t);
        find_steps(rows, depth, (View){a.row, a.column, a.at + i * a.row + done * a.column},
                   &steps[t]);
      }
    for (ptrdiff_t j = 0; j < n; j += PANEL) {
      const ptrdiff_t columns = n - j < PANEL ? n - j : PANEL;
      const bool narrow = columns <= LANES;
      const ptrdiff_t width = narrow ? LANES : PANEL;
      pack_panel(depth, columns, width, (View){b.row, b.column, b.at + done * b.row + j * b.column},
                 panel);
      const bool skips = steps && all_finite(depth * width, panel);
      for (ptrdiff_t i = 0, t = 0, rows; i < m; i += rows, t++) {
        rows = tile_height(m - i, tiles - t);
        const View left = {a.row, a.column, a.at + i * a.row + done * a.column};
        float *const out = c + i * c_row + j * c_column;
        if (columns == width && c_column == 1) {
          if (skips)
            sum_rows(rows, narrow, steps[t].count, steps[t].at, left, panel, out, c_row, done == 0);
          else
            sum_rows(rows, narrow, depth, NULL, left, panel, out, c_row, done == 0);
          continue;
        }
        // A tile that c cannot take whole goes through a copy.
        for (ptrdiff_t y = 0; y < rows && done > 0; y++)
          for (ptrdiff_t x = 0; x < columns; x++)
            tile[y * width + x] = out[y * c_row + x * c_column];
        sum_rows(rows, narrow, depth, NULL, left, panel, tile, width, done == 0);
        for (ptrdiff_t y = 0; y < rows; y++)
          for (ptrdiff_t x = 0; x < columns; x++)
            out[y * c_row + x * c_column] = tile[y * width + x];
      }
    }
    done += depth;
  } while (done < k);
  free(steps);
}

static void product_nn(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, const float *b,
                       float *c) {
  product(m, n, k, (View){k, 1, a}, (View){n, 1, b}, c, n, 1);
}

static void product_tn(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, const float *b,
                       float *c) {
  product(m, n, k, (View){1, m, a}, (View){n, 1, b}, c, n, 1);
}

/// Packing bᵀ gathers. When b is the larger matrix, cᵀ[n, m] = b · aᵀ gathers less for the same
/// sums.
static void product_nt(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, const float *b,
                       float *c) {
  if (m < n)
    product(n, m, k, (View){k, 1, b}, (View){1, k, a}, c, 1, n);
  else
    product(m, n, k, (View){k, 1, a}, (View){1, k, b}, c, n, 1);
}
