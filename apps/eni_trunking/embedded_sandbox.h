#pragma once
/// A sandbox within the command's own process.
#include <memory>
#include <string>
#include <thread>

#include "net/event_loop.h"
#include "sandbox/sandbox.h"

namespace eni::command {

/// Runs on a thread of its own and is reached like AWS: through its endpoint alone.
class EmbeddedSandbox {
 public:
  /// @error  the address or the state file cannot be used
  static Result<std::unique_ptr<EmbeddedSandbox>> start(const sandbox::SandboxOptions& options);
  EmbeddedSandbox() = default;
  EmbeddedSandbox(const EmbeddedSandbox&) = delete;
  EmbeddedSandbox& operator=(const EmbeddedSandbox&) = delete;
  ~EmbeddedSandbox();

  const std::string& endpoint_url() const { return sandbox_->endpoint_url(); }

 private:
  net::EventLoop loop_;
  NullLogger log_;
  std::unique_ptr<sandbox::Sandbox> sandbox_;
  std::thread thread_;
};

}  // namespace eni::command
