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
// A panel of b is read in place, too, unless its rows are columns in memory: then it is packed, at
// most 64 KB on the stack.
//
// Four fifths of the pixels of a digit are zero, most of them in its margins, where neighbouring
// pixels and other images have zeros, too. Steps at which a whole tile of a is zero are left out: each
// would add ±0, which changes no sum but a negative zero, and sums end with + 0.

enum { PANEL = 2 * LANES, DEPTH = 512, AHEAD = 32 };
_Static_assert(KERNEL_ROWS % ROWS == 0 && KERNEL_COLUMNS % PANEL == 0, "parts end where tiles end");

typedef Floats UnalignedFloats __attribute__((aligned(4)));
static inline Floats load(const float *x) { return *(const UnalignedFloats *)x; }
static inline void store(float *x, Floats values) { *(UnalignedFloats *)x = values; }

/// A view from row i and column j on.
static inline KernelView from(KernelView x, ptrdiff_t i, ptrdiff_t j) {
  return (KernelView){x.at + i * x.row + j * x.column, x.row, x.column};
}

// anchor: tile
/// rows × (vectors·LANES) sums over `count` steps, in registers; they go on from what `sums` holds
/// unless they are the `first`. Step s reads column s of a and row s of b, or row steps[s] where
/// `steps` is not NULL. Inlined with constant rows and vectors, so that each loop over them unrolls.
static inline __attribute__((always_inline)) void sum_tile(
    const int rows, const int vectors, ptrdiff_t count, KernelView a, const uint16_t *steps,
    KernelView b, float *sums, ptrdiff_t stride, bool first) {
  Floats sum[ROWS][2] = {};
  for (int i = 0; i < rows && !first; i++)
    for (int v = 0; v < vectors; v++) sum[i][v] = load(sums + i * stride + v * LANES);
  for (ptrdiff_t s = 0; s < count; s++) {
    const ptrdiff_t p = steps ? steps[s] : s;
    // What comes AHEAD steps later, and where a's rows are columns in memory, two tiles later.
    for (int v = 0; v < vectors; v++) __builtin_prefetch(b.at + (p + AHEAD) * b.row + v * LANES);
    if (a.column != 1) __builtin_prefetch(a.at + s * a.column + 2 * ROWS);
    for (int i = 0; i < rows; i++)
      for (int v = 0; v < vectors; v++)
        sum[i][v] = fused((Floats)(a.at[i * a.row + s * a.column]),
                          load(b.at + p * b.row + v * LANES), sum[i][v]);
  }
  for (int i = 0; i < rows; i++)
    for (int v = 0; v < vectors; v++) store(sums + i * stride + v * LANES, sum[i][v] + 0);
}
// end anchor: tile

/// `sum_tile` for any number of rows up to ROWS: no row is computed only to be thrown away.
static inline __attribute__((always_inline)) void sum_rows(
    ptrdiff_t rows, ptrdiff_t width, ptrdiff_t count, KernelView a, const uint16_t *steps,
    KernelView b, float *sums, ptrdiff_t stride, bool first) {
#define TILE(height)                                                                               \
  case height:                                                                                     \
    return width == LANES ? sum_tile(height, 1, count, a, steps, b, sums, stride, first)           \
                          : sum_tile(height, 2, count, a, steps, b, sums, stride, first);
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

/// LANES rows become columns: each stage deals the first half of the rows and the second half like
/// two packs of cards, element by element; after log₂ LANES stages every element has its place.
static inline __attribute__((always_inline)) void transpose(Floats rows[LANES]) {
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
                          float *c, ptrdiff_t c_row, ptrdiff_t c_column) {
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
        float *const out = c + i * c_row + j * c_column;
        if (columns == width && c_column == 1) {
          sum_rows(rows, width, depth, from(a, i, done), NULL, panel, out, c_row, done == 0);
          continue;
        }
        // A tile that c cannot take whole goes through a copy.
        for (ptrdiff_t y = 0; y < rows && done > 0; y++)
          for (ptrdiff_t x = 0; x < columns; x++)
            tile[y * width + x] = out[y * c_row + x * c_column];
        sum_rows(rows, width, depth, from(a, i, done), NULL, panel, tile, width, done == 0);
        for (ptrdiff_t y = 0; y < rows; y++)
          for (ptrdiff_t x = 0; x < columns; x++)
            out[y * c_row + x * c_column] = tile[y * width + x];
      }
    }
  }
}

/// The steps of a block of k at which a tile of a is not all zero, and what a holds there, ROWS
/// values a step; the vector that is written last may reach beyond its step.
typedef struct {
  ptrdiff_t count;
  uint16_t at[DEPTH];
  float a[DEPTH * ROWS + LANES];
} Steps;

_Static_assert(ROWS <= LANES, "a vector holds a step of a tile");

/// `reach`: how many rows of a there are, from the tile's first on.
static void find_steps(ptrdiff_t rows, ptrdiff_t reach, ptrdiff_t depth, KernelView a, Steps *found) {
  found->count = 0;
  for (ptrdiff_t p = 0; p < depth; p += LANES) {
    const ptrdiff_t count = depth - p < LANES ? depth - p : LANES;
    Floats block[LANES] = {};  // one step a vector
    if (a.row == 1 && reach >= LANES) {
      for (int s = 0; s < count; s++) block[s] = load(from(a, 0, p + s).at);
    } else if (a.column == 1 && count == LANES) {
      for (int i = 0; i < rows; i++) block[i] = load(from(a, i, p).at);
      transpose(block);
    } else {
      for (int s = 0; s < count; s++)
        for (int i = 0; i < rows; i++) block[s][i] = *from(a, i, p + s).at;
    }
    for (int s = 0; s < count; s++) {
      store(found->a + found->count * ROWS, block[s]);
      found->at[found->count] = (uint16_t)(p + s);
      found->count += __builtin_reduce_or(block[s] != 0) != 0;
    }
  }
}

/// The product where a is mostly zero: a's tiles one after the other, since what was found out about
/// a tile serves all panels of b, which are read in place.
static void sparse_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, KernelView a, KernelView b,
                           float *c, ptrdiff_t c_row) {
  Steps steps;
  for (ptrdiff_t done = 0; done < k; done += DEPTH)
    for (ptrdiff_t i = 0, tiles = (m + ROWS - 1) / ROWS, rows; i < m; i += rows, tiles--) {
      rows = tile_height(m - i, tiles);
      find_steps(rows, m - i, k - done < DEPTH ? k - done : DEPTH, from(a, i, done), &steps);
      for (ptrdiff_t j = 0, width; j < n; j += width) {
        width = n - j < PANEL ? LANES : PANEL;
        sum_rows(rows, width, steps.count, (KernelView){steps.a, 1, ROWS}, steps.at,
                 from(b, done, j), c + i * c_row + j, c_row, done == 0);
      }
    }
}

/// Whether most of a is zero, by a sample.
static bool mostly_zero(ptrdiff_t m, ptrdiff_t k, KernelView a) {
  int zeros = 0;
  for (ptrdiff_t s = 0; s < 64; s++) zeros += *from(a, s * 7919 % m, s * 104729 % k).at == 0;
  return zeros > 42;
}

/// Whether 0 times any element is 0.
static bool all_finite(ptrdiff_t k, ptrdiff_t n, KernelView b) {
  bool found = false;
  for (ptrdiff_t p = 0; p < k; p++)
    for (ptrdiff_t j = 0; j < n; j++)
      found |= (__builtin_bit_cast(uint32_t, b.at[p * b.row + j]) & 0x7f800000) == 0x7f800000;
  return !found;
}

static void product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, KernelView a, KernelView b, float *c,
                    ptrdiff_t c_row, ptrdiff_t c_column) {
  const bool in_place = b.column == 1 && c_column == 1 && n % LANES == 0;
  if (in_place && m > 0 && k > 0 && mostly_zero(m, k, a) && all_finite(k, n, b))
    sparse_product(m, n, k, a, b, c, c_row);
  else
    dense_product(m, n, k, a, b, c, c_row, c_column);
}

static ptrdiff_t multiply_adds(ptrdiff_t n, float *sum) {
  Floats sums[2 * ROWS] = {};
  const Floats a = (Floats)0.5f, b = (Floats)*sum;
  for (ptrdiff_t i = 0; i < n; i++)
    for (int r = 0; r < 2 * ROWS; r++) sums[r] = fused(sums[r], a, b);
  for (int r = 0; r < 2 * ROWS; r++) *sum += sums[r][0];
  return n * 2 * ROWS * LANES;
}
