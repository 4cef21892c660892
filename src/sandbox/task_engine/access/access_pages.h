#pragma once
/// Where the control socket is: a component that is there in each sandbox, and has a socket only where the task engine has told it what
/// can be reached.
///
/// GET /_sandbox/control answers {"socket": PATH}; 409 with {"error", "hint"} where no containers run. Who may not open the socket learns
/// nothing by its path.
#include <memory>

#include "sandbox/gateway/gateway.h"
#include "sandbox/task_engine/access/access_server.h"

namespace eni::sandbox::task_engine {

class AccessPages final : public Component {
 public:
  /// Adds the page.
  AccessPages(Environment& environment, net::EventLoop& loop);

  /// From now on this. It outlives it, or withdraw() comes before.
  /// @error  "cannot listen at PATH: REASON"
  Result<void> serve(TaskAccess& access);
  /// Nothing can be reached any more; who is connected is cut off.
  void withdraw() { server_.reset(); }
  void stop() override { withdraw(); }

 private:
  net::Response answer() const;

  Environment& env_;
  net::EventLoop& loop_;
  std::unique_ptr<AccessServer> server_;
};

/// The sandbox's; null in one without it.
AccessPages* find_access_pages(Environment& environment);

}  // namespace eni::sandbox::task_engine
