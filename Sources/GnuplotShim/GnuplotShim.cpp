#include "GnuplotShim.h"

#include <fcntl.h>
#include <gnuplot-iostream.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

extern char **environ;

namespace {

// MARK: Files

struct CloseFile {
  void operator()(FILE *file) const { fclose(file); }
};
using File = std::unique_ptr<FILE, CloseFile>;

/// A file descriptor that is closed when it goes.
class Descriptor {
 public:
  Descriptor() = default;
  /// Takes `number` over, under a number that no standard stream has and that no child inherits.
  explicit Descriptor(int number) : number_(fcntl(number, F_DUPFD_CLOEXEC, 3)) { ::close(number); }
  Descriptor(Descriptor &&other) : number_(std::exchange(other.number_, -1)) {}
  Descriptor &operator=(Descriptor &&other) {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  int number() const { return number_; }
  int release() { return std::exchange(number_, -1); }
  void close() {
    if (number_ >= 0) ::close(release());
  }

 private:
  int number_ = -1;
};

struct Pipe {
  Descriptor reading, writing;
};

/// Opens a pipe; false leaves an errno.
bool open_pipe(Pipe *pipe) {
  int ends[2];
  if (::pipe(ends) != 0) return false;
  *pipe = {Descriptor(ends[0]), Descriptor(ends[1])};
  return pipe->reading.number() >= 0 && pipe->writing.number() >= 0;
}

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

// MARK: gnuplot's process

/// The leaders of the process groups that run, and whether this program is on its way out. It is
/// never destroyed: other threads may still look while the program ends.
struct Running {
  std::mutex mutex;
  std::set<pid_t> leaders;
  bool is_ending = false;
};

void end_all();

Running &running() {
  static Running &running = *[] {
    atexit(end_all);
    return new Running;
  }();
  return running;
}

/// Ends what runs when this program does. Asking is not enough: gnuplot may have stopped listening.
void end_all() {
  std::lock_guard<std::mutex> lock(running().mutex);
  running().is_ending = true;
  for (pid_t leader : running().leaders) kill(-leader, SIGKILL);
}

/// Stays here when the program is on its way out: what a thread could say of gnuplot's end now would
/// be about that alone.
void stay_if_ending() {
  auto is_ending = [] {
    std::lock_guard<std::mutex> lock(running().mutex);
    return running().is_ending;
  };
  while (is_ending()) pause();
}

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

/// gnuplot's process. It leads a group of its own, so that Ctrl-C reaches this program alone, which
/// knows what to do, and so that whatever it starts ends with it.
class Process {
 public:
  ~Process() {
    if (leader_ != 0) end();
  }

  /// Starts `program`, its standard streams taken from the pipes; 0 or an errno.
  int start(const char *program, Pipe *script, Pipe *output, Pipe *messages) {
    // One at a time: another child would inherit what is open for this one.
    std::lock_guard<std::mutex> lock(running().mutex);
    if (running().is_ending) return ECANCELED;
    if (!open_pipe(script) || !open_pipe(output) || !open_pipe(messages)) return errno;

    posix_spawn_file_actions_t actions;
    if (int error = posix_spawn_file_actions_init(&actions)) return error;
    posix_spawn_file_actions_adddup2(&actions, script->reading.number(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output->writing.number(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, messages->writing.number(), STDERR_FILENO);
    // Signals mean what they usually do, even where the program around us ignores them.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);

    // -d: no ~/.gnuplot and no system-wide settings, so that a script means the same everywhere.
    char settings[] = "-d", standard_input[] = "-";
    char *arguments[] = {const_cast<char *>(program), settings, standard_input, nullptr};
    auto environment = environment_without_locale();
    pid_t child;
    int error =
        posix_spawnp(&child, program, &actions, &attributes, arguments, environment.data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (error) return error;
    running().leaders.insert(leader_ = child);
    script->reading.close();
    output->writing.close();
    messages->writing.close();
    return 0;
  }

  /// Whether the process has ended; `end` takes its status.
  bool has_ended() const {
    siginfo_t information = {};
    return waitid(P_PID, leader_, &information, WEXITED | WNOWAIT | WNOHANG) != 0 ||
           information.si_pid == leader_;
  }

  /// Ends the process and all that it has started, as far as they have not ended by themselves.
  ///
  /// Returns the exit status, or 128 + the number of the signal that ended it.
  int end() {
    // Nobody else can have the group's number before its leader is waited for.
    std::lock_guard<std::mutex> lock(running().mutex);
    kill(-leader_, SIGKILL);
    running().leaders.erase(leader_);
    int status;
    pid_t leader = std::exchange(leader_, 0);
    while (waitpid(leader, &status, 0) < 0)
      if (errno != EINTR) return 128;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t leader_ = 0;
};

// MARK: One run

/// A thread that feeds the script, since gnuplot may write before it has read all.
class Feeder {
 public:
  ~Feeder() {
    if (thread_.joinable()) thread_.join();
  }

  /// Writes `script`; closing the pipe tells gnuplot that this was all.
  void start(Descriptor pipe, const char *script, size_t size) {
    File file(fdopen(pipe.number(), "w"));
    if (!file) throw std::bad_alloc();
    pipe.release();
    thread_ = std::thread([file = std::move(file), script, size]() mutable {
      NoBrokenPipeSignal guard;
      try {
        Gnuplot gnuplot(file.release());
        gnuplot.write(script, static_cast<std::streamsize>(size));
      } catch (const std::exception &) {
        // gnuplot has left, and its status tells more.
      }
    });
  }

 private:
  std::thread thread_;
};

/// The time that is left to gnuplot.
class Patience {
 public:
  explicit Patience(int seconds) : left_(std::chrono::seconds(seconds)) {}

  /// One look at what is written, or a short wait for it. While this program itself was stopped, by
  /// Ctrl-Z say, gnuplot may have waited for it: that counts as no more than a look.
  int look(pollfd *files, nfds_t count, int milliseconds) {
    using Clock = std::chrono::steady_clock;
    auto before = Clock::now();
    int ready = poll(files, count, milliseconds);
    left_ -= std::min<Clock::duration>(
        Clock::now() - before, std::chrono::milliseconds(2 * milliseconds));
    return ready;
  }
  bool is_over() const { return left_ <= left_.zero(); }

 private:
  std::chrono::steady_clock::duration left_;
};

/// Reads what `process` writes until it has ended; false when it passes a limit.
bool read_to_end(
    const Process &process, Pipe *output, Pipe *messages, GnuplotLimits limits, std::string texts[2]) {
  Patience patience(limits.seconds);
  pollfd files[2] = {
      {output->reading.number(), POLLIN, 0}, {messages->reading.number(), POLLIN, 0}};
  while (files[0].fd >= 0 || files[1].fd >= 0) {
    if (patience.is_over()) return false;
    if (patience.look(files, 2, 100) <= 0) continue;
    for (int i = 0; i < 2; ++i) {
      if (!files[i].revents) continue;
      char bytes[65536];
      ssize_t count = read(files[i].fd, bytes, sizeof bytes);
      if (count > 0) texts[i].append(bytes, static_cast<size_t>(count));
      if (count == 0 || (count < 0 && errno != EINTR)) files[i].fd = -1;
      if (texts[i].size() > limits.bytes) return false;
    }
  }
  while (!process.has_ended()) {
    if (patience.is_over()) return false;
    patience.look(nullptr, 0, 5);
  }
  return true;
}

/// A copy that `free` releases.
char *copy(const std::string &text) {
  // One byte more, because malloc(0) may be null.
  char *bytes = static_cast<char *>(malloc(text.size() + 1));
  if (!bytes) throw std::bad_alloc();
  memcpy(bytes, text.data(), text.size());
  return bytes;
}

int run(
    const char *program, const char *script, size_t size, GnuplotLimits limits,
    GnuplotResult *result) {
  std::string texts[2];
  // In this order: whoever feeds a process that has ended is soon done.
  Feeder feeder;
  Process process;
  Pipe input, output, messages;
  if (int error = process.start(program, &input, &output, &messages)) return error;
  feeder.start(std::move(input.writing), script, size);
  result->was_ended = !read_to_end(process, &output, &messages, limits, texts);
  result->status = process.end();
  result->output = copy(texts[0]);
  result->output_size = texts[0].size();
  result->messages = copy(texts[1]);
  result->messages_size = texts[1].size();
  return 0;
}

}  // namespace

GnuplotResult gnuplot_run(
    const char *program, const char *script, size_t script_size, GnuplotLimits limits) {
  GnuplotResult result = {};
  try {
    result.error = run(program, script, script_size, limits, &result);
  } catch (const std::exception &) {
    // What the libraries throw here is want of memory, of threads or of file descriptors.
    result.error = ENOMEM;
  }
  stay_if_ending();
  return result;
}

void gnuplot_result_free(GnuplotResult *result) {
  free(result->output);
  free(result->messages);
  *result = GnuplotResult{};
}
