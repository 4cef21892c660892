#include "net/child_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/descriptor.h"
#include "net/descriptor_limit.h"
#include "net/descriptor_watch.h"
#include "net/output_reader.h"
#include "net/pipe.h"
#include "net/process_guard.h"

namespace eni::net {

namespace {

/// No more descriptors than that are passed on.
constexpr int kAboveInherited = 64;

/// Where the way from vfork() to the program can break, told through a pipe with errno.
struct StartFailure {
  enum Step : int { kDirectory, kLimits, kProgram } step;
  int error;
};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

std::vector<std::string> environment_texts(const std::map<std::string, std::string>& environment) {
  std::vector<std::string> result;
  for (const auto& [name, value] : environment) result.push_back(name + "=" + value);
  return result;
}

bool limit(__rlimit_resource resource, std::uint64_t value) {
  rlimit now{};
  if (getrlimit(resource, &now) != 0) return false;
  // Above our own limit is no reason to fail: that one holds, too.
  const rlim_t lower = std::min<rlim_t>(value, now.rlim_max);
  const rlimit both{lower, lower};
  return setrlimit(resource, &both) == 0;
}

/// The child's side of vfork(), in the memory of the parent, who stands still meanwhile: only calls that are safe there; all memory
/// was made before.
class ChildSide {
 public:
  explicit ChildSide(const ProcessOptions& options)
      : options_{options},
        environment_{environment_texts(options.environment)},
        argv_{pointers(options.argv)},
        envp_{pointers(environment_)},
        inherited_(options.inherited.size()) {
    if (!options.name.empty()) argv_[0] = const_cast<char*>(options.name.c_str());
  }

  [[noreturn]] void become_program(int output, int failures, pid_t parent) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);  // it ended before the line above
    reset_signals();
    const int null = open("/dev/null", O_RDONLY);
    dup2(null, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    // Not everything of ours is opened close-on-exec: sockets of Asio are not.
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    failures = fcntl(failures, F_DUPFD_CLOEXEC, kAboveInherited);
    if (!pass_on_inherited()) fail(failures, StartFailure::kProgram);
    if (!options_.directory.empty() && chdir(options_.directory.c_str()) != 0)
      fail(failures, StartFailure::kDirectory);
    if (!set_limits()) fail(failures, StartFailure::kLimits);
    execve(options_.argv[0].c_str(), argv_.data(), envp_.data());
    fail(failures, StartFailure::kProgram);
  }

 private:
  /// No signal comes through before its handler, which is the parent's, is gone.
  static void reset_signals() {
    for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGCHLD, SIGHUP}) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
  }

  bool set_limits() const {
    return limit(RLIMIT_CORE, 0) &&
           (options_.max_open_files == 0 || limit(RLIMIT_NOFILE, options_.max_open_files)) &&
           (options_.max_file_bytes == 0 || limit(RLIMIT_FSIZE, options_.max_file_bytes)) &&
           (options_.max_processes == 0 || limit(RLIMIT_NPROC, options_.max_processes));
  }

  /// In two steps, for the numbers that they have and those that they get may overlap.
  bool pass_on_inherited() {
    for (std::size_t at = 0; at < inherited_.size(); ++at)
      inherited_[at] = fcntl(options_.inherited[at], F_DUPFD_CLOEXEC, kAboveInherited);
    for (std::size_t at = 0; at < inherited_.size(); ++at)
      if (dup2(inherited_[at], STDERR_FILENO + 1 + static_cast<int>(at)) < 0) return false;
    return true;
  }

  [[noreturn]] static void fail(int failures, StartFailure::Step step) {
    const StartFailure failure{step, errno};
    (void)!write(failures, &failure, sizeof failure);
    _exit(127);
  }

  const ProcessOptions& options_;
  std::vector<std::string> environment_;
  std::vector<char*> argv_;
  std::vector<char*> envp_;
  std::vector<int> inherited_;
};

/// Has a child go its way, without a copy of our memory: fork() would mark each page of it, and each would be faulted in again.
/// @return  its number, or -1 with errno
pid_t launch(ChildSide& child, int output, int failures) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &before);
  const pid_t parent = getpid();
  const pid_t pid = vfork();
  if (pid == 0) child.become_program(output, failures, parent);
  const int error = errno;
  sigprocmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return pid;
}

std::string failure_text(const ProcessOptions& options, const StartFailure& failure) {
  const std::string reason = std::strerror(failure.error);
  switch (failure.step) {
    case StartFailure::kDirectory:
      return "the folder " + options.directory + ": " + reason;
    case StartFailure::kLimits:
      return "its limits: " + reason;
    default:
      return reason;
  }
}

/// What lives until the process is reaped, which may be after the owner has let go of it.
class Running : public std::enable_shared_from_this<Running> {
 public:
  Running(EventLoop& loop, pid_t pid, Descriptor pidfd, Descriptor output,
          std::function<void(std::string)> on_line, std::function<void(ProcessEnd)> on_end)
      : pid_{pid},
        end_{DescriptorWatch::make(loop, pidfd.release())},
        output_{
            OutputReader::start(loop, DescriptorWatch::make(loop, output.release()), {}, std::move(on_line))},
        on_end_{std::move(on_end)} {}

  void begin() {
    end_->wait(DescriptorWatch::Event::kReadable, [self = shared_from_this()] { self->finish(); });
  }

  pid_t pid() const { return pid_; }

  void kill() { signal(SIGKILL); }
  /// To the whole group.
  void signal(int number) {
    if (!reaped_) ::kill(-pid_, number);
  }

  void read_output() {
    if (output_) output_->read_now();
  }

  void finish_output() {
    if (output_) output_->finish();
  }

  void abandon() {
    abandoned_ = true;
    output_.reset();
    kill();
  }

 private:
  /// The process has ended; the rest of its group goes with it. It is reaped last, so that its number is
  /// still taken when the group is killed.
  void finish() {
    ::kill(-pid_, SIGKILL);
    finish_output();
    int status = 0;
    rusage usage{};
    wait4(pid_, &status, 0, &usage);
    reaped_ = true;
    release_group(pid_);
    output_.reset();
    ProcessEnd end;
    end.max_rss_kib = static_cast<std::uint64_t>(usage.ru_maxrss);
    if (WIFSIGNALED(status)) {
      end.signal = WTERMSIG(status);
    } else {
      end.exit_code = WEXITSTATUS(status);
    }
    if (!abandoned_) on_end_(end);
  }

  pid_t pid_;
  std::unique_ptr<DescriptorWatch> end_;  // a pidfd: readable when the process has ended
  std::unique_ptr<OutputReader> output_;
  std::function<void(ProcessEnd)> on_end_;
  bool abandoned_ = false;
  bool reaped_ = false;
};

class AsioChildProcess final : public ChildProcess {
 public:
  explicit AsioChildProcess(std::shared_ptr<Running> running) : running_{std::move(running)} {}
  ~AsioChildProcess() override { running_->abandon(); }
  pid_t pid() const override { return running_->pid(); }
  void read_output() override { running_->read_output(); }
  void finish_output() override { running_->finish_output(); }
  void kill() override { running_->kill(); }
  void freeze() override { running_->signal(SIGSTOP); }
  void thaw() override { running_->signal(SIGCONT); }

  std::uint64_t peak_memory_kib() const override {
    std::ifstream status{"/proc/" + std::to_string(running_->pid()) + "/status"};
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("VmHWM:")) return std::strtoull(line.c_str() + 6, nullptr, 10);
    }
    return 0;
  }

 private:
  std::shared_ptr<Running> running_;
};

}  // namespace

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(EventLoop& loop, ProcessOptions options,
                                                          std::function<void(std::string)> on_line,
                                                          std::function<void(ProcessEnd)> on_end) {
  const auto error = [&](const std::string& reason) {
    return Error{"cannot start " + options.argv[0] + ": " + reason, ""};
  };
  ENI_CHECK(check_descriptor_limit());
  std::optional<Pipe> output = make_pipe();
  std::optional<Pipe> failures = make_pipe();
  if (!output || !failures) return error(std::strerror(errno));
  ChildSide child{options};
  const pid_t pid = launch(child, output->writer.get(), failures->writer.get());
  if (pid < 0) return error(std::strerror(errno));
  setpgid(pid, pid);  // here too: whoever is first
  output->writer = Descriptor{};
  failures->writer = Descriptor{};
  StartFailure failure{};
  ssize_t size = 0;
  do {
    size = read(failures->reader.get(), &failure, sizeof failure);
  } while (size < 0 && errno == EINTR);
  Descriptor pidfd{static_cast<int>(syscall(SYS_pidfd_open, pid, 0))};
  if (size > 0 || pidfd.get() < 0) {
    const std::string reason = size > 0 ? failure_text(options, failure) : std::strerror(errno);
    ::kill(-pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    return error(reason);
  }
  guard_group(pid);
  auto running = std::make_shared<Running>(loop, pid, std::move(pidfd), std::move(output->reader),
                                           std::move(on_line), std::move(on_end));
  running->begin();
  return std::unique_ptr<ChildProcess>{std::make_unique<AsioChildProcess>(std::move(running))};
}

}  // namespace eni::net
