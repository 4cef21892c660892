#pragma once
/// How a runtime hands over the terminal of a program that it leaves: it is made in the container's own /dev/pts, so the program knows its
/// name, its user owns it, and it is its session's; a terminal of the machine's, given as standard input, would be none of that, for
/// both crun and runc begin a new session. Source: runc, docs/terminals.md, "Detached"; crun(1), --console-socket.
#include <filesystem>
#include <string>

#include "base/result.h"
#include "net/descriptor.h"
#include "sandbox/world/world.h"

namespace eni::sandbox::world {

class ConsoleSocket {
 public:
  ConsoleSocket() = default;
  /// Listens at `name` in a folder of the world's files, for the world's root alone. Who opened it removes the file.
  static Result<ConsoleSocket> open(World& world, const std::filesystem::path& folder,
                                    const std::string& name);
  /// What the runtime has sent; it has ended.
  /// @error  it sent none
  Result<net::Descriptor> take();

 private:
  net::Descriptor listener_;
};

}  // namespace eni::sandbox::world
