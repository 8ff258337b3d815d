// Which level runs.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "Kernels.h"

// One a file of Levels/; those of this target, lowest first, with the names up to each.
#if defined(__x86_64__)
extern const KernelTable kernel_baseline, kernel_avx2, kernel_avx512;
static const KernelTable *const all[] = {&kernel_baseline, &kernel_avx2, &kernel_avx512};
static const char *const names[] = {"baseline", "baseline, avx2", "baseline, avx2, avx512"};
static int highest(void) {
  return __builtin_cpu_supports("x86-64-v4") ? 2 : __builtin_cpu_supports("x86-64-v3") ? 1 : 0;
}
#elif defined(__aarch64__)
extern const KernelTable kernel_baseline, kernel_neon;
static const KernelTable *const all[] = {&kernel_baseline, &kernel_neon};
static const char *const names[] = {"baseline", "baseline, neon"};
static int highest(void) { return 1; }
#else
extern const KernelTable kernel_baseline;
static const KernelTable *const all[] = {&kernel_baseline};
static const char *const names[] = {"baseline"};
static int highest(void) { return 0; }
#endif

const char *kernel_levels(void) { return names[highest()]; }

const KernelTable *kernel_table(const char *level) {
  for (int i = 0; i <= highest(); i++)
    if (strcmp(all[i]->level, level) == 0) return all[i];
  return NULL;
}

const KernelTable *kernel_table_in_use(void) {
  const char *wanted = getenv("KERNELS");
  const KernelTable *table = wanted && *wanted ? kernel_table(wanted) : all[highest()];
  if (table) return table;
  fputs("error: KERNELS=", stderr);
  for (const char *c = wanted; *c; c++) fputc(isprint((unsigned char)*c) ? *c : '?', stderr);
  fprintf(stderr,
          ": expected a level that this machine has (%s); "
          "set KERNELS to one of these, or unset it for the last.\n",
          kernel_levels());
  exit(64);  // EX_USAGE of sysexits.h
}

// Asks when the program starts: a level that there is not ends it before any work, with this status.
__attribute__((constructor)) static void check_level(void) { kernel_table_in_use(); }
