// Runs gnuplot once, from C. Behind this header stands gnuplot-iostream, a C++ library; no C++ type
// and no C++ exception crosses it, so its clients need no C++ mode.
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What one run of gnuplot gave. The two buffers belong to the result: free them with
/// `gnuplot_result_free`.
typedef struct {
  /// The `errno` for which gnuplot was not run (ENOENT: no such program), or 0 when it ran.
  int error;
  /// Whether it was ended here, because it passed one of its limits; defined when `error` is 0.
  int was_ended;
  /// The exit status, or 128 + the number of the signal that ended it; defined when `error` is 0.
  int status;
  /// What it wrote on its standard output: the picture.
  char *output;
  size_t output_size;
  /// What it wrote on its standard error: warnings and errors.
  char *messages;
  size_t messages_size;
} GnuplotResult;

/// How long gnuplot may take, and how much it may write.
typedef struct {
  int seconds;
  size_t bytes;
} GnuplotLimits;

/// Starts `program` (a name to look up in PATH, or a path), feeds it `script` and waits for its end.
/// No shell takes part, and a program that ends early does not raise SIGPIPE in the caller.
///
/// gnuplot does not outlive this program's `exit`, which may come from another thread meanwhile: it
/// is ended then, and this function does not return.
GnuplotResult gnuplot_run(
    const char *program, const char *script, size_t script_size, GnuplotLimits limits);

/// Frees the buffers of `result`.
void gnuplot_result_free(GnuplotResult *result);

#ifdef __cplusplus
}
#endif
