// The levels compiled in, lowest first. Each is one file of Levels/ and exports one table.
#pragma once
#include "KernelTable.h"

extern const struct KernelTable kernel_baseline;
#ifdef __x86_64__
extern const struct KernelTable kernel_avx2, kernel_avx512;
#endif
