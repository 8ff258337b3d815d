// The matrix product by its definition: no blocks, no vectors, one fused multiply-add a step.
#include <math.h>

#include "KernelTable.h"

void kernel_reference_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, KernelView a, KernelView b,
                              float *c, ptrdiff_t c_row, ptrdiff_t c_column) {
  for (ptrdiff_t i = 0; i < m; i++)
    for (ptrdiff_t j = 0; j < n; j++) {
      float sum = 0;
      for (ptrdiff_t p = 0; p < k; p++)
        sum = fmaf(a.at[i * a.row + p * a.column], b.at[p * b.row + j * b.column], sum);
      c[i * c_row + j * c_column] = sum + 0;
    }
}
