// What every processor of the target has: SSE2 on x86-64, where a fused multiply-add is emulated;
// the hardware's elsewhere.
#define LEVEL baseline
#if defined(__x86_64__) && !defined(__FMA__)
#define LANES 4
#define ROWS 4
#define EMULATES_FUSED
#else
#define LANES 8
#define ROWS 6
#endif
#include "Level.h"
