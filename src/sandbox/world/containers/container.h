#pragma once
/// What a container is, as far as its runtime is told. Values only.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace eni::sandbox::world {

/// A file or folder of the machine that the container sees.
struct BindMount {
  std::string source;
  std::string target;
  bool read_only = false;
  bool is_file = false;  ///< and no folder
};

/// A file system in memory.
struct MemoryMount {
  std::string target;
  std::uint64_t bytes = 0;
  std::vector<std::string> options;  ///< of mount(8): "noexec"
};

struct ResourceLimit {
  std::string name;  ///< as task definitions have it: "nofile"
  std::uint64_t soft = 0;
  std::uint64_t hard = 0;
};

/// By numbers: names are looked up in the image by who makes this.
struct ContainerUser {
  std::uint32_t user = 0;
  std::uint32_t group = 0;
  std::vector<std::uint32_t> more_groups;
};

struct Container {
  std::string id;    ///< letters, digits, '-', '_'; of one world once
  std::string root;  ///< the path of its files
  bool read_only_root = false;
  std::vector<std::string> argv;
  std::map<std::string, std::string> environment;
  std::string directory = "/";
  std::string host_name;
  ContainerUser user;
  std::vector<BindMount> volumes;
  std::vector<MemoryMount> memory_mounts;
  std::vector<std::string> more_capabilities;   ///< "SYS_PTRACE"; "ALL"
  std::vector<std::string> fewer_capabilities;  ///< the same
  std::vector<ResourceLimit> resource_limits;
  std::map<std::string, std::string> system_controls;  ///< "net.core.somaxconn" -> "1024"
  std::uint64_t shared_memory_bytes = 64ULL << 20;     ///< of /dev/shm; 0: it has none
  bool terminal = false;  ///< its standard input, output and error are a terminal, which is its session's
};

/// A program that is run in a container beside its own: a health check, a shell.
struct ExecutedProgram {
  std::vector<std::string> argv;
  std::map<std::string, std::string> environment;  ///< all of it, its container's has to be repeated
  std::string directory = "/";
  ContainerUser user;
  bool terminal = false;  ///< its standard input, output and error are a terminal, which is its session's
};

}  // namespace eni::sandbox::world
