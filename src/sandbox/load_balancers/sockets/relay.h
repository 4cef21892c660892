#pragma once
/// Bytes that go through as they are, both ways.
#include <string>

#include "base/task.h"
#include "sandbox/load_balancers/sockets/idle_timers.h"
#include "sandbox/load_balancers/sockets/stream.h"

namespace eni::sandbox::load_balancers {

/// Until both sides have ended, or one fails, which ends both. The end of one direction is passed on; the other one goes on.
/// @param timer   touched by whatever comes; who lets it end the relay aborts the streams. All outlive the task
/// @param to_a    what goes to `a` first, and `to_b` to `b`
Task<void> relay_both(net::EventLoop& loop, Stream& a, Stream& b, IdleTimers::Timer& timer, std::string to_a,
                      std::string to_b);

}  // namespace eni::sandbox::load_balancers
