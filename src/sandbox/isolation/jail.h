#pragma once
/// Programs shut off from the machine: user, mount, pid, network, ipc and uts namespaces of their own, made without
/// privileges, where the kernel allows it. What they see is a Layout. They end with the jail, and the jail ends with the
/// sandbox, however that ends: the kernel kills all processes of a pid namespace with its first.
///
/// An interface: `Jails` makes real ones, tests implement it in memory.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/task.h"
#include "net/descriptor.h"
#include "net/event_loop.h"
#include "sandbox/isolation/layout.h"

namespace eni::sandbox::isolation {

struct Program {
  std::vector<std::string> argv;                   ///< argv[0] is a path inside the jail
  std::map<std::string, std::string> environment;  ///< all of it
  std::string directory = "/";
};

struct ProgramEnd {
  int exit_code = 0;
  int signal = 0;              ///< that killed it, else 0
  int start_error = 0;         ///< errno: it was never started
  bool out_of_memory = false;  ///< killed for using more than the jail's limit
  bool jail_ended = false;     ///< with its jail
  std::uint64_t max_rss_kib = 0;
};

/// That a jail's programs have to each server of the sandbox's at a time; one too many is closed at once. Each is a descriptor of the
/// sandbox's and some memory, and programs of others may begin as many as they like.
inline constexpr std::size_t kMaxJailConnections = 256;

/// Listening sockets.
struct JailSockets {
  std::vector<net::Descriptor> listeners;  ///< in the order of the layout
  net::Descriptor tools;                   ///< of the tools' clients (tool_connection.h); none without tools
};

class Jail {
 public:
  /// All programs end at once; no callback is called any more.
  virtual ~Jail() = default;

  /// To be called once.
  virtual JailSockets take_sockets() = 0;
  /// Starts a program; one at a time. What it starts itself may outlive it, until the jail ends.
  virtual void start(const Program& program, std::function<void(ProgramEnd)> on_end) = 0;
  /// SIGKILL to all programs.
  virtual void kill() = 0;
  /// Lets all programs stand still, where they are, until thaw(); their memory needs no watch meanwhile. kill() and the jail's
  /// end reach them all the same.
  virtual void freeze() = 0;
  virtual void thaw() = 0;
  /// @error  "PATH: REASON"; also if the jail has ended. One whose first process does not answer within seconds is ended.
  virtual Task<Result<void>> write_file(File file, bool append) = 0;
  virtual Task<Result<std::string>> read_file(std::string path, std::size_t max_bytes) = 0;
  /// Whether the limit of memory is watched; not while programs have nothing to do.
  virtual void watch_memory(bool watch) = 0;
  /// Looks at the memory once, now: who ran for less than the time between two looks has been seen then.
  virtual Task<void> measure_memory() = 0;
  /// Greatest sum of all programs' resident sizes that was seen, in KiB.
  virtual std::uint64_t peak_memory_kib() const = 0;
  /// Gives `on_line` what programs have written so far.
  virtual void read_output() = 0;
};

/// Whether jails can be made here, tried by making one.
struct Support {
  bool jails = false;
  std::string reason;  ///< why not: "new namespaces: Operation not permitted"
  std::string remedy;  ///< what would allow it
};

class Jails {
 public:
  virtual ~Jails() = default;
  /// @param on_line  a line of a program's output, without its newline
  /// @error  why there is no jail, with what would allow it as hint
  virtual Task<Result<std::unique_ptr<Jail>>> make(Layout layout,
                                                   std::function<void(std::string)> on_line) = 0;
  /// Tries once, and remembers.
  virtual Task<Support> support() = 0;
};

std::unique_ptr<Jails> make_jails(net::EventLoop& loop);

}  // namespace eni::sandbox::isolation
