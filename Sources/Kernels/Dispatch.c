// Which level runs: chosen at the first call.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "Kernels.h"

// One a file of Levels/.
extern const KernelTable kernel_baseline, kernel_avx2, kernel_avx512;

// Set once by `choose`.
static const KernelTable *available[3], *chosen;
static int count;
static char names[32];

static void offer(const KernelTable *table) {
  if (count > 0) strcat(names, ", ");
  strcat(names, table->level);
  available[count++] = table;
}

static const KernelTable *find(const char *level) {
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

const KernelTable *kernel_table(const char *level) { return choose_once(), find(level); }

const char *kernel_levels(void) { return choose_once(), names; }

const KernelTable *kernel_table_in_use(void) {
  choose_once();
  if (chosen) return chosen;
  fprintf(stderr,
          "error: KERNELS=%s: expected a level that this machine has (%s); "
          "set KERNELS to one of these, or unset it for the last.\n",
          getenv("KERNELS"), names);
  exit(64);  // EX_USAGE of sysexits.h
}
