import Kernels

/// The functions of Kernels, at the level in use.
nonisolated(unsafe) let kernels = kernel_table_in_use().pointee
