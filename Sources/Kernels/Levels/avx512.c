// x86-64-v4: 32 registers of 16 floats. Without min_vector_width clang would stay at 8.
#ifdef __x86_64__
#define LEVEL avx512
#define LEVEL_TARGET target("arch=x86-64-v4"), min_vector_width(512)
#define LANES 16
#define ROWS 12
#include "Level.h"
#endif
