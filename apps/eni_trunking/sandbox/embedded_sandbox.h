#pragma once
/// A sandbox within the command's own process.
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/random.h"
#include "client/aws_client.h"
#include "net/event_loop.h"
#include "net/virtual_time.h"
#include "sandbox/sandbox.h"

namespace eni::command {

/// Runs on a thread of its own and is reached like AWS: through its endpoint alone.
class EmbeddedSandbox {
 public:
  /// @error  the address or the state file cannot be used
  static Result<std::unique_ptr<EmbeddedSandbox>> start(const sandbox::SandboxOptions& options);
  /// The same in virtual time: it passes when pass() is called.
  static Result<std::unique_ptr<EmbeddedSandbox>> start_in_virtual_time(sandbox::SandboxOptions options);
  EmbeddedSandbox() = default;
  EmbeddedSandbox(const EmbeddedSandbox&) = delete;
  EmbeddedSandbox& operator=(const EmbeddedSandbox&) = delete;
  ~EmbeddedSandbox();

  const std::string& endpoint_url() const { return sandbox_->endpoint_url(); }
  /// A client of its account's root. @param waiter  outlives it
  client::AwsClient root_client(Waiter& waiter);
  /// The sandbox's time. Virtual time is read only while it does not pass.
  const Clock& clock() const;
  /// Lets virtual time pass, and returns when all that fell due meanwhile is done.
  void pass(Duration by);

 private:
  void run();

  net::EventLoop loop_;
  std::optional<net::VirtualTime> time_;
  NullLogger log_;
  SystemRandom random_;
  std::unique_ptr<sandbox::Sandbox> sandbox_;
  std::thread thread_;
};

}  // namespace eni::command
