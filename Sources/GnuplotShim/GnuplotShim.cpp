#include "GnuplotShim.h"

#include <fcntl.h>
#include <gnuplot-iostream.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <vector>

extern char **environ;

namespace {

struct CloseFile {
  void operator()(FILE *file) const { fclose(file); }
};
using File = std::unique_ptr<FILE, CloseFile>;

/// Keeps SIGPIPE from this thread while it lives. The thread's mask and not the process's handler:
/// the program around us may have its own idea of SIGPIPE.
class NoBrokenPipeSignal {
 public:
  NoBrokenPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoBrokenPipeSignal() {
    sigset_t pending;
    sigemptyset(&pending);
    sigpending(&pending);
    int signal;
    if (sigismember(&pending, SIGPIPE)) sigwait(&pipe_, &signal);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_, before_;
};

/// The environment but for the locale, so that a script means the same in each: characters are UTF-8
/// and decimals have a point.
std::vector<char *> environment_without_locale() {
  static char locale[] = "LC_ALL=C.UTF-8";
  std::vector<char *> variables = {locale};
  for (char **variable = environ; *variable; ++variable)
    if (strncmp(*variable, "LC_ALL=", 7) != 0) variables.push_back(*variable);
  variables.push_back(nullptr);
  return variables;
}

/// Starts `program` reading `input` and writing `output` and `messages`; 0 or an errno.
int spawn(const char *program, int input, FILE *output, FILE *messages, pid_t *child) {
  posix_spawn_file_actions_t actions;
  if (int error = posix_spawn_file_actions_init(&actions)) return error;
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(output), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(messages), STDERR_FILENO);

  // -d: no ~/.gnuplot and no system-wide settings, so that a script means the same everywhere.
  char settings[] = "-d", standard_input[] = "-";
  char *arguments[] = {const_cast<char *>(program), settings, standard_input, nullptr};
  auto environment = environment_without_locale();
  int error =
      posix_spawnp(child, program, &actions, nullptr, arguments, environment.data());
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

/// Feeds the script; closing the pipe tells gnuplot that this was all.
void feed(File pipe, const char *script, size_t size) {
  NoBrokenPipeSignal guard;
  Gnuplot gnuplot(pipe.release());
  gnuplot.write(script, static_cast<std::streamsize>(size));
}

int wait_for(pid_t child) {
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return 128;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// Reads a whole file into memory that `free` releases; null when either fails.
char *contents(FILE *file, size_t *size) {
  if (fseek(file, 0, SEEK_END) != 0) return nullptr;
  long end = ftell(file);
  if (end < 0) return nullptr;
  rewind(file);
  // One byte more, because malloc(0) may be null.
  char *bytes = static_cast<char *>(malloc(static_cast<size_t>(end) + 1));
  if (bytes) *size = fread(bytes, 1, static_cast<size_t>(end), file);
  return bytes;
}

int run(const char *program, const char *script, size_t size, GnuplotResult *result) {
  // Open files without names for what gnuplot writes: two pipes would have to be read in turns.
  File output(tmpfile()), messages(tmpfile());
  if (!output || !messages) return errno;

  int ends[2];
  if (pipe(ends) != 0) return errno;
  File reading(fdopen(ends[0], "r")), writing(fdopen(ends[1], "w"));
  if (!reading || !writing) return errno;
  // A child that kept the writing end open would never see the end of its script.
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);

  pid_t child;
  if (int error = spawn(program, ends[0], output.get(), messages.get(), &child)) return error;
  reading.reset();
  feed(std::move(writing), script, size);
  result->status = wait_for(child);

  result->output = contents(output.get(), &result->output_size);
  result->messages = contents(messages.get(), &result->messages_size);
  return result->output && result->messages ? 0 : ENOMEM;
}

}  // namespace

GnuplotResult gnuplot_run(const char *program, const char *script, size_t script_size) {
  GnuplotResult result = {};
  try {
    result.error = run(program, script, script_size, &result);
  } catch (const std::exception &) {
    // What the libraries throw here is want of memory or of file descriptors.
    result.error = ENOMEM;
  }
  return result;
}

void gnuplot_result_free(GnuplotResult *result) {
  free(result->output);
  free(result->messages);
  *result = GnuplotResult{};
}
