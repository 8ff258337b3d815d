// What every processor of the target has, on x86-64 16 registers of 4 floats. Where none has a fused
// multiply-add, it is emulated.
#define LEVEL baseline
#define LANES 4
#define ROWS 4
#if defined(__x86_64__) && !defined(__FMA__)
#define EMULATES_FUSED
#endif
#include "Level.h"
