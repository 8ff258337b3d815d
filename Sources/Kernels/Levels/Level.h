// Everything one level computes, compiled once a level: the file that includes this has set
//   LEVEL, LEVEL_TABLE  the level's name, and that of its table
//   LANES               floats in a vector register
//   ROWS                rows of a product's tile: 2 · ROWS sums and 3 factors fit the registers
//   FUSED_IN_HARDWARE   whether the level has a fused multiply-add instruction
//   LEVEL_TARGET        the attribute that allows instructions beyond the target's, if need be
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "../Levels.h"
#include "../Philox.h"

// Vectors are passed between functions of one file only, so no caller can disagree on how.
#pragma clang diagnostic ignored "-Wpsabi"

#ifdef LEVEL_TARGET
#pragma clang attribute push(__attribute__((LEVEL_TARGET)), apply_to = function)
#endif

#include "Fused.h"
#include "Product.h"
#include "Maths.h"
#include "Elementwise.h"
#include "Reductions.h"
#include "Adam.h"
#include "Random.h"

#ifdef LEVEL_TARGET
#pragma clang attribute pop
#endif

const struct KernelTable LEVEL_TABLE = {
    .level = LEVEL,
    .product = product, .multiply_adds = multiply_adds,
    .exp = map_exp, .expm1 = map_expm1, .log = map_log, .log1p = map_log1p, .tanh = map_tanh,
    .sigmoid = map_sigmoid, .softplus = map_softplus, .erf = map_erf,
    .normal_quantile = map_normal_quantile,
    .unit_rows = unit_rows, .relu = relu, .relu_gradient = relu_gradient, .sigmoid_gradient = sigmoid_gradient,
    .add = add, .multiply = multiply, .bernoulli_cross_entropy = bernoulli_cross_entropy,
    .scaled_difference = scaled_difference, .add_row = add_row,
    .sum = sum, .squared_distance = squared_distance,
    .column_sums = column_sums, .row_sums = row_sums,
    .adam = adam,
    .random_bits = random_bits, .uniforms = uniforms, .normals = normals,
};
