// Products whose first factor is mostly zero, like the pixels of digits.
//
// A step at which a whole tile of a is zero is left out: it would add ±0, which changes no sum but a
// negative zero, and sums end with + 0. The tiles are low, so that many steps are zero in all rows,
// and wide, so that a step that is left still loads few numbers for its multiply-adds.
//
// Only 0 times a number is 0: with ∞ or NaN in b, all steps count. A sum that such a number enters is
// not finite either, so it is enough to look at the sums and at the rows of b that none has used.

enum { LOW = ROWS / 3 };
typedef uint32_t Words __attribute__((ext_vector_type(LANES)));

/// For each tile of a band of ROWS rows, the steps at which not all of it is zero, a bit a step.
typedef struct {
  uint64_t tile[ROWS / LOW][DEPTH / 64];
} Steps;

/// The bits of LANES steps at which one of LOW rows is not zero.
static inline uint64_t steps_across(KernelView a) {
  Words any = 0, bit;
  for (int i = 0; i < LOW; i++) any |= (Words)(load(a.at + i * a.row) != 0);
  for (int lane = 0; lane < LANES; lane++) bit[lane] = 1u << lane;
  return __builtin_reduce_or(any & bit);
}

/// For each of LANES rows that are columns in memory, the bits of up to 32 steps.
static inline Words steps_down(ptrdiff_t count, KernelView a) {
  Words seen = 0;
  for (ptrdiff_t s = 0; s < count; s++)
    seen = seen >> 1 | ((Words)(load(a.at + s * a.column) != 0) & 1u << 31);
  return seen >> (32 - count);
}

/// `reach`: how many rows of a there are from the band's first on.
static void find_steps(ptrdiff_t rows, ptrdiff_t reach, ptrdiff_t depth, KernelView a,
                       Steps *steps) {
  *steps = (Steps){};
  for (ptrdiff_t p = 0, count; p < depth; p += count) {
    KernelView block = from(a, 0, p);
    if (a.row == 1 && reach >= LANES) {
      count = depth - p < 32 ? depth - p : 32;
      const Words seen = steps_down(count, block);
      for (int i = 0; i < rows; i++)
        steps->tile[i / LOW][p / 64] |= (uint64_t)seen[i] << p % 64;
    } else if (a.column == 1 && depth - p >= LANES) {
      count = LANES;
      for (int i = 0; i < rows; i += LOW)
        steps->tile[i / LOW][p / 64] |= steps_across(from(block, i, 0)) << p % 64;
    } else {
      count = 1;
      for (int i = 0; i < rows; i++)
        steps->tile[i / LOW][p / 64] |= (uint64_t)(*from(block, i, 0).at != 0) << p % 64;
    }
  }
}

/// `sum_tile` for LOW rows and any number of vectors up to WIDE.
static Floats sum_columns(ptrdiff_t vectors, ptrdiff_t depth, KernelView a, const uint64_t *steps,
                          KernelView b, float *sums, ptrdiff_t stride, bool first) {
#define TILE(width) \
  case width: return sum_tile(LOW, width, depth, a, steps, b, sums, stride, first);
  switch (vectors) { TILE(1) TILE(2) TILE(3) TILE(4) TILE(5) }
#undef TILE
  return sum_tile(LOW, WIDE, depth, a, steps, b, sums, stride, first);
}

/// The product for a whole number of tiles; whether it is right, that is whether all that was left out
/// was finite.
static bool sparse_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, KernelView a, KernelView b,
                           float *c, ptrdiff_t c_row) {
  Floats check = 0;
  for (ptrdiff_t done = 0; done < k; done += DEPTH) {
    const ptrdiff_t depth = k - done < DEPTH ? k - done : DEPTH;
    uint64_t used[DEPTH / 64] = {};
    for (ptrdiff_t i = 0; i < m; i += ROWS) {
      Steps steps;
      const ptrdiff_t rows = m - i < ROWS ? m - i : ROWS;
      find_steps(rows, m - i, depth, from(a, i, done), &steps);
      for (int t = 0; t < rows / LOW; t++)
        for (int w = 0; w < DEPTH / 64; w++) used[w] |= steps.tile[t][w];
      ptrdiff_t panels = (n / LANES + WIDE - 1) / WIDE;
      for (ptrdiff_t j = 0, vectors; j < n; j += vectors * LANES, panels--) {
        vectors = tile_height(n / LANES - j / LANES, panels);
        for (int t = 0; t < rows / LOW; t++)
          check += sum_columns(vectors, depth, from(a, i + t * LOW, done), steps.tile[t],
                               from(b, done, j), c + (i + t * LOW) * c_row + j, c_row, done == 0);
      }
    }
    for (ptrdiff_t p = 0; p < depth; p++)
      for (ptrdiff_t j = 0; j < n && !(used[p / 64] >> p % 64 & 1); j += LANES)
        check = fused(load(from(b, done + p, j).at), (Floats)0, check);
  }
  return __builtin_reduce_or((Words)(check != 0)) == 0;
}

/// Computes rows of c, the first ones, and returns how many: none unless b's rows are vectors in
/// memory and a quarter of the steps, by a sample, can be left out.
static ptrdiff_t sparse_rows(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, KernelView a, KernelView b,
                             float *c, ptrdiff_t c_row) {
  const ptrdiff_t tiles = m / LOW;
  if (tiles == 0 || k == 0 || b.column != 1 || n % LANES != 0) return 0;
  int zeros = 0;
  for (ptrdiff_t s = 0; s < 64; s++) {
    int found = 0;
    for (int i = 0; i < LOW; i++)
      found += *from(a, s * 7919 % tiles * LOW + i, s * 104729 % k).at != 0;
    zeros += found == 0;
  }
  return zeros >= 16 && sparse_product(tiles * LOW, n, k, a, b, c, c_row) ? tiles * LOW : 0;
}
