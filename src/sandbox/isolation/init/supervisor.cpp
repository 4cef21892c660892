#include "sandbox/isolation/init/supervisor.h"

#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/write_all.h"
#include "sandbox/isolation/init/channel.h"
#include "sandbox/isolation/init/child_signals.h"
#include "sandbox/isolation/init/failure.h"
#include "sandbox/isolation/init/program.h"
#include "sandbox/isolation/init/spec.h"

namespace eni::sandbox::isolation::init {
namespace {

using wire::Command;
using wire::Reader;
using wire::Report;
using wire::Writer;

/// Between two looks at the programs' memory.
constexpr int kWatchMilliseconds = 10;

void report(const Writer& message, const std::vector<int>& descriptors = {}) {
  if (send_message(kControl, message.bytes(), descriptors) != 0) _exit(1);
}

void report_done(int error) { report(Writer{Report::kDone}.number(static_cast<std::uint64_t>(error))); }

/// The figure behind a name in /proc/PID/status, in KiB.
std::uint64_t figure(const std::string& status, const char* name) {
  const auto at = status.find(name);
  return at == std::string::npos ? 0
                                 : std::strtoull(status.c_str() + at + std::string(name).size(), nullptr, 10);
}

struct Memory {
  std::uint64_t resident_kib = 0;
  std::uint64_t own_kib = 0;  ///< without files of the machine, which others have, too
};

Memory memory_of(const char* process) {
  const int file = open((std::string("/proc/") + process + "/status").c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  std::string status(4096, '\0');
  const ssize_t size = read(file, status.data(), status.size());
  close(file);
  status.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return {figure(status, "\nVmRSS:"), figure(status, "\nRssAnon:") + figure(status, "\nRssShmem:")};
}

Memory memory_of_all() {
  Memory sum;
  DIR* processes = opendir("/proc");
  while (const dirent* entry = processes ? readdir(processes) : nullptr) {
    const std::string name = entry->d_name;
    if (!std::isdigit(static_cast<unsigned char>(name[0])) || name == "1") continue;
    const Memory memory = memory_of(entry->d_name);
    sum.resident_kib += memory.resident_kib;
    sum.own_kib += memory.own_kib;
  }
  if (processes) closedir(processes);
  return sum;
}

/// Neither a pipe, which would hold the supervisor, nor a setting of the kernel, which its capabilities would change.
bool is_plain_file(int file) {
  struct stat status {};
  struct statfs system {};
  return fstat(file, &status) == 0 && S_ISREG(status.st_mode) && fstatfs(file, &system) == 0 &&
         system.f_type != PROC_SUPER_MAGIC && system.f_type != SYSFS_MAGIC;
}

class Supervisor {
 public:
  explicit Supervisor(const Layout& layout) : layout_{layout} {
    void* page = mmap(nullptr, sizeof(wire::Gauge), PROT_READ | PROT_WRITE, MAP_SHARED, kGauge, 0);
    if (page == MAP_FAILED) fail("the gauge");
    gauge_ = static_cast<wire::Gauge*>(page);
    close(kGauge);
    signals_ = watch_children();
  }

  [[noreturn]] void run() {
    for (;;) {
      pollfd sources[] = {{kControl, POLLIN, 0}, {signals_, POLLIN, 0}};
      const bool watches = watched_ && !frozen_ && layout_.limits.memory_mib > 0;
      const int ready = poll(sources, 2, watches ? kWatchMilliseconds : -1);
      if (ready < 0 && errno != EINTR) _exit(1);
      if (watches) watch_memory();
      if (sources[1].revents != 0) reap();
      if (sources[0].revents != 0) obey();
    }
  }

 private:
  void obey() {
    const auto message = receive_message(kControl);
    if (!message) _exit(0);
    Reader in{message->bytes};
    const int attached = message->descriptors.empty() ? -1 : message->descriptors[0].get();
    switch (in.kind<Command>()) {
      case Command::kRun:
        start(in);
        break;
      case Command::kWriteFile:
        write_file(in, attached);
        break;
      case Command::kReadFile:
        read_file(in);
        break;
      case Command::kWatch:
        watched_ = in.number() != 0;
        break;
      case Command::kKill:
        kill(-1, SIGKILL);
        break;
      case Command::kFreeze:
        // The kernel lets no fork() of theirs go on between the first signal and the last.
        frozen_ = in.number() != 0;
        kill(-1, frozen_ ? SIGSTOP : SIGCONT);
        break;
      case Command::kMeasure:
        watch_memory();
        report_done(0);
        break;
    }
  }

  void start(Reader& in) {
    ProgramCommand command;
    command.argv = in.texts();
    command.environment = in.texts();
    command.directory = in.text();
    const Started started = start_program(layout_, command);
    if (started.pid > 0) {
      program_ = started.pid;
    } else {
      report_exit(127, 0, started.error, 0);
    }
  }

  void report_exit(int code, int signal, int error, long max_rss_kib) {
    Writer message{Report::kExit};
    for (const long value :
         {static_cast<long>(code), static_cast<long>(signal), static_cast<long>(error), max_rss_kib})
      message.number(static_cast<std::uint64_t>(value));
    report(message);
  }

  void reap() {
    drain_child_signals(signals_);
    int status = 0;
    rusage usage{};
    for (pid_t pid = 0; (pid = wait4(-1, &status, WNOHANG, &usage)) > 0;) {
      if (pid != program_) continue;
      program_ = -1;
      report_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 0, WIFSIGNALED(status) ? WTERMSIG(status) : 0, 0,
                  usage.ru_maxrss);
    }
  }

  void watch_memory() {
    const Memory memory = memory_of_all();
    if (memory.resident_kib > gauge_->peak_kib) gauge_->peak_kib = memory.resident_kib;
    if (layout_.limits.memory_mib == 0 || memory.own_kib <= layout_.limits.memory_mib * 1024) return;
    gauge_->out_of_memory = 1;
    kill(-1, SIGKILL);
  }

  void write_file(Reader& in, int content) {
    const std::string path = in.text();
    const auto mode = static_cast<mode_t>(in.number());
    const auto write_mode = static_cast<wire::WriteMode>(in.number());
    for (std::size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1))
      mkdir(path.substr(0, at).c_str(), 0755);
    const int how = write_mode == wire::WriteMode::kAppend ? O_APPEND : O_TRUNC;
    // Not through links: a program may have put one there that leads into /proc.
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | how, mode);
    if (file < 0) return report_done(errno);
    if (!is_plain_file(file)) {
      close(file);
      return report_done(EPERM);
    }
    int error = net::write_all(file, read_descriptor(content, SIZE_MAX));
    if (fchmod(file, mode) != 0 && error == 0) error = errno;
    close(file);
    report_done(error);
  }

  void read_file(Reader& in) {
    const std::string path = in.text();
    const std::uint64_t max = in.number();
    // A pipe without a writer would hold the supervisor.
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status {};
    if (file < 0 || fstat(file, &status) != 0) return report_done(errno);
    if (!S_ISREG(status.st_mode)) {
      close(file);
      return report_done(EINVAL);
    }
    const int content = make_memfd(read_descriptor(file, max));
    close(file);
    if (content < 0) return report_done(errno);
    report(Writer{Report::kDone}.number(0), {content});
    close(content);
  }

  const Layout& layout_;
  wire::Gauge* gauge_ = nullptr;
  int signals_ = -1;
  pid_t program_ = -1;
  bool watched_ = false;
  bool frozen_ = false;
};

}  // namespace

void supervise(const Layout& layout) { Supervisor{layout}.run(); }

}  // namespace eni::sandbox::isolation::init
