// Which level runs: chosen at the first call, then a pointer away.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "Levels.h"
#include "Philox.h"

enum { USAGE_ERROR = 64 };  // EX_USAGE of sysexits.h

// Set once by `choose`.
static const struct KernelTable *available[3], *chosen;
static int count;
static char names[32];

static void offer(const struct KernelTable *table) {
  if (count > 0) strcat(names, ", ");
  strcat(names, table->level);
  available[count++] = table;
}

static const struct KernelTable *find(const char *level) {
  for (int i = 0; i < count; i++)
    if (strcmp(available[i]->level, level) == 0) return available[i];
  return NULL;
}

static void choose(void) {
  offer(&kernel_baseline);
#ifdef __x86_64__
  if (__builtin_cpu_supports("x86-64-v3")) offer(&kernel_avx2);
  if (__builtin_cpu_supports("x86-64-v4")) offer(&kernel_avx512);
#endif
  const char *wanted = getenv("KERNELS");
  chosen = wanted && *wanted ? find(wanted) : available[count - 1];
}

static void choose_once(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, choose);
}

const struct KernelTable *kernel_table(const char *level) {
  choose_once();
  return find(level);
}

const char *kernel_level(void) {
  choose_once();
  return chosen ? chosen->level : NULL;
}

const char *kernel_levels(void) {
  choose_once();
  return names;
}

static const struct KernelTable *table(void) {
  choose_once();
  if (chosen) return chosen;
  fprintf(stderr,
          "KERNELS=%s: expected a level that this machine has (%s); "
          "set KERNELS to one of these, or unset it for the last.\n",
          getenv("KERNELS"), names);
  exit(USAGE_ERROR);
}

// The functions of Kernels.h, each a call through the table.
#define FORWARD(name, parameters, arguments) \
  void kernel_##name parameters { table()->name arguments; }
#define MAP(name) FORWARD(name, (ptrdiff_t n, const float *x, float *y), (n, x, y))
#define PAIR_MAP(name) \
  FORWARD(name, (ptrdiff_t n, const float *a, const float *b, float *y), (n, a, b, y))
FORWARD(product,
        (ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, KernelView a, KernelView b, float *c, ptrdiff_t c_row, ptrdiff_t c_column),
        (m, n, k, a, b, c, c_row, c_column))
MAP(exp) MAP(expm1) MAP(log) MAP(log1p) MAP(tanh) MAP(sigmoid) MAP(softplus) MAP(erf)
MAP(normal_quantile)
FORWARD(unit_rows,
        (ptrdiff_t rows, ptrdiff_t columns, const ptrdiff_t *at, const uint8_t *bytes, float *y),
        (rows, columns, at, bytes, y))
MAP(relu)
PAIR_MAP(relu_gradient) PAIR_MAP(sigmoid_gradient) PAIR_MAP(add) PAIR_MAP(multiply)
PAIR_MAP(bernoulli_cross_entropy)
FORWARD(scaled_difference,
        (ptrdiff_t n, float factor, const float *a, const float *b, float *y), (n, factor, a, b, y))
FORWARD(add_row, (ptrdiff_t rows, ptrdiff_t columns, const float *x, const float *row, float *y),
        (rows, columns, x, row, y))
FORWARD(column_sums,
        (ptrdiff_t rows, ptrdiff_t columns, const float *x, ptrdiff_t x_row, float *y),
        (rows, columns, x, x_row, y))
FORWARD(row_sums, (ptrdiff_t rows, ptrdiff_t columns, const float *x, float *y),
        (rows, columns, x, y))
FORWARD(adam,
        (ptrdiff_t n, float *p, const float *g, float *m, float *v, float rate, float beta1,
         float beta2, float epsilon, float m_scale, float v_scale, float keep),
        (n, p, g, m, v, rate, beta1, beta2, epsilon, m_scale, v_scale, keep))
FORWARD(random_bits, (uint64_t key, ptrdiff_t n, uint32_t *out), (key, n, out))
FORWARD(uniforms, (uint64_t key, ptrdiff_t n, float *out), (key, n, out))
FORWARD(normals, (uint64_t key, ptrdiff_t n, float *out), (key, n, out))

ptrdiff_t kernel_multiply_adds(ptrdiff_t n, float *sum) {
  return table()->multiply_adds(n, sum);
}
double kernel_sum(ptrdiff_t n, const float *x) { return table()->sum(n, x); }
double kernel_squared_distance(ptrdiff_t n, const float *a, const float *b) {
  return table()->squared_distance(n, a, b);
}

void kernel_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
  uint32_t words[4] = {counter[0], counter[1], counter[2], counter[3]};
  philox(words, key[0], key[1]);
  memcpy(out, words, sizeof words);
}
