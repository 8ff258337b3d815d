// Keeps freed memory for the next matrix. A training step makes and drops a dozen matrices of a
// megabyte each; glibc by default hands such memory back to the system at once and asks for it again,
// a page fault every four kilobytes, which was half of a training run's time.
#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>

__attribute__((constructor)) static void keep_freed_memory(void) {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the greatest that glibc accepts
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}
#endif
