// What every processor of the target has: SSE2 on x86-64, where a fused multiply-add is emulated;
// the hardware's elsewhere.
#define LEVEL "baseline"
#define LEVEL_TABLE kernel_baseline
#define LANES 4
#if defined(__x86_64__) && !defined(__FMA__)
#define ROWS 4
#define FUSED_IN_HARDWARE 0
#else
#define ROWS 6
#define FUSED_IN_HARDWARE 1
#endif
#include "Level.h"
