// Products whose first factor is mostly zero, like the pixels of digits.
//
// A step at which a whole tile of a is zero is left out: it would add ±0, which changes no sum but a
// negative zero, and sums end with + 0. The tiles are low, so that many steps are zero in all rows,
// and wide, so that a step that is left still loads few numbers for its multiply-adds.
//
// Only 0 times a number is 0: with ∞ or NaN in b, all steps count. A sum that such a number enters is
// not finite either, so it is enough to look at the sums and at the rows of b that none has used.

enum { LOW = ROWS / 3, WIDE = 6 };

typedef uint32_t Words __attribute__((ext_vector_type(LANES)));
_Static_assert(KERNEL_ROWS % LOW == 0, "parts end where tiles end");
_Static_assert(ROWS % LOW == 0 && HEIGHT % ROWS == 0 && LANES % LOW == 0 && ROWS <= LANES &&
               DEPTH % 64 == 0 && DEPTH % LANES == 0, "tiles fill bands, blocks, vectors and words");

/// The steps at which not all of a tile is zero, a bit a step.
typedef uint64_t Steps[DEPTH / 64];

/// LOW × (vectors·LANES) sums over those of `depth` steps that have a bit in `steps`; else as
/// `sum_tile`. Returns NaN in a lane of which a sum is not finite, else 0.
INLINED Floats sum_sparse_tile(const int vectors, ptrdiff_t depth, const Steps steps, KernelView a,
                               const float *b, ptrdiff_t b_row, float *sums, ptrdiff_t stride,
                               bool first) {
  Floats sum[LOW][WIDE], check = 0;
  for (int i = 0; i < LOW; i++)
    for (int v = 0; v < vectors; v++)
      sum[i][v] = first ? (Floats)0 : load(sums + i * stride + v * LANES);
#pragma clang loop unroll(disable)
  // anchor: steps
  for (ptrdiff_t start = 0; start < depth; start += 64)
    for (uint64_t left = steps[start / 64]; left; left &= left - 1) {
      const ptrdiff_t p = start + __builtin_ctzll(left);
      for (int v = 0; v < vectors; v++)
        for (int i = 0; i < LOW; i++)
          sum[i][v] = fused((Floats)a.at[i * a.row + p * a.column],
                            load(b + p * b_row + v * LANES), sum[i][v]);
    }
  // end anchor: steps
  for (int i = 0; i < LOW; i++)
    for (int v = 0; v < vectors; v++) {
      store(sums + i * stride + v * LANES, sum[i][v] + 0);
      check = fused(sum[i][v], (Floats)0, check);
    }
  return check;
}

/// `sum_sparse_tile` with a constant for vectors.
INLINED Floats sparse_sums_of(ptrdiff_t vectors, ptrdiff_t depth, const Steps steps, KernelView a,
                              const float *b, ptrdiff_t b_row, float *sums, ptrdiff_t stride,
                              bool first) {
#define TILE(v) \
  case v: return sum_sparse_tile(v, depth, steps, a, b, b_row, sums, stride, first);
  switch (vectors) { TILE(1) TILE(2) TILE(3) TILE(4) TILE(5) TILE(6) }
#undef TILE
  return (Floats)0;
}

/// Adds to `steps` those of the tiles of up to ROWS rows; `reach` rows follow up to a's end.
static void find_steps(ptrdiff_t rows, ptrdiff_t reach, ptrdiff_t depth, KernelView a,
                       Steps *steps) {
  if (a.row == 1) {
    // Rows that are columns in memory: a lane a row, a bit a step; the last lanes are the last rows.
    const ptrdiff_t before = reach < LANES ? LANES - reach : 0;
    for (ptrdiff_t p = 0, count; p < depth; p += count) {
      Words seen = 0;
      count = depth - p < 32 ? depth - p : 32;
      for (ptrdiff_t s = 0; s < count; s++)
        seen = seen >> 1 | ((Words)(load(from(a, -before, p + s).at) != 0) & 1u << 31);
      for (int i = 0; i < rows; i++)
        steps[i / LOW][p / 64] |= (uint64_t)(seen[before + i] >> (32 - count)) << p % 64;
    }
    return;
  }
  Words bit;
  for (int lane = 0; lane < LANES; lane++) bit[lane] = 1u << lane;
  for (int t = 0; t < rows / LOW; t++) {
    ptrdiff_t p = 0;
    for (; p + LANES <= depth; p += LANES) {
      Words seen = 0;
      for (int i = 0; i < LOW; i++) seen |= (Words)(load(from(a, t * LOW + i, p).at) != 0);
      steps[t][p / 64] |= (uint64_t)__builtin_reduce_or(seen & bit) << p % 64;
    }
    // The last ones, which fill no vector, count.
    for (; p < depth; p++) steps[t][p / 64] |= 1ull << p % 64;
  }
}

/// The product for a whole number of tiles and vectors, and whether it is right: whether all that was
/// left out was finite.
static bool sparse_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, KernelView a, KernelView b,
                           float *c, ptrdiff_t c_row) {
  _Alignas(64) float copy[DEPTH * WIDE * LANES];
  Floats check = 0;
  for (ptrdiff_t done = 0; done < k; done += DEPTH) {
    const ptrdiff_t depth = k - done < DEPTH ? k - done : DEPTH;
    Steps used = {};
    for (ptrdiff_t top = 0; top < m; top += HEIGHT) {
      const ptrdiff_t height = m - top < HEIGHT ? m - top : HEIGHT;
      const KernelView block = from(a, top, done);
      Steps steps[HEIGHT / LOW] = {};
      for (ptrdiff_t i = 0; i < height; i += ROWS)
        find_steps(height - i < ROWS ? height - i : ROWS, m - top - i, depth, from(block, i, 0),
                   steps + i / LOW);
      for (ptrdiff_t t = 0; t < height / LOW; t++)
        for (int w = 0; w < DEPTH / 64; w++) used[w] |= steps[t][w];
      const ptrdiff_t panels = (n / LANES + WIDE - 1) / WIDE;
      for (ptrdiff_t l = 0, j = 0, vectors; l < panels; l++, j += vectors * LANES) {
        vectors = n / LANES / panels + (l < n / LANES % panels);
        const float *panel = from(b, done, j).at;
        ptrdiff_t row = b.row;
        if (LANES < 16 && b.row % 256 == 0 && height > HEIGHT / 2) {
          row = vectors * LANES;
          for (ptrdiff_t p = 0; p < depth; p++)
            for (ptrdiff_t x = 0; x < row; x += LANES)
              store(copy + p * row + x, load(panel + p * b.row + x));
          panel = copy;
        }
        for (ptrdiff_t i = 0; i < height; i += LOW)
          check += sparse_sums_of(vectors, depth, steps[i / LOW], from(block, i, 0), panel, row,
                                  c + (top + i) * c_row + j, c_row, done == 0);
      }
    }
    for (ptrdiff_t p = 0; p < depth; p++)
      for (ptrdiff_t j = 0; j < n && !(used[p / 64] >> p % 64 & 1); j += LANES)
        check = fused(load(from(b, done + p, j).at), (Floats)0, check);
  }
  return __builtin_reduce_or((Words)(check != 0)) == 0;
}

/// Whether a quarter of the steps, by a sample, can be left out.
static bool is_sparse(ptrdiff_t m, ptrdiff_t k, KernelView a) {
  const ptrdiff_t tiles = m / LOW;
  if (tiles == 0 || k == 0 || (a.row == 1 ? m < LANES : a.column != 1)) return false;
  int needed = 0;
  ptrdiff_t t = 0, p = 0;
  for (int sample = 0; sample < 64 && needed <= 48; sample++) {
    for (int i = 0, found = 0; i < LOW && !found; i++)
      needed += found = *from(a, t * LOW + i, p).at != 0;
    // Primes, so that all tiles and all steps have their turn.
    t = (t + 7919) % tiles, p = (p + 104729) % k;
  }
  return needed <= 48;
}
