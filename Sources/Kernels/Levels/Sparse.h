// Products whose first factor is mostly zero, like the pixels of digits.
//
// A step at which a whole tile of a is zero is left out: it would add ±0, which changes no sum but a
// negative zero, and sums end with + 0. The tiles are low, so that many steps are zero in all rows,
// and wide, so that a step that is left still loads few numbers for its multiply-adds.
//
// Only 0 times a number is 0: with ∞ or NaN in b, all steps count. A sum that such a number enters is
// not finite either, so it is enough to look at the sums and at the rows of b that none has used.

typedef uint32_t Words __attribute__((ext_vector_type(LANES)));
_Static_assert(ROWS <= LANES && ROWS % LOW == 0 && LANES % LOW == 0, "tiles fill bands and vectors");

/// For each tile of a band of ROWS rows, the steps at which not all of it is zero, a bit a step.
typedef uint64_t Steps[ROWS / LOW][DEPTH / 64];

/// Adds to `steps` those of a band whose first row is a's; `reach` rows follow up to a's end.
static void find_steps(ptrdiff_t rows, ptrdiff_t reach, ptrdiff_t k, KernelView a, Steps steps) {
  if (a.row == 1) {
    // Rows that are columns in memory: a lane a row, a bit a step; the last lanes are the last rows.
    const ptrdiff_t before = reach < LANES ? LANES - reach : 0;
    for (ptrdiff_t p = 0, count; p < k; p += count) {
      Words seen = 0;
      count = k - p < 32 ? k - p : 32;
      for (ptrdiff_t s = 0; s < count; s++)
        seen = seen >> 1 | ((Words)(load(from(a, -before, p + s).at) != 0) & 1u << 31);
      for (int i = 0; i < rows; i++)
        steps[i / LOW][p / 64] |= (uint64_t)(seen[before + i] >> (32 - count)) << p % 64;
    }
    return;
  }
  Words bit;
  for (int lane = 0; lane < LANES; lane++) bit[lane] = 1u << lane;
  for (ptrdiff_t p = 0; p < k; p += LANES)
    for (int t = 0; t < rows / LOW; t++) {
      Words seen = 0;
      for (int i = 0; i < LOW; i++) seen |= (Words)(load(from(a, t * LOW + i, p).at) != 0);
      steps[t][p / 64] |= (uint64_t)__builtin_reduce_or(seen & bit) << p % 64;
    }
}

/// The product for a whole number of tiles, and whether it is right: whether all that was left out was
/// finite.
static bool sparse_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, KernelView a, KernelView b,
                           float *c, ptrdiff_t c_row) {
  Floats check = 0;
  for (ptrdiff_t done = 0; done < k; done += DEPTH) {
    const ptrdiff_t depth = k - done < DEPTH ? k - done : DEPTH;
    uint64_t used[DEPTH / 64] = {};
    for (ptrdiff_t i = 0; i < m; i += ROWS) {
      Steps steps = {};
      const ptrdiff_t rows = m - i < ROWS ? m - i : ROWS;
      find_steps(rows, m - i, depth, from(a, i, done), steps);
      for (int t = 0; t < rows / LOW; t++)
        for (int w = 0; w < DEPTH / 64; w++) used[w] |= steps[t][w];
      ptrdiff_t panels = (n / LANES + WIDE - 1) / WIDE;
      for (ptrdiff_t j = 0, vectors; j < n; j += vectors * LANES, panels--) {
        vectors = tile_height(n / LANES - j / LANES, panels);
        for (int t = 0; t < rows / LOW; t++)
          check += sums_of(LOW, vectors, depth, from(a, i + t * LOW, done), steps[t],
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
  if (tiles == 0 || k == 0 || n % LANES || b.column != 1) return 0;
  if (a.row == 1 ? m < LANES : a.column != 1 || k % LANES) return 0;
  int needed = 0;
  for (ptrdiff_t s = 0; s < 64; s++)
    for (int i = 0, found = 0; i < LOW && !found; i++)
      needed += found = *from(a, s * 7919 % tiles * LOW + i, s * 104729 % k).at != 0;
  return needed <= 48 && sparse_product(tiles * LOW, n, k, a, b, c, c_row) ? tiles * LOW : 0;
}
