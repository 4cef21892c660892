#pragma once
/// Readiness of many sockets. The kernel is asked once for all that are ready, and never whether there is more: a socket's owner
/// knows by how much it read. Asio's own way is two more system calls for each message.
#include <cstdint>
#include <memory>

#include "net/event_loop.h"

namespace eni::net {

class SocketPoller {
 public:
  /// What a socket has become since it was last told.
  struct Readiness {
    bool readable;  ///< something has come, or the end
    bool writable;
    bool ended;  ///< nothing more will come than what is there
    /// Urgent data (MSG_OOB) came: a read ends where they are, and may be short of what is there. Whoever is told reads until
    /// nothing is left from then on.
    bool urgent;
  };

  class Target {
   public:
    virtual void ready(Readiness readiness) = 0;
    /// Asked for by call_later().
    virtual void later() {}

   protected:
    ~Target() = default;
  };

  explicit SocketPoller(EventLoop& loop);
  /// Targets are not told any more.
  ~SocketPoller();

  /// From now on tells `target` of each change (edge-triggered), beginning with what the socket is already: whoever is told
  /// reads or writes until there was less than asked for.
  /// @return  whether the system let it
  bool add(int socket, Target& target);
  /// Has target.later() called once all that is ready now has been told. Who answers many at once does so there: a process that is
  /// woken by the first answer finds the others, and need not be woken for each.
  /// @return  false where nothing is being told: there is nothing to wait for
  bool call_later(Target& target);
  /// Before the socket is closed. The target is not told any more.
  void remove(int socket, const Target& target);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace eni::net
