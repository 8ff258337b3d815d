// Matrix products: c[m, n] = Σ_k a·b, each element over k = 0, 1, 2, … with one fused multiply-add
// a step, from +0. That order is the promise of Kernels.h; the blocking below only decides which
// elements are in registers at the same time.
//
//   for each DEPTH of k                      partial sums wait in c, as floats, for the next
//     for each panel of PANEL columns of b   depth × PANEL, which stays in cache
//       for each tile of ROWS rows of a      ROWS × PANEL sums in registers, over the whole depth
//
// Goto & van de Geijn 2008, "Anatomy of high-performance matrix multiplication", names the levels.
// a is read in place, since a step of k needs only ROWS values of it for ROWS·PANEL multiply-adds.
// A panel of b is read in place, too, unless its rows are columns in memory or do not fill its vectors:
// then it is packed, at most 64 KB on the stack.

enum { WIDE = 6, LOW = ROWS / 3, PANEL = 2 * LANES, DEPTH = 512, AHEAD = 32 };
_Static_assert(KERNEL_ROWS % ROWS == 0 && KERNEL_COLUMNS % PANEL == 0, "parts end where tiles end");

#define INLINED static inline __attribute__((always_inline))
typedef Floats UnalignedFloats __attribute__((aligned(4), may_alias));
static inline Floats load(const float *x) { return *(const UnalignedFloats *)x; }
static inline void store(float *x, Floats values) { *(UnalignedFloats *)x = values; }

/// Fetches x[i] into the cache; it need not exist.
#define PREFETCH(x, i) __builtin_prefetch((const void *)((uintptr_t)(x) + sizeof(float) * (uintptr_t)(i)))

/// A view from row i and column j on.
static inline KernelView from(KernelView x, ptrdiff_t i, ptrdiff_t j) {
  return (KernelView){x.at + i * x.row + j * x.column, x.row, x.column};
}

// anchor: tile
/// One step of rows × (vectors·LANES) sums: column p of a times row p of b.
INLINED void add_step(const int rows, const int vectors, ptrdiff_t p, KernelView a, KernelView b,
                      Floats sum[ROWS][WIDE]) {
  for (int i = 0; i < rows; i++)
    for (int v = 0; v < vectors; v++)
      sum[i][v] = fused((Floats)(a.at[i * a.row + p * a.column]),
                        load(b.at + p * b.row + v * LANES), sum[i][v]);
}

/// rows × (vectors·LANES) sums in registers, over `depth` steps, or over those that `steps` has a bit
/// for unless it is NULL; they go on from what `sums` holds unless they are the `first`. Inlined with
/// constant rows and vectors, so that each loop over them unrolls. Returns NaN in a lane of which a
/// sum is not finite, else 0.
INLINED Floats sum_tile(const int rows, const int vectors, ptrdiff_t depth, KernelView a,
                        const uint64_t *steps, KernelView b, float *sums, ptrdiff_t stride,
                        bool first) {
  Floats sum[ROWS][WIDE] = {}, check = 0;
  for (int i = 0; i < rows && !first; i++)
    for (int v = 0; v < vectors; v++) sum[i][v] = load(sums + i * stride + v * LANES);
  for (ptrdiff_t p = 0; p < depth && !steps; p++) {
    // What comes AHEAD steps later, and where a's rows are columns in memory, two tiles later.
    for (int v = 0; v < vectors; v++) PREFETCH(b.at, (p + AHEAD) * b.row + v * LANES);
    if (a.column != 1) PREFETCH(a.at, p * a.column + 2 * ROWS);
    add_step(rows, vectors, p, a, b, sum);
  }
  for (ptrdiff_t start = 0; start < depth && steps; start += 64)
    for (uint64_t left = steps[start / 64]; left; left &= left - 1)
      add_step(rows, vectors, start + __builtin_ctzll(left), a, b, sum);
  for (int i = 0; i < rows; i++)
    for (int v = 0; v < vectors; v++) {
      store(sums + i * stride + v * LANES, sum[i][v] + 0);
      check = fused(sum[i][v], (Floats)0, check);
    }
  return check;
}
// end anchor: tile

/// `sum_tile` with constants for rows and vectors: up to ROWS × 2, so that no row is computed only to
/// be thrown away, or LOW × WIDE.
INLINED Floats sums_of(ptrdiff_t rows, ptrdiff_t vectors, ptrdiff_t depth, KernelView a,
                       const uint64_t *steps, KernelView b, float *sums, ptrdiff_t stride,
                       bool first) {
#define TILE(r, v) \
  case (r) * WIDE + (v): return sum_tile(r, v, depth, a, steps, b, sums, stride, first);
#define TILES(r) TILE(r, 1) TILE(r, 2)
  switch (rows * WIDE + vectors) {
    TILES(1) TILES(2) TILES(3) TILES(4) TILE(LOW, 3) TILE(LOW, 4) TILE(LOW, 5) TILE(LOW, 6)
#if ROWS > 4
    TILES(5) TILES(6)
#endif
#if ROWS > 6
    TILES(7) TILES(8) TILES(9) TILES(10) TILES(11) TILES(12)
#endif
  }
#undef TILES
#undef TILE
  return 0;
}

/// LANES rows become columns: each stage deals the first half of the rows and the second half like
/// two packs of cards, element by element; after log₂ LANES stages every element has its place.
INLINED void transpose(Floats rows[LANES]) {
  for (int stage = 1; stage < LANES; stage *= 2) {
    Floats dealt[LANES];
    for (int i = 0; i < LANES / 2; i++) {
      const Floats first = rows[i], second = rows[i + LANES / 2];
      dealt[2 * i].even = first.lo, dealt[2 * i].odd = second.lo;
      dealt[2 * i + 1].even = first.hi, dealt[2 * i + 1].odd = second.hi;
    }
    for (int i = 0; i < LANES; i++) rows[i] = dealt[i];
  }
}

/// packed[p, j] = b[p, j], zero beyond b's `columns`: those sums are computed and dropped.
static void pack(ptrdiff_t depth, ptrdiff_t columns, ptrdiff_t width, KernelView b, float *packed) {
  ptrdiff_t whole = 0;  // steps packed by blocks of LANES × LANES
  if (b.row == 1 && columns == width)
    for (; whole + LANES <= depth; whole += LANES)
      for (ptrdiff_t j = 0; j < width; j += LANES) {
        Floats block[LANES];
        for (int i = 0; i < LANES; i++) block[i] = load(from(b, whole, j + i).at);
        transpose(block);
        for (int i = 0; i < LANES; i++) store(packed + (whole + i) * width + j, block[i]);
      }
  for (ptrdiff_t p = whole; p < depth; p++)
    for (ptrdiff_t j = 0; j < width; j++)
      packed[p * width + j] = j < columns ? *from(b, p, j).at : 0;
}

/// The height of the next of `tiles` tiles of nearly equal height: a low last one would leave the
/// multipliers waiting.
static ptrdiff_t tile_height(ptrdiff_t rows, ptrdiff_t tiles) { return (rows + tiles - 1) / tiles; }

/// The product as the head of this file describes it.
static void dense_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, KernelView a, KernelView b,
                          float *c, ptrdiff_t c_row) {
  _Alignas(64) float packed[DEPTH * PANEL], tile[ROWS * PANEL];
  for (ptrdiff_t done = 0; done == 0 || done < k; done += DEPTH) {
    const ptrdiff_t depth = k - done < DEPTH ? k - done : DEPTH;
    for (ptrdiff_t j = 0; j < n; j += PANEL) {
      const ptrdiff_t columns = n - j < PANEL ? n - j : PANEL;
      const ptrdiff_t width = columns <= LANES ? LANES : PANEL;
      KernelView panel = from(b, done, j);
      if (b.column != 1 || columns != width) {
        pack(depth, columns, width, panel, packed);
        panel = (KernelView){packed, width, 1};
      }
      for (ptrdiff_t i = 0, tiles = (m + ROWS - 1) / ROWS, rows; i < m; i += rows, tiles--) {
        rows = tile_height(m - i, tiles);
        // A tile that c cannot take whole goes through a copy.
        float *const out = c + i * c_row + j;
        const bool whole = columns == width;
        for (ptrdiff_t y = 0; y < rows && done > 0 && !whole; y++)
          for (ptrdiff_t x = 0; x < columns; x++) tile[y * width + x] = out[y * c_row + x];
        sums_of(rows, width / LANES, depth, from(a, i, done), NULL, panel, whole ? out : tile,
                whole ? c_row : width, done == 0);
        for (ptrdiff_t y = 0; y < rows && !whole; y++)
          for (ptrdiff_t x = 0; x < columns; x++) out[y * c_row + x] = tile[y * width + x];
      }
    }
  }
}

#include "Sparse.h"

static void product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, KernelView a, KernelView b, float *c,
                    ptrdiff_t c_row) {
  const ptrdiff_t done = sparse_rows(m, n, k, a, b, c, c_row);
  dense_product(m - done, n, k, from(a, done, 0), b, c + done * c_row, c_row);
}

static ptrdiff_t multiply_adds(ptrdiff_t n, float *sum) {
  Floats sums[2 * ROWS] = {};
  const Floats a = (Floats)0.5f, b = (Floats)*sum;
  for (ptrdiff_t i = 0; i < n; i++)
    for (int r = 0; r < 2 * ROWS; r++) sums[r] = fused(sums[r], a, b);
  for (int r = 0; r < 2 * ROWS; r++) *sum += sums[r][0];
  return n * 2 * ROWS * LANES;
}
