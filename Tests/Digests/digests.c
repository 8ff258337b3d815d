// A digest of what each function of the kernels gives, a line for each kind of input and size: two
// levels or two processors have the same bits if they print the same lines.
//
//   digests          the levels of this machine
//   digests LEVEL    the digests of that level
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "Kernels.h"

_Static_assert(sizeof(KernelTable) == 30 * sizeof(void *), "main knows all functions of the table");

enum { ROOM = 1 << 20, UNIFORM = 0, WILD, SPECIAL, SPARSE, KINDS };
static const char *const kinds[] = {"uniform", "wild", "special", "sparse"};
static float a[ROOM], b[ROOM], y[ROOM], m[ROOM], v[ROOM];

/// Random words: SplitMix64 of Steele, Lea & Flood 2014.
static uint64_t state;
static uint64_t word(void) {
  uint64_t z = state += 0x9E3779B97F4A7C15;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return z ^ z >> 31;
}
static ptrdiff_t up_to(ptrdiff_t greatest) { return (ptrdiff_t)(word() % (uint64_t)(greatest + 1)); }

/// n floats: between −1 and 1; any bits; zeros, infinities and NaN among small numbers; one run in
/// eight not zero.
static void fill(int kind, ptrdiff_t n, float *x) {
  static const float special[] = {0, -0.0f, INFINITY, -INFINITY, NAN, 1, -1, 2, 0x1p-140f, -5};
  for (ptrdiff_t i = 0; i < n; i++) {
    const uint32_t bits = (uint32_t)word();
    const float unit = (float)(bits >> 8) * 0x1p-23f - 1;
    x[i] = kind == WILD      ? __builtin_bit_cast(float, bits)
           : kind == SPECIAL ? special[bits % 64 < 10 ? bits % 64 : bits % 5 + 5]
           : kind == SPARSE  ? (i / 50 % 8 ? 0 : unit)
                             : unit;
  }
}

/// Prints a line: FNV-1a of the bits. One NaN counts as another, unless `strict`: Kernels.h promises
/// no payload of those that products, reductions and passes give.
static void print(const char *name, const char *kind, ptrdiff_t n, const void *values, size_t size,
                  bool strict) {
  uint64_t digest = 0xcbf29ce484222325;
  for (ptrdiff_t i = 0; i < n; i++) {
    unsigned char bytes[8] = {0};
    memcpy(bytes, (const char *)values + (size_t)i * size, size);
    float number;
    memcpy(&number, bytes, sizeof number);
    if (!strict && size == sizeof number && isnan(number)) memset(bytes, 0xff, size);
    for (size_t j = 0; j < size; j++) digest = (digest ^ bytes[j]) * 0x100000001b3;
  }
  printf("%s %s %td %016llx\n", name, kind, n, (unsigned long long)digest);
}

static void product(const KernelTable *table, int kind, ptrdiff_t rows, ptrdiff_t columns,
                    ptrdiff_t depth) {
  fill(kind, 2 * rows * depth, a);
  fill(kind == SPARSE ? UNIFORM : kind, 2 * depth * columns, b);
  // Row after row, column after column, and every other element.
  const KernelView as[] = {{a, depth, 1}, {a, 1, rows}, {a, 2 * depth, 2}};
  const KernelView bs[] = {{b, columns, 1}, {b, 1, depth}, {b, 2 * columns, 2}};
  for (int i = 0; i < 9; i++) {
    char name[80];
    snprintf(name, sizeof name, "product %td×%td×%td form %d", rows, columns, depth, i);
    table->product(rows, columns, depth, as[i / 3], bs[i % 3], y, columns);
    print(name, kinds[kind], rows * columns, y, sizeof *y, false);
  }
}

static void functions(const KernelTable *table, int kind, ptrdiff_t n) {
#define MAP(f, strict) table->f(n, a, y), print(#f, kinds[kind], n, y, sizeof *y, strict);
#define PAIRS(f) table->f(n, a, b, y), print(#f, kinds[kind], n, y, sizeof *y, false);
  fill(kind, n, a), fill(kind, n, b);
  MAP(exp, true) MAP(expm1, true) MAP(log, true) MAP(log1p, true) MAP(tanh, true)
  MAP(sigmoid, true) MAP(softplus, true) MAP(erf, true) MAP(normal_quantile, true)
  MAP(relu, false)
  PAIRS(relu_gradient) PAIRS(sigmoid_gradient) PAIRS(add) PAIRS(multiply)
  PAIRS(bernoulli_cross_entropy)
  table->scaled_difference(n, 0.3f, a, b, y);
  print("scaled_difference", kinds[kind], n, y, sizeof *y, false);

  const ptrdiff_t columns = 1 + n / 5, rows = n / columns;
  table->add_row(rows, columns, a, b, y);
  print("add_row", kinds[kind], rows * columns, y, sizeof *y, false);
  table->transpose(rows, columns, a, columns, y, rows);
  print("transpose", kinds[kind], rows * columns, y, sizeof *y, true);
  table->column_sums(rows, columns, a, columns, y);
  print("column_sums", kinds[kind], columns, y, sizeof *y, false);
  double sums[] = {table->sum(n, a), table->squared_distance(n, a, b)};
  for (int i = 0; i < 2; i++) sums[i] = isnan(sums[i]) ? 0.5 : sums[i];
  print("sum, squared_distance", kinds[kind], 2, sums, sizeof *sums, true);

  ptrdiff_t at[] = {2, 0, 1};
  table->unit_rows(3, n, at, (const uint8_t *)b, y);
  print("unit_rows", kinds[kind], 3 * n, y, sizeof *y, true);
  memset(m, 0, sizeof m), memset(v, 0, sizeof v);
  for (int step = 0; step < 3; step++)
    table->adam(n, a, b, m, v, 1e-3f, 0.9f, 0.999f, 1e-8f, 2, 3, 0.99f);
  print("adam", kinds[kind], n, a, sizeof *a, false);
}

static void randomness(const KernelTable *table, uint64_t key, ptrdiff_t n) {
  const uint32_t counter[] = {(uint32_t)word(), 2, 3, 4}, half[] = {(uint32_t)key, 7};
  uint32_t block[4];
  table->philox(counter, half, block);
  print("philox", "", 4, block, sizeof *block, true);
  table->random_bits(key, n, (uint32_t *)y), print("random_bits", "", n, y, sizeof *y, true);
  table->uniforms(key, n, y), print("uniforms", "", n, y, sizeof *y, true);
  table->normals(key, n, y), print("normals", "", n, y, sizeof *y, true);
}

int main(int count, char **arguments) {
  if (count < 2) return puts(kernel_levels()) < 0;
  const KernelTable *table = kernel_table(arguments[1]);
  if (!table) {
    fprintf(stderr, "error: %s: expected one of %s\n", arguments[1], kernel_levels());
    return 64;
  }
  for (int kind = 0; kind < KINDS; kind++) {
    // Small and odd shapes, then one that is cut into blocks each way.
    for (int i = 0; i < 12; i++) product(table, kind, up_to(40), up_to(80), up_to(50));
    product(table, kind, 32, 65, 100);
    product(table, kind, 150, 150, 400);
    for (int i = 0; i < 8; i++) functions(table, kind, up_to(i < 6 ? 100 : 3000));
  }
  for (int i = 0; i < 6; i++) randomness(table, word(), up_to(2000));
  // No bits are promised for the count of multiply-adds, but that there are some.
  float sum = 1;
  return table->multiply_adds(10, &sum) < 10;
}
