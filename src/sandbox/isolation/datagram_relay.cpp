#include "sandbox/isolation/datagram_relay.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>

#include "base/scheduler.h"
#include "net/descriptor_watch.h"

namespace eni::sandbox::isolation {
namespace {

using Event = net::DescriptorWatch::Event;

/// Sockets of programs that have asked lately; the one that asked longest ago makes room.
constexpr std::size_t kMaxFlows = 64;
/// Resolvers ask anew after five seconds.
constexpr std::chrono::seconds kIdleLimit{15};
/// Of one socket before others have their turn.
constexpr int kMaxAtOnce = 32;

class Relay final : public DatagramRelay {
 public:
  Relay(net::EventLoop& loop, net::Descriptor inside, const sockaddr_storage& server)
      : loop_{loop}, inside_{net::DescriptorWatch::make(loop, inside.release())}, server_{server} {
    listen();
  }
  ~Relay() override {
    if (sweep_) loop_.cancel(*sweep_);
  }

 private:
  /// The bytes of a program's address.
  using Client = std::string;

  struct Flow {
    std::unique_ptr<net::DescriptorWatch> outside;  ///< connected to the server
    TimePoint used;
  };

  void listen() {
    inside_->wait(Event::kReadable, [this] {
      for (int i = 0; i < kMaxAtOnce && pass_query(); ++i) {
      }
      listen();
    });
  }

  /// @return  whether there may be more
  bool pass_query() {
    sockaddr_storage from{};
    socklen_t size = sizeof from;
    const ssize_t length = recvfrom(inside_->descriptor(), buffer_.data(), buffer_.size(), MSG_DONTWAIT,
                                    reinterpret_cast<sockaddr*>(&from), &size);
    if (length < 0) return false;
    if (Flow* flow = flow_of({reinterpret_cast<const char*>(&from), size}))
      send(flow->outside->descriptor(), buffer_.data(), static_cast<std::size_t>(length),
           MSG_DONTWAIT | MSG_NOSIGNAL);
    return true;
  }

  Flow* flow_of(const Client& client) {
    auto found = flows_.find(client);
    if (found == flows_.end()) {
      net::Descriptor outside{socket(server_.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
      if (!outside ||
          connect(outside.get(), reinterpret_cast<const sockaddr*>(&server_), sizeof server_) != 0)
        return nullptr;
      make_room();
      found = flows_.emplace(client, Flow{net::DescriptorWatch::make(loop_, outside.release()), {}}).first;
      await_answers(client, found->second);
    }
    found->second.used = loop_.now();
    arm_sweep();
    return &found->second;
  }

  void make_room() {
    if (flows_.size() < kMaxFlows) return;
    flows_.erase(std::min_element(flows_.begin(), flows_.end(), [](const auto& one, const auto& other) {
      return one.second.used < other.second.used;
    }));
  }

  void await_answers(const Client& client, Flow& flow) {
    flow.outside->wait(Event::kReadable, [this, client, &flow] {
      for (int i = 0; i < kMaxAtOnce; ++i) {
        const ssize_t length = recv(flow.outside->descriptor(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
        if (length < 0)
          break;  // No more, or nobody is there: programs wait in vain, as they would without a jail.
        sendto(inside_->descriptor(), buffer_.data(), static_cast<std::size_t>(length),
               MSG_DONTWAIT | MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(client.data()),
               static_cast<socklen_t>(client.size()));
      }
      await_answers(client, flow);
    });
  }

  /// One timer for all; none while there are no flows.
  void arm_sweep() {
    if (sweep_ || flows_.empty()) return;
    sweep_ = loop_.call_at(loop_.now() + kIdleLimit, [this] {
      sweep_.reset();
      const TimePoint limit = loop_.now() - kIdleLimit;
      std::erase_if(flows_, [&](const auto& flow) { return flow.second.used <= limit; });
      arm_sweep();
    });
  }

  net::EventLoop& loop_;
  std::unique_ptr<net::DescriptorWatch> inside_;
  sockaddr_storage server_;
  std::map<Client, Flow> flows_;
  std::optional<Scheduler::TimerId> sweep_;
  std::array<char, 64 * 1024> buffer_{};
};

}  // namespace

std::unique_ptr<DatagramRelay> DatagramRelay::make(net::EventLoop& loop, net::Descriptor inside,
                                                   const sockaddr_storage& server) {
  return std::make_unique<Relay>(loop, std::move(inside), server);
}

}  // namespace eni::sandbox::isolation
