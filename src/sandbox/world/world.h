#pragma once
/// Where containers live: namespaces of their own for networks, processes and files, made without privileges where the kernel allows it.
/// Its first process (init/) makes namespaces and starts programs; all that is decided, and all that networks are told, is said here, on
/// sockets that it hands out: a socket belongs to the namespace in which it was made, and the owner of a user namespace may
/// configure what belongs to it. It ends with the sandbox, however that ends, and all that is in it ends with it.
///
/// An interface: `make_world` makes a real one, tests of services implement it in memory.
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/task.h"
#include "net/descriptor.h"
#include "net/event_loop.h"
#include "sandbox/world/init/wire.h"
#include "sandbox/world/netlink/socket.h"

namespace eni::sandbox::world {

/// A network namespace, which is there for as long as its descriptor is open or a process is in it.
struct Network {
  net::Descriptor descriptor;
  netlink::Socket routes;   ///< interfaces, addresses, routes, neighbours (rtnetlink)
  netlink::Socket filters;  ///< packet filters (nf_tables)
};

struct SocketOptions {
  int family = 0;
  int type = 0;
  int protocol = 0;
  std::string address;  ///< a sockaddr to bind to; "": none
  int backlog = 0;      ///< 0: does not listen
};

struct Program {
  std::vector<std::string> argv;                   ///< argv[0] is a path
  std::map<std::string, std::string> environment;  ///< all of it
  std::string directory = "/";
  /// Standard input, output and error; the caller's own still. A terminal as input is the program's session's, if it is nobody else's.
  std::array<int, 3> descriptors{};
  /// cgroup.procs of those that it is started in, open for writing; the caller's own still.
  std::vector<int> control_groups = {};
};

/// A container's root file system: layers that it cannot change, and a folder of its own for what it changes.
struct OverlayMount {
  std::vector<std::string>
      lower;  ///< folders of unpacked layers, lowest first, none twice; there may be none
  std::string
      upper;  ///< of changes; it and the next two are made where they are missing, as the world's root's
  std::string work;    ///< overlayfs's own, on the same file system
  std::string target;  ///< where it is seen
};

using ProcessId = int;  ///< inside the world

struct ProcessEnd {
  int exit_code = 0;
  int signal = 0;  ///< that killed it, else 0
  bool world_ended = false;
};

inline constexpr int kNoNetwork = -1;

class World {
 public:
  /// All that is in it ends; no callback is called any more.
  virtual ~World() = default;

  /// How many users there are inside: one means that images which change their user or their files' owners do not work.
  virtual std::uint32_t users() const = 0;
  /// Makes a file or folder below `files` its root user's.
  /// @error  "PATH: REASON"
  virtual Result<void> give(const std::string& path) = 0;
  /// All paths are below `files`, as the sandbox sees them; links in them are not followed.
  /// @error  the folder that cannot be had, or why the kernel refuses: `upper` on a file system that overlayfs does not write to
  virtual Task<Result<void>> mount_overlay(OverlayMount overlay) = 0;
  /// Shows a folder below `files` at a second place below it, where containers do not come to: what is shown is the folder that was looked
  /// up, whatever becomes of its name. Both are made where they are missing, as the world's root's; paths as mount_overlay() has them.
  /// @error  "PATH: REASON"; a symbolic link leads through one of them
  virtual Task<Result<void>> bind_folder(std::string folder, std::string target) = 0;
  /// At once, for all that come; who still uses it keeps it. Where nothing is mounted all is well.
  virtual Task<Result<void>> unmount(std::string target) = 0;
  /// Removes a file or folder below `files`, whoever of the world's users owns what is in it; none is fine, too.
  virtual Task<Result<void>> remove(std::string path) = 0;
  /// @param settings  of the new namespace, below /proc/sys: "net/ipv4/ip_forward=1"
  /// @error  what the kernel refused
  virtual Task<Result<Network>> make_network(std::vector<std::string> settings) = 0;
  /// A socket of that network; does not block.
  virtual Task<Result<net::Descriptor>> make_socket(int network, SocketOptions options) = 0;
  /// @param network  or kNoNetwork: one in which nothing is
  /// @param on_end   once
  virtual Task<Result<ProcessId>> start(int network, Program program,
                                        std::function<void(ProcessEnd)> on_end) = 0;
  /// How many processes whose parent had ended before, and whose parent the world's first process was, have ended so far.
  virtual std::uint64_t ended_orphans() const = 0;
  /// Of such a process: what a runtime leaves behind. One that has ended meanwhile is told of, too.
  /// @param since  ended_orphans() before the runtime was started: what had this number earlier was another
  virtual void adopt(ProcessId process, std::uint64_t since, std::function<void(ProcessEnd)> on_end) = 0;
  /// @param process  that was started or adopted; below zero: all of the process group that it is in
  virtual Task<Result<void>> send_signal(ProcessId process, int signal) = 0;
  /// Ends it, and all that is in it, at once: what runs is told of, what is asked fails.
  virtual void kill() = 0;
};

/// @param files    a folder of the sandbox's, the only one whose files the world may change; it becomes its root user's
/// @param on_line  what its first process and programs that inherit its output write, a line each
/// @param on_end   it has ended, by kill() or by whomever; what ran in it has been told of, or is soon
/// @error  why there can be none here, with what would allow it as hint
Task<Result<std::unique_ptr<World>>> make_world(net::EventLoop& loop, std::string files,
                                                std::function<void(std::string)> on_line,
                                                std::function<void()> on_end = {});

}  // namespace eni::sandbox::world
