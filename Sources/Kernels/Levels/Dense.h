// Products of which every step counts.
//
//   for each DEPTH of k                      partial sums wait in c, as floats, for the next
//     for each HEIGHT of rows                height × depth of a, which stays in the L2 cache
//       for each panel of b                  depth × PANEL, which stays in the L1 cache
//         for each tile of ROWS rows         ROWS × PANEL sums in registers, over the whole depth
//
// Goto & van de Geijn 2008, "Anatomy of high-performance matrix multiplication", names the levels.
// What is read many times is first copied to where it lies close together: in place, rows that are a
// power of two apart share few sets of a cache and drive each other out. The first tile of a panel
// copies it as it goes; a block of a is copied before, where enough panels follow to pay for it.

enum { DEPTH = 384, HEIGHT = 144, BLOCK_ROW = DEPTH + 16, REUSED = LANES * PANEL, FEW = 64 };
_Static_assert(KERNEL_COLUMNS % PANEL == 0, "parts end where panels end");

/// `height` rows of `depth` numbers, copied to a distance that no cache maps to one set.
static KernelView copied_block(ptrdiff_t height, ptrdiff_t depth, KernelView a, float *block) {
  if (a.row == 1)
    transpose(depth, height, a.at, a.column, block, BLOCK_ROW);
  else if (a.column == 1)
    for (ptrdiff_t i = 0; i < height; i++)
      memcpy(block + i * BLOCK_ROW, a.at + i * a.row, sizeof(float) * (size_t)depth);
  else
    return a;
  return (KernelView){block, BLOCK_ROW, 1};
}

/// panel[p·width + j] = b(p, j), zero from `columns` on: those sums are computed and dropped.
static void copy_panel(ptrdiff_t depth, ptrdiff_t columns, ptrdiff_t width, KernelView b,
                       float *panel) {
  for (ptrdiff_t p = 0; p < depth && (columns < width || b.row != 1); p++)
    for (ptrdiff_t j = 0; j < width; j++) panel[p * width + j] = j < columns ? *from(b, p, j).at : 0;
  if (b.row == 1) transpose(columns, depth, b.at, b.column, panel, width);
}

/// The sums of a block of a and a panel of b, over `depth` steps.
static void sum_panel(ptrdiff_t height, ptrdiff_t columns, ptrdiff_t depth, KernelView a,
                      KernelView b, float *c, ptrdiff_t c_row, bool first) {
  _Alignas(64) float panel[DEPTH * PANEL], edge[ROWS * PANEL];
  const ptrdiff_t width = columns <= LANES ? LANES : PANEL;
  const bool whole = columns == width;
  const float *row = b.at;
  if (b.column != 1 || !whole) {
    copy_panel(depth, columns, width, b, panel);
    row = panel, b.row = width;
  }
  // Tiles of nearly equal height: a low last one would leave the multipliers waiting. Tiles that c
  // can't take whole go through a copy.
  const ptrdiff_t tiles = (height + ROWS - 1) / ROWS, low = height / tiles, higher = height % tiles;
  for (ptrdiff_t t = 0, i = 0, rows; t < tiles; t++, i += rows) {
    rows = low + (t < higher);
    float *const out = c + i * c_row, *const sums = whole ? out : edge;
    const ptrdiff_t stride = whole ? c_row : width;
    for (ptrdiff_t y = 0; y < rows && !whole && !first; y++)
      for (ptrdiff_t x = 0; x < columns; x++) edge[y * width + x] = out[y * c_row + x];
    float *const copy = row != panel && tiles > 1 ? panel : NULL;
    const KernelView tile = from(a, i, 0);
    if (tile.row == BLOCK_ROW && tile.column == 1 && !copy)
      sums_of(rows, width / LANES, depth, (KernelView){tile.at, BLOCK_ROW, 1}, row, b.row, NULL,
              sums, stride, first);
    else
      sums_of(rows, width / LANES, depth, tile, row, b.row, copy, sums, stride, first);
    if (copy) row = panel, b.row = width;
    for (ptrdiff_t y = 0; y < rows && !whole; y++)
      for (ptrdiff_t x = 0; x < columns; x++) out[y * c_row + x] = edge[y * width + x];
  }
}

/// The product as the head of this file describes it.
static void dense_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, KernelView a, KernelView b,
                          float *c, ptrdiff_t c_row) {
  _Alignas(64) float copy[HEIGHT * BLOCK_ROW];
  // Parts of nearly equal size here, too; an empty sum has one of no steps.
  const ptrdiff_t depths = k > DEPTH ? (k + DEPTH - 1) / DEPTH : 1;
  const ptrdiff_t heights = (m + HEIGHT - 1) / HEIGHT;
  for (ptrdiff_t d = 0, done = 0, depth; d < depths; d++, done += depth) {
    depth = k / depths + (d < k % depths);
    for (ptrdiff_t h = 0, top = 0, height; h < heights; h++, top += height) {
      height = m / heights + (h < m % heights);
      KernelView block = from(a, top, done);
      if (n >= REUSED) block = copied_block(height, depth, block, copy);
      for (ptrdiff_t j = 0; j < n; j += PANEL)
        sum_panel(height, n - j < PANEL ? n - j : PANEL, depth, block, from(b, done, j),
                  c + top * c_row + j, c_row, done == 0);
    }
  }
}

/// cᵀ = bᵀ aᵀ, a block of c's columns at a time.
static void flipped_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, KernelView a, KernelView b,
                            float *c, ptrdiff_t c_row) {
  _Alignas(64) float block[HEIGHT * FEW];
  for (ptrdiff_t j = 0; j < n; j += HEIGHT) {
    const ptrdiff_t columns = n - j < HEIGHT ? n - j : HEIGHT;
    const KernelView rows = {from(b, 0, j).at, b.column, b.row};
    dense_product(columns, m, k, rows, (KernelView){a.at, a.column, a.row}, block, m);
    transpose(columns, m, block, m, c + j, c_row);
  }
}

/// Whether there is less to transpose so: in a and c, if they have few rows, than in a b whose rows are
/// columns in memory.
static bool pays_to_flip(ptrdiff_t m, ptrdiff_t n, KernelView b) {
  return b.row == 1 && m <= FEW && m <= n && m % LANES == 0;
}
