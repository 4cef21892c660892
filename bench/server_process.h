#pragma once
/// The servers that load_bench measures, each a process of its own that ends with its object.
#include <cstdint>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace eni::bench {

class ServerProcess {
 public:
  /// @param arguments  the program's name first; its standard output is read by this object, its errors go nowhere
  /// @throws std::runtime_error  if it cannot be started
  explicit ServerProcess(const std::vector<std::string>& arguments);
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  ~ServerProcess();

  /// The first line that it prints; what there is of it if the program ends before.
  std::string read_line() const;
  /// Processor time it has used so far, in seconds. Unlike the rate, it hardly depends on what else the machine does.
  double cpu_seconds() const;

 private:
  pid_t process_ = 0;
  int output_ = -1;
};

/// A server that can be asked.
struct RunningServer {
  std::unique_ptr<ServerProcess> process;
  std::uint16_t port;
};

/// A sandbox with its state in memory: $ENI_TRUNKING_BINARY, or that of the checkout.
RunningServer start_sandbox();

/// nginx with one worker that answers everything with the same `body_bytes` bytes: as fast as HTTP can be had. Its
/// configuration is made for it, in a folder that is gone when it runs.
/// @return  no process if nginx is not on this machine
RunningServer start_nginx(std::size_t body_bytes);

}  // namespace eni::bench
