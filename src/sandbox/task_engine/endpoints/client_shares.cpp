#include "sandbox/task_engine/endpoints/client_shares.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

/// "Dynamic queue length thresholds" of shared-memory switches, with a factor of a quarter.
constexpr std::size_t kFreeForEachHeld = 4;
constexpr std::size_t kMaxClients = 4096;

}  // namespace

ClientShares::ClientShares(std::size_t total) : total_{total} {}

ClientShares::Share::Share(std::shared_ptr<Holders> holders, std::string client)
    : holders_{std::move(holders)}, client_{std::move(client)} {
  ++holders_->used;
  ++holders_->held[client_];
}

ClientShares::Share::~Share() {
  if (!holders_) return;
  --holders_->used;
  const auto held = holders_->held.find(client_);
  if (--held->second == 0) holders_->held.erase(held);
}

std::optional<ClientShares::Share> ClientShares::take(const std::string& client) {
  const std::size_t free = total_ - holders_->used;
  const auto held = holders_->held.find(client);
  const std::size_t own = held == holders_->held.end() ? 0 : held->second;
  if (free == 0 || (own > 0 && own * kFreeForEachHeld >= free)) return std::nullopt;
  return std::optional<Share>{std::in_place, holders_, client};
}

std::size_t ClientShares::used() const { return holders_->used; }

ClientRates::ClientRates(const Clock& clock, double per_second, double burst)
    : clock_{clock}, per_second_{per_second}, burst_{burst} {}

bool ClientRates::take(const std::string& client) {
  auto found = clients_.find(client);
  if (found == clients_.end()) {
    if (clients_.size() >= kMaxClients) forget_idle();
    if (clients_.size() >= kMaxClients) return false;
    found = clients_.emplace(client, RequestRate{clock_, per_second_, burst_}).first;
  }
  return found->second.take();
}

void ClientRates::forget_idle() {
  std::erase_if(clients_, [](const auto& client) { return client.second.is_full(); });
}

}  // namespace eni::sandbox::task_engine::endpoints
