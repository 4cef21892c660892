#pragma once
/// Connections to targets that wait for the next request.
#include <list>
#include <map>
#include <memory>

#include "sandbox/load_balancers/sockets/connecting.h"
#include "sandbox/load_balancers/sockets/idle_timers.h"

namespace eni::sandbox::load_balancers {

class TargetConnections {
 public:
  /// @param timers  outlives this
  explicit TargetConnections(IdleTimers& timers) : timers_{timers} {}

  /// The one that was used last; null if there is none that is still open and on which nothing has come.
  std::unique_ptr<Stream> take(const Endpoint& endpoint);
  /// @param limit  how long it may wait; it is closed sooner if the target closes it, or if there are many
  void keep(const Endpoint& endpoint, std::unique_ptr<Stream> stream, std::chrono::seconds limit);
  /// Closes those for which `is_gone(endpoint)` holds.
  template <class IsGone>
  void close_if(IsGone is_gone) {
    std::erase_if(idle_, [&](const auto& entry) { return is_gone(entry.first); });
  }

 private:
  static constexpr std::size_t kMaxIdle = 128;  ///< of one target

  struct Idle {
    Idle(std::unique_ptr<Stream> s, IdleTimers& timers, std::function<void()> on_idle)
        : stream{std::move(s)}, timer{timers, std::move(on_idle)} {}
    std::unique_ptr<Stream> stream;
    IdleTimers::Timer timer;
  };

  void drop(const Endpoint& endpoint, const Stream* stream);

  IdleTimers& timers_;
  std::map<Endpoint, std::list<Idle>> idle_;
};

}  // namespace eni::sandbox::load_balancers
