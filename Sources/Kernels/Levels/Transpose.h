// Rows become columns.

/// LANES rows of LANES columns: each stage deals the first half of the rows and the second half like
/// two packs of cards, element by element; after log₂ LANES stages every element has its place.
INLINED void transpose_block(Floats rows[LANES]) {
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

/// y(j, i) = x(i, j), where x's rows are x_row apart and y's y_row:
/// y[j·y_row + i] = x[i·x_row + j] for i < m and j < n: by blocks of LANES × LANES down a strip as
/// wide as a cache line, then element by element what no block covers.
static void transpose(ptrdiff_t m, ptrdiff_t n, const float *x, ptrdiff_t x_row, float *y,
                      ptrdiff_t y_row) {
  enum { LINE = 16 };
  const ptrdiff_t rows = m / LANES * LANES, columns = n / LINE * LINE;
  for (ptrdiff_t strip = 0; strip < columns; strip += LINE)
    for (ptrdiff_t i = 0; i < rows; i += LANES)
      for (ptrdiff_t j = strip; j < strip + LINE; j += LANES) {
        Floats block[LANES];
        for (int r = 0; r < LANES; r++) block[r] = load(x + (i + r) * x_row + j);
        transpose_block(block);
        for (int r = 0; r < LANES; r++) store(y + (j + r) * y_row + i, block[r]);
      }
  for (ptrdiff_t j = 0; j < n; j++)
    for (ptrdiff_t i = j < columns ? rows : 0; i < m; i++) y[j * y_row + i] = x[i * x_row + j];
}
