// The matrix products by their definition: no blocks, no vectors, one fused multiply-add a step.
#include <math.h>

#include "KernelTable.h"

void kernel_reference_product_nn(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, const float *b,
                                 float *c) {
  for (ptrdiff_t i = 0; i < m; i++)
    for (ptrdiff_t j = 0; j < n; j++) {
      float sum = 0;
      for (ptrdiff_t p = 0; p < k; p++) sum = fmaf(a[i * k + p], b[p * n + j], sum);
      c[i * n + j] = sum;
    }
}

void kernel_reference_product_tn(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, const float *b,
                                 float *c) {
  for (ptrdiff_t i = 0; i < m; i++)
    for (ptrdiff_t j = 0; j < n; j++) {
      float sum = 0;
      for (ptrdiff_t p = 0; p < k; p++) sum = fmaf(a[p * m + i], b[p * n + j], sum);
      c[i * n + j] = sum;
    }
}

void kernel_reference_product_nt(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const float *a, const float *b,
                                 float *c) {
  for (ptrdiff_t i = 0; i < m; i++)
    for (ptrdiff_t j = 0; j < n; j++) {
      float sum = 0;
      for (ptrdiff_t p = 0; p < k; p++) sum = fmaf(a[i * k + p], b[j * k + p], sum);
      c[i * n + j] = sum;
    }
}
