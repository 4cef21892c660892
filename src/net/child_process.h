#pragma once
/// A process of its own group with a clean environment, whose output arrives as lines and whose end is
/// announced. It never outlives this program (PR_SET_PDEATHSIG, and process_guard.h for what it started
/// itself).
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

#include "base/result.h"
#include "net/event_loop.h"

namespace eni::net {

struct ProcessOptions {
  std::vector<std::string> argv;                   ///< argv[0] is the path of the program
  std::map<std::string, std::string> environment;  ///< all of it; nothing is inherited
  std::string name;                                ///< what it finds as argv[0]; "": the path
  std::string directory;                           ///< to run in
  std::vector<int> inherited;                      ///< ours, which it has as 3, 4, ...; no others
  std::uint64_t max_open_files = 1024;             ///< 0: as we have
  std::uint64_t max_processes = 0;  ///< 0: no limit of our own (RLIMIT_NPROC counts the user's all)
  std::uint64_t max_file_bytes = 512ULL << 20;  ///< 0: as we have
};

struct ProcessEnd {
  int exit_code = 0;              ///< if it exited
  int signal = 0;                 ///< if one killed it, else 0
  std::uint64_t max_rss_kib = 0;  ///< not below our own size at the time of its start (fork shares it)
};

class ChildProcess {
 public:
  /// @param on_line  each line of its standard output and error, without the newline; a last unended one too.
  ///                 Lines longer than 256 KiB come in pieces; what exceeds OutputLimits is dropped, and a
  ///                 line says how much
  /// @param on_end   once, after the last line
  /// @error  "cannot start PROGRAM: …"; too few descriptors (descriptor_limit.h)
  static Result<std::unique_ptr<ChildProcess>> start(EventLoop& loop, ProcessOptions options,
                                                     std::function<void(std::string)> on_line,
                                                     std::function<void(ProcessEnd)> on_end);
  /// Kills the group if it still runs; neither callback is called any more.
  virtual ~ChildProcess() = default;
  virtual pid_t pid() const = 0;
  /// Its greatest resident size so far, in KiB; 0 once it has ended.
  virtual std::uint64_t peak_memory_kib() const = 0;
  /// Gives on_line what it has written so far, at once: for who learns in another way that it wrote before.
  virtual void read_output() = 0;
  /// The same, and a last line without its newline: for who learns that what wrote it has ended, though not this process.
  virtual void finish_output() = 0;
  /// SIGKILL to the whole group.
  virtual void kill() = 0;
  /// SIGSTOP and SIGCONT to the whole group.
  virtual void freeze() = 0;
  virtual void thaw() = 0;
};

}  // namespace eni::net
