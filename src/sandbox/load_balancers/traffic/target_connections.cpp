#include "sandbox/load_balancers/traffic/target_connections.h"

namespace eni::sandbox::load_balancers {

std::unique_ptr<Stream> TargetConnections::take(const Endpoint& endpoint) {
  const auto found = idle_.find(endpoint);
  while (found != idle_.end() && !found->second.empty()) {
    std::unique_ptr<Stream> stream = std::move(found->second.back().stream);
    found->second.pop_back();
    stream->on_event = nullptr;
    // Whoever has it next must not get what the target has sent unasked.
    if (stream->is_idle()) return stream;
  }
  return nullptr;
}

void TargetConnections::keep(const Endpoint& endpoint, std::unique_ptr<Stream> stream,
                             std::chrono::seconds limit) {
  auto& idle = idle_[endpoint];
  if (idle.size() >= kMaxIdle) idle.pop_front();
  Stream* const place = stream.get();
  idle.emplace_back(std::move(stream), timers_, [this, endpoint, place] { drop(endpoint, place); });
  idle.back().timer.start(limit);
  // What was read already may be told of late.
  place->on_event = [this, endpoint, place] {
    if (!place->is_idle()) drop(endpoint, place);
  };
}

void TargetConnections::drop(const Endpoint& endpoint, const Stream* stream) {
  const auto found = idle_.find(endpoint);
  if (found == idle_.end()) return;
  found->second.remove_if([&](const Idle& idle) { return idle.stream.get() == stream; });
  if (found->second.empty()) idle_.erase(found);
}

}  // namespace eni::sandbox::load_balancers
