// The one operation that levels do differently: fused(a, b, c) = a·b + c, each lane rounded once.

#ifndef EMULATES_FUSED

static inline Floats fused(Floats a, Floats b, Floats c) {
  return __builtin_elementwise_fma(a, b, c);
}

#else

typedef double Doubles __attribute__((ext_vector_type(LANES)));
typedef uint64_t Bits __attribute__((ext_vector_type(LANES)));

/// product + c rounded to odd, given that sum rounded to nearest: TwoSum (Knuth) finds its error;
/// where there is one, the sum is cut towards zero and its last bit set. Rounded on to float, a sum
/// rounded to odd is as if rounded once: Boldo & Melquiond 2008, "Emulation of a FMA and correctly
/// rounded sums: proved algorithms using rounding to odd". An infinite sum has a NaN for its error
/// and stays as it is.
static inline Doubles round_to_odd(Doubles product, Doubles c, Doubles sum) {
  const Doubles share = sum - product;
  const Doubles error = (product - (sum - share)) + (c - share);
  const Bits inexact = (Bits)((error < 0) | (error > 0));
  const Bits beyond = ((Bits)error ^ (Bits)sum) >> 63;
  return (Doubles)(((Bits)sum - (beyond & inexact)) | (inexact & 1));
}

/// In double a·b is exact, and its sum with c rounded to nearest serves as well, but for two cases:
/// it lies exactly halfway between two floats, perhaps only by rounding, or the float is subnormal.
static inline Floats fused(Floats a, Floats b, Floats c) {
  const Doubles product = __builtin_convertvector(a, Doubles) * __builtin_convertvector(b, Doubles);
  const Doubles addend = __builtin_convertvector(c, Doubles);
  Doubles sum = product + addend;
  const Bits halfway = (Bits)(((Bits)sum & 0x1fffffff) == 0x10000000);
  const Bits tiny = (Bits)((Doubles)((Bits)sum & ~(1ull << 63)) < 0x1p-126);
  if (__builtin_expect(__builtin_reduce_or(halfway | tiny) != 0, 0))
    sum = round_to_odd(product, addend, sum);
  return __builtin_convertvector(sum, Floats);
}

#endif
