// The matrix products by their definition: no blocks, no vectors, one fused multiply-add a step.
#include <math.h>

#include "KernelTable.h"

/// c[i, j] = Σ_p a[i, p] · b[p, j], where a step along an index is so many elements of a or b.
static void triple_loop(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, ptrdiff_t a_i,
                        ptrdiff_t a_p, const float *b, ptrdiff_t b_p, ptrdiff_t b_j, float *c) {
  for (ptrdiff_t i = 0; i < m; i++)
    for (ptrdiff_t j = 0; j < n; j++) {
      float sum = 0;
      for (ptrdiff_t p = 0; p < k; p++)
        sum = fmaf(a[i * a_i + p * a_p], b[p * b_p + j * b_j], sum);
      c[i * n + j] = sum + 0;
    }
}

#define PARAMETERS ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, const float *b, float *c
void kernel_reference_product_nn(PARAMETERS) { triple_loop(m, n, k, a, k, 1, b, n, 1, c); }
void kernel_reference_product_tn(PARAMETERS) { triple_loop(m, n, k, a, 1, m, b, n, 1, c); }
void kernel_reference_product_nt(PARAMETERS) { triple_loop(m, n, k, a, k, 1, b, 1, k, c); }
