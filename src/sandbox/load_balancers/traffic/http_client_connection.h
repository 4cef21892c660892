#pragma once
/// A client's side of HTTP: what has come from it and was not looked at yet, and its patience.
#include <array>
#include <functional>
#include <string>

#include "sandbox/load_balancers/sockets/idle_timers.h"
#include "sandbox/load_balancers/sockets/stream.h"

namespace eni::sandbox::load_balancers {

struct HttpClientConnection {
  HttpClientConnection(std::unique_ptr<Stream> s, IdleTimers& timers)
      : stream{std::move(s)}, timer{timers, [this] {
                                      timed_out = true;
                                      if (const auto call = on_idle) call();
                                    }} {}

  std::unique_ptr<Stream> stream;
  std::string in;  ///< what has come
  bool timed_out = false;
  std::function<void()> on_idle;  ///< who waits for what changes
  IdleTimers::Timer timer;
  std::array<char, 16 * 1024> room;

  /// Reads some more. @return  whether there was more
  Task<bool> read_more() {
    auto reading = stream->read(room.data(), room.size());
    const Stream::Received received = co_await reading;
    if (received.bytes == 0) co_return false;
    timer.touch();
    in.append(room.data(), received.bytes);
    co_return true;
  }
};

}  // namespace eni::sandbox::load_balancers
