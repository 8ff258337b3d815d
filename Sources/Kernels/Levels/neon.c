// Arm's 64-bit processors: 32 registers of 4 floats, of which two are a vector of 8 here, fused
// multiply-add.
#ifdef __aarch64__
#define LEVEL neon
#define LANES 8
#define ROWS 6
#include "Level.h"
#endif
