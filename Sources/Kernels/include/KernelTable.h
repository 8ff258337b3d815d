// What one level offers, for the dispatcher and for tests that hold one level against another.
#pragma once
#include "Kernels.h"

typedef void KernelProduct(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, KernelView a, KernelView b,
                           float *c, ptrdiff_t c_row, ptrdiff_t c_column);
typedef ptrdiff_t KernelMultiplyAdds(ptrdiff_t n, float *sum);
typedef void KernelMap(ptrdiff_t n, const float *x, float *y);
typedef void KernelPairMap(ptrdiff_t n, const float *a, const float *b, float *y);
typedef void KernelUnitRows(ptrdiff_t rows, ptrdiff_t columns, const ptrdiff_t *at,
                            const uint8_t *bytes, float *y);
typedef void KernelScaledDifference(ptrdiff_t n, float factor, const float *a, const float *b,
                                    float *y);
typedef void KernelAddRow(ptrdiff_t rows, ptrdiff_t columns, const float *x, const float *row,
                          float *y);
typedef double KernelSum(ptrdiff_t n, const float *x);
typedef double KernelPairSum(ptrdiff_t n, const float *a, const float *b);
typedef void KernelRowSums(ptrdiff_t rows, ptrdiff_t columns, const float *x, float *y);
typedef void KernelColumnSums(ptrdiff_t rows, ptrdiff_t columns, const float *x, ptrdiff_t x_row,
                              float *y);
typedef void KernelAdam(ptrdiff_t n, float *p, const float *g, float *m, float *v, float rate,
                        float beta1, float beta2, float epsilon, float m_scale, float v_scale,
                        float keep);
typedef void KernelBits(uint64_t key, ptrdiff_t n, uint32_t *out);
typedef void KernelDraws(uint64_t key, ptrdiff_t n, float *out);

/// The functions of Kernels.h, without their prefix, as one level computes them.
struct KernelTable {
  const char *level;
  KernelProduct *product;
  KernelMultiplyAdds *multiply_adds;
  KernelMap *exp, *expm1, *log, *log1p, *tanh, *sigmoid, *softplus, *erf, *normal_quantile;
  KernelUnitRows *unit_rows;
  KernelMap *relu;
  KernelPairMap *relu_gradient, *sigmoid_gradient, *add, *multiply, *bernoulli_cross_entropy;
  KernelScaledDifference *scaled_difference;
  KernelAddRow *add_row;
  KernelSum *sum;
  KernelPairSum *squared_distance;
  KernelColumnSums *column_sums;
  KernelRowSums *row_sums;
  KernelAdam *adam;
  KernelBits *random_bits;
  KernelDraws *uniforms, *normals;
};

/// The table of a level by name; NULL when it is unknown or this processor lacks it.
const struct KernelTable *kernel_table(const char *level);

/// The product by its definition, one fmaf a step: what every level must equal bit for bit.
KernelProduct kernel_reference_product;
