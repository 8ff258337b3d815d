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

enum { PANEL = 2 * LANES, DEPTH = 512 };

/// A matrix seen through two strides: element (i, j) is at[i·row + j·column]; a transpose swaps
/// them.
typedef struct {
  ptrdiff_t row, column;
  const float *at;
} View;

typedef Floats UnalignedFloats __attribute__((aligned(4)));

/// rows × (vectors·LANES) sums over `depth` steps, in registers. `sums` holds the sums so far, or
/// is only written when `first`. Inlined with constant rows and vectors, so that each loop over
/// them unrolls.
static inline __attribute__((always_inline)) void sum_tile(
    const int rows, const int vectors, ptrdiff_t depth, View a, const float *panel, float *sums,
    ptrdiff_t stride, bool first) {
  Floats sum[ROWS][2] = {};
  if (!first)
    for (int i = 0; i < rows; i++)
      for (int v = 0; v < vectors; v++)
        sum[i][v] = *(const UnalignedFloats *)(sums + i * stride + v * LANES);
  for (ptrdiff_t p = 0; p < depth; p++, panel += vectors * LANES)
    for (int i = 0; i < rows; i++)
      for (int v = 0; v < vectors; v++)
        sum[i][v] = fused((Floats)(a.at[i * a.row + p * a.column]),
                          *(const Floats *)(panel + v * LANES), sum[i][v]);
  for (int i = 0; i < rows; i++)
    for (int v = 0; v < vectors; v++)
      *(UnalignedFloats *)(sums + i * stride + v * LANES) = sum[i][v];
}

/// `sum_tile` for any number of rows up to ROWS: no row is computed only to be thrown away.
static void sum_rows(ptrdiff_t rows, bool narrow, ptrdiff_t depth, View a, const float *panel,
                     float *sums, ptrdiff_t stride, bool first) {
#define TILE(count)                                                   \
  case count:                                                         \
    if (narrow)                                                       \
      sum_tile(count, 1, depth, a, panel, sums, stride, first);       \
    else                                                              \
      sum_tile(count, 2, depth, a, panel, sums, stride, first);       \
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

/// c[i·c_row + j·c_column] = Σ_p a(i, p) · b(p, j).
static void product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, View a, View b, float *c,
                    ptrdiff_t c_row, ptrdiff_t c_column) {
  _Alignas(64) float panel[DEPTH * PANEL], tile[ROWS * PANEL];
  ptrdiff_t done = 0;
  do {
    const ptrdiff_t depth = k - done < DEPTH ? k - done : DEPTH;
    for (ptrdiff_t j = 0; j < n; j += PANEL) {
      const ptrdiff_t columns = n - j < PANEL ? n - j : PANEL;
      const bool narrow = columns <= LANES;
      const ptrdiff_t width = narrow ? LANES : PANEL;
      pack_panel(depth, columns, width, (View){b.row, b.column, b.at + done * b.row + j * b.column},
                 panel);
      // Tiles of nearly equal height: a low last one would leave the multipliers waiting.
      ptrdiff_t tiles = (m + ROWS - 1) / ROWS;
      for (ptrdiff_t i = 0, rows; i < m; i += rows, tiles--) {
        rows = (m - i + tiles - 1) / tiles;
        const View left = {a.row, a.column, a.at + i * a.row + done * a.column};
        float *const out = c + i * c_row + j * c_column;
        if (columns == width && c_column == 1) {
          sum_rows(rows, narrow, depth, left, panel, out, c_row, done == 0);
          continue;
        }
        // A tile that c cannot take whole goes through a copy.
        for (ptrdiff_t y = 0; y < rows && done > 0; y++)
          for (ptrdiff_t x = 0; x < columns; x++)
            tile[y * width + x] = out[y * c_row + x * c_column];
        sum_rows(rows, narrow, depth, left, panel, tile, width, done == 0);
        for (ptrdiff_t y = 0; y < rows; y++)
          for (ptrdiff_t x = 0; x < columns; x++)
            out[y * c_row + x * c_column] = tile[y * width + x];
      }
    }
    done += depth;
  } while (done < k);
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
