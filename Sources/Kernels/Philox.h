// Philox4x32-10: Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3",
// section 3.3.
#pragma once
#include <stdint.h>

/// Ten rounds on the four words of a counter, in place.
static inline void philox(uint32_t c[4], uint32_t key0, uint32_t key1) {
  for (int round = 0; round < 10; round++) {
    const uint64_t product0 = (uint64_t)0xD2511F53 * c[0], product1 = (uint64_t)0xCD9E8D57 * c[2];
    c[0] = (uint32_t)(product1 >> 32) ^ c[1] ^ key0;
    c[1] = (uint32_t)product1;
    c[2] = (uint32_t)(product0 >> 32) ^ c[3] ^ key1;
    c[3] = (uint32_t)product0;
    key0 += 0x9E3779B9;  // the golden ratio
    key1 += 0xBB67AE85;  // √3 − 1
  }
}
