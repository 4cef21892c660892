#include "sandbox/load_balancers/traffic/open_listener.h"

#include <algorithm>

#include "net/descriptor_limit.h"
#include "sandbox/load_balancers/traffic/http_session.h"
#include "sandbox/load_balancers/traffic/tcp_session.h"

namespace eni::sandbox::load_balancers {
namespace {

constexpr const char* kListeningWork = "listening of a load balancer";

/// An address may still be another's, or its network not be there yet.
constexpr Duration kPauseAfterFailure = std::chrono::seconds{5};

}  // namespace

std::size_t default_max_sessions() { return net::descriptor_limit() / 4; }

OpenListener::OpenListener(Balancer& balancer, const Listener& listener)
    : balancer_{balancer},
      arn_{listener.arn},
      protocol_{listener.protocol},
      port_{listener.port},
      sessions_{logged_as(balancer.log, "a connection through a load balancer", listener.arn)} {
  net::Descriptor socket = listen_locally();
  if (!socket) return;
  local_ = std::make_unique<Acceptor>(
      balancer_.context.loop, balancer_.context.poller, std::move(socket),
      [this](net::Descriptor client, Peer peer) { accept(std::move(client), std::move(peer), true); });
}

std::string OpenListener::problem() const {
  if (!local_) return "no port of 127.0.0.1 is free";
  for (const auto& [address, place] : places_)
    if (!place.problem.empty()) return address + ": " + place.problem;
  return "";
}

void OpenListener::listen_at(const std::string& vpc, const std::vector<std::string>& addresses) {
  std::erase_if(places_, [&](const auto& place) {
    return std::ranges::find(addresses, place.first) == addresses.end();
  });
  for (const std::string& address : addresses) {
    const auto [place, is_new] = places_.try_emplace(address);
    if (!is_new) continue;
    place->second.listening = std::make_unique<TaskGroup>(logged_as(balancer_.log, kListeningWork, address));
    place->second.listening->spawn(
        keep_trying(balancer_.retries(), kListeningWork,
                    [this, vpc, address, &there = place->second] { return listen(vpc, address, there); }));
  }
}

void OpenListener::listen_again(const std::string& vpc, const std::vector<std::string>& addresses) {
  places_.clear();
  listen_at(vpc, addresses);
}

Task<void> OpenListener::listen(std::string vpc, std::string address, Place& place) {
  try {
    auto trying = try_to_listen(std::move(vpc), std::move(address), place);
    co_await std::move(trying);
  } catch (...) {
    place.problem = what_of(std::current_exception());
    throw;
  }
}

Task<void> OpenListener::try_to_listen(std::string vpc, std::string address, Place& place) {
  while (!place.acceptor) {
    auto listening = balancer_.context.sockets.listen_as(vpc, {address, balancer_.model->has_groups}, port_);
    Result<net::Descriptor> socket = co_await std::move(listening);
    if (socket.has_error()) {
      place.problem = socket.error().message;
      co_await sleep_for(balancer_.context.time, kPauseAfterFailure);
      continue;
    }
    place.problem.clear();
    place.acceptor = std::make_unique<Acceptor>(
        balancer_.context.loop, balancer_.context.poller, *std::move(socket),
        [this](net::Descriptor client, Peer peer) { accept(std::move(client), std::move(peer), false); });
  }
}

void OpenListener::accept(net::Descriptor socket, Peer peer, bool is_local) {
  auto place = balancer_.places.take();
  if (!place) return;
  auto client = std::make_unique<Stream>(balancer_.context.loop, balancer_.context.poller, std::move(socket));
  if (protocol_ == Protocol::kTcp) {
    sessions_.spawn(serve_tcp(std::move(client), std::move(peer.address), std::move(place)));
    return;
  }
  Arrival arrival{std::move(peer.address), peer.port, port_, is_local, is_local ? local_port() : port_};
  sessions_.spawn(serve_http(std::move(client), std::move(arrival), std::move(place)));
}

Task<void> OpenListener::serve_tcp(std::unique_ptr<Stream> client, std::string address,
                                   std::shared_ptr<const int> place) {
  const auto taken = std::move(place);
  auto serving = load_balancers::serve_tcp(balancer_, arn_, std::move(client), std::move(address));
  co_await std::move(serving);
}

Task<void> OpenListener::serve_http(std::unique_ptr<Stream> client, Arrival arrival,
                                    std::shared_ptr<const int> place) {
  const auto taken = std::move(place);
  HttpSession session{balancer_, arn_, std::move(client), std::move(arrival)};
  auto running = session.run();
  co_await std::move(running);
}

}  // namespace eni::sandbox::load_balancers
