// A tile of a product: sums that stay in registers while they grow.

enum {
  /// Columns of the tile, and of the panel of b that tiles below each other share: two vectors.
  PANEL = 2 * LANES,
  /// How many rows ahead the first of these tiles fetches the panel into the cache.
  AHEAD = 16
};

// anchor: tile
/// rows × (vectors·LANES) sums over `depth` steps, each a column of a times a row of b. They begin with
/// +0 if they are the `first`, else with what `sums` holds. Inlined with constant rows and vectors, so
/// that the loops over them unroll. Unless `copy` is NULL, b's rows are copied there, side by side.
INLINED void sum_tile(const int rows, const int vectors, ptrdiff_t depth, KernelView a,
                      const float *b, ptrdiff_t b_row, float *copy, float *sums, ptrdiff_t stride,
                      bool first) {
  Floats sum[ROWS][2];
  for (int i = 0; i < rows; i++)
    for (int v = 0; v < vectors; v++)
      sum[i][v] = first ? (Floats)0 : load(sums + i * stride + v * LANES);
  for (ptrdiff_t p = 0; p < depth; p++) {
    for (int v = 0; v < vectors && copy; v++) {
      PREFETCH(b, (p + AHEAD) * b_row + v * LANES);
      store(copy + (p * vectors + v) * LANES, load(b + p * b_row + v * LANES));
    }
    for (int i = 0; i < rows; i++)
      for (int v = 0; v < vectors; v++)
        sum[i][v] = fused((Floats)a.at[i * a.row + p * a.column],
                          load(b + p * b_row + v * LANES), sum[i][v]);
  }
  for (int i = 0; i < rows; i++)
    for (int v = 0; v < vectors; v++) store(sums + i * stride + v * LANES, sum[i][v] + 0);
}
// end anchor: tile

/// `sum_tile` with constants for rows and vectors: up to ROWS × 2, so that no row is computed only to
/// be thrown away.
INLINED void sums_of(ptrdiff_t rows, ptrdiff_t vectors, ptrdiff_t depth, KernelView a,
                     const float *b, ptrdiff_t b_row, float *copy, float *sums, ptrdiff_t stride,
                     bool first) {
#define TILE(r, v) \
  case 2 * (r) + (v): return sum_tile(r, v, depth, a, b, b_row, copy, sums, stride, first);
#define TILES(r) TILE(r, 1) TILE(r, 2)
  switch (2 * rows + vectors) {
    TILES(1) TILES(2) TILES(3) TILES(4)
#if ROWS > 4
    TILES(5) TILES(6)
#endif
#if ROWS > 6
    TILES(7) TILES(8) TILES(9) TILES(10) TILES(11) TILES(12)
#endif
  }
#undef TILES
#undef TILE
}
