// Everything one level computes, compiled once a level: the file that includes this has set
//   LEVEL               the level's name, and after kernel_ that of its table
//   LANES               floats in a vector register
//   ROWS                rows of a product's tile: 2 · ROWS sums and 3 factors fit the registers
//   EMULATES_FUSED      where the level has no fused multiply-add instruction
//   LEVEL_TARGET        the attribute that allows instructions beyond the target's, if need be
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "Kernels.h"

// Vectors are passed between functions of one file only, so no caller can disagree on how.
#pragma clang diagnostic ignored "-Wpsabi"

#ifdef LEVEL_TARGET
#pragma clang attribute push(__attribute__((LEVEL_TARGET)), apply_to = function)
#endif

#include "Vectors.h"
#include "Fused.h"
#include "Transpose.h"
#include "Tile.h"
#include "Dense.h"
#include "Sparse.h"
#include "Product.h"
#include "Maths.h"
#include "Elementwise.h"
#include "Reductions.h"
#include "Adam.h"
#include "Random.h"

#ifdef LEVEL_TARGET
#pragma clang attribute pop
#endif

#define NAME_OF(level) #level
#define TABLE_OF(level) kernel_##level
#define EXPAND(macro, level) macro(level)
const KernelTable EXPAND(TABLE_OF, LEVEL) = {
    EXPAND(NAME_OF, LEVEL), product, transpose, multiply_adds,
    map_exp, map_expm1, map_log, map_log1p, map_tanh, map_sigmoid, map_softplus, map_erf,
    map_normal_quantile,
    unit_rows, relu, relu_gradient, sigmoid_gradient, add, multiply, bernoulli_cross_entropy,
    scaled_difference, add_row, sum, squared_distance, column_sums, adam,
    philox, random_bits, uniforms, normals,
};
