// Streams of random words and what is made of them. Word 4i + j is word j of block i, so any part
// of a stream can be made without the rest; words are made a chunk at a time, which stays in cache.

enum { CHUNK = 512 };

/// One block of four words of Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, "Parallel random
/// numbers: as easy as 1, 2, 3", section 3.3).
static inline void philox(const uint32_t *counter, const uint32_t *key, uint32_t *out) {
  uint32_t c[4] = {counter[0], counter[1], counter[2], counter[3]}, k[2] = {key[0], key[1]};
  for (int round = 0; round < 10; round++) {
    const uint64_t product0 = (uint64_t)0xD2511F53 * c[0], product1 = (uint64_t)0xCD9E8D57 * c[2];
    c[0] = (uint32_t)(product1 >> 32) ^ c[1] ^ k[0];
    c[1] = (uint32_t)product1;
    c[2] = (uint32_t)(product0 >> 32) ^ c[3] ^ k[1];
    c[3] = (uint32_t)product0;
    k[0] += 0x9E3779B9;  // the golden ratio
    k[1] += 0xBB67AE85;  // √3 − 1
  }
  for (int i = 0; i < 4; i++) out[i] = c[i];
}

static inline void random_block(uint64_t key, uint64_t block, uint32_t *out) {
  philox((uint32_t[]){(uint32_t)block, (uint32_t)(block >> 32), 0, 0},
         (uint32_t[]){(uint32_t)key, (uint32_t)(key >> 32)}, out);
}

/// Words first … first + n − 1 of the stream of `key`; first is a multiple of 4.
static inline void random_words(uint64_t key, ptrdiff_t first, ptrdiff_t n, uint32_t *out) {
  const uint64_t block = (uint64_t)first / 4;
  const ptrdiff_t whole = n / 4;
  for (ptrdiff_t i = 0; i < whole; i++) random_block(key, block + (uint64_t)i, out + 4 * i);
  uint32_t last[4];
  random_block(key, block + (uint64_t)whole, last);
  for (ptrdiff_t j = 0; j < n % 4; j++) out[4 * whole + j] = last[j];
}

static void random_bits(uint64_t key, ptrdiff_t n, uint32_t *out) { random_words(key, 0, n, out); }

/// The conversion is from a signed word, the only one that every level has as an instruction.
static inline float uniform(uint32_t word) { return (float)(int32_t)(word >> 8) * 0x1p-24f; }

/// Φ⁻¹((word + ½)·2^-32). Both tails are measured from their own end, min(word, ~word), so that
/// they are equally fine: the normals of word and ~word are each other's negatives, exactly.
static inline float normal(uint32_t word) {
  const bool lower = word < 0x80000000;
  const int32_t from_end = (int32_t)(lower ? word : ~word);
  const float tail = ((float)from_end + 0.5f) * 0x1p-32f;
  const float centre = ((float)(0x7fffffff - from_end) + 0.5f) * 0x1p-32f;
  const float z = upper_quantile(tail, centre);
  return lower ? -z : z;
}

#define DRAW(name)                                                              \
  static void name##s(uint64_t key, ptrdiff_t n, float *out) {                  \
    uint32_t words[CHUNK];                                                      \
    for (ptrdiff_t start = 0; start < n; start += CHUNK) {                      \
      const ptrdiff_t count = n - start < CHUNK ? n - start : CHUNK;            \
      random_words(key, start, count, words);                                   \
      for (ptrdiff_t i = 0; i < count; i++) out[start + i] = name(words[i]);    \
    }                                                                           \
  }
DRAW(uniform) DRAW(normal)
#undef DRAW
