#pragma once
/// The whole sandbox in one object: loop, store, gateway, services, listener. `eni-trunking sandbox` and
/// `demo` run it.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "net/event_loop.h"
#include "sandbox/gateway/fault.h"
#include "sandbox/gateway/operation.h"

namespace eni::sandbox {

/// Whether tasks' containers run.
enum class RunTasks {
  kNever,   ///< tasks only go through their states
  kAuto,    ///< where this machine can
  kAlways,  ///< or the sandbox is of no use
};

struct SandboxOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 4566;            ///< 0: the system chooses
  std::string state_file = ":memory:";  ///< created if absent
  std::string runtimes_directory;       ///< holds nodejs/
  std::chrono::seconds iam_propagation{0};
  Settings::Pace pace = Settings::Pace::kInstant;
  RunTasks run_tasks = RunTasks::kNever;
  std::string cache_directory;  ///< keeps images for later runs; "": none does. One sandbox at a time has it
  std::optional<std::uint16_t> socks_port =
      {};                     ///< of an entry into VPCs on 127.0.0.1, if tasks run; 0: the system chooses
  std::string docker_config;  ///< file with the user's logins to registries; "": there are none
  /// With RunTasks::kAlways: they cannot run here.
  std::function<void(const Error&)> on_cannot_run = {};
  bool check_replies = false;
  std::vector<FaultRule> faults;
  Scheduler* scheduler = nullptr;  ///< whose time it is, if not the loop's; outlives the sandbox
};

class Sandbox {
 public:
  /// Opens the state, listens, and takes up what a former run left unfinished. Requests are served while
  /// `loop` runs.
  /// @error  state file or address cannot be used; each with a hint
  static Result<std::unique_ptr<Sandbox>> start(net::EventLoop& loop, Logger& log,
                                                const SandboxOptions& options);
  /// Ends in order: no new requests, no function's process left, all tasks gone, the state closed.
  virtual ~Sandbox() = default;

  /// "http://127.0.0.1:4566"
  virtual const std::string& endpoint_url() const = 0;
};

}  // namespace eni::sandbox
