// x86-64-v3: 16 registers of 8 floats, fused multiply-add.
#ifdef __x86_64__
#define LEVEL avx2
#define LEVEL_TARGET target("arch=x86-64-v3")
#define LANES 8
#define ROWS 6
#include "Level.h"
#endif
