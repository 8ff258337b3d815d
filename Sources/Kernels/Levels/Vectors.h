// Registers of LANES floats, and how they are filled from memory and back.

#define INLINED static inline __attribute__((always_inline))

typedef float Floats __attribute__((ext_vector_type(LANES)));
typedef Floats UnalignedFloats __attribute__((aligned(4), may_alias));

INLINED Floats load(const float *x) { return *(const UnalignedFloats *)x; }
INLINED void store(float *x, Floats values) { *(UnalignedFloats *)x = values; }

/// Fetches x[i] into the cache; it need not exist.
#define PREFETCH(x, i) \
  __builtin_prefetch((const void *)((uintptr_t)(x) + sizeof(float) * (uintptr_t)(i)))

/// A view from row i and column j on.
INLINED KernelView from(KernelView x, ptrdiff_t i, ptrdiff_t j) {
  return (KernelView){x.at + i * x.row + j * x.column, x.row, x.column};
}
