// Matrix products: c[m, n] = Σ_k a·b, each element over k = 0, 1, 2, … with one fused multiply-add
// a step, from +0. That order is the promise of Kernels.h; blocks and tiles only decide which
// elements are in registers at the same time.

static void product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, KernelView a, KernelView b, float *c,
                    ptrdiff_t c_row) {
  if (pays_to_flip(m, n, b)) return flipped_product(m, n, k, a, b, c, c_row);
  // Whole tiles, if leaving steps out pays; then the last rows and the last columns.
  ptrdiff_t rows = m / LOW * LOW, columns = n / LANES * LANES;
  if (columns == 0 || b.column != 1 || !is_sparse(rows, k, a) ||
      !sparse_product(rows, columns, k, a, b, c, c_row))
    rows = columns = 0;
  dense_product(m - rows, n, k, from(a, rows, 0), b, c + rows * c_row, c_row);
  dense_product(rows, n - columns, k, a, from(b, 0, columns), c + columns, c_row);
}

static ptrdiff_t multiply_adds(ptrdiff_t n, float *sum) {
  Floats sums[2 * ROWS];
  for (int r = 0; r < 2 * ROWS; r++) sums[r] = (Floats)(float)r;
  const Floats a = (Floats)0.5f, b = (Floats)*sum;
  for (ptrdiff_t i = 0; i < n; i++)
    for (int r = 0; r < 2 * ROWS; r++) sums[r] = fused(a, b, sums[r]);
  for (int r = 0; r < 2 * ROWS; r++) *sum += sums[r][0];
  return n * 2 * ROWS * LANES;
}
