#include "sandbox/vpc_entry/socks_entry.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/defect.h"
#include "net/event_loop.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/gateway/page_answer.h"
#include "sandbox/load_balancers/sockets/acceptor.h"
#include "sandbox/vpc_entry/socks_session.h"

namespace eni::sandbox::vpc_entry {
namespace {

using load_balancers::Acceptor;
using load_balancers::Stream;

constexpr int kBacklog = 128;
constexpr const char* kPath = "/_sandbox/socks";

Result<net::Descriptor> listen_at(std::uint16_t port) {
  net::Descriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  const int on = 1;
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (socket && ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
      ::bind(socket.get(), reinterpret_cast<sockaddr*>(&name), sizeof name) == 0 &&
      ::listen(socket.get(), kBacklog) == 0)
    return socket;
  return Error{"cannot listen on 127.0.0.1:" + std::to_string(port) + " for SOCKS: " + std::strerror(errno),
               "give another --socks PORT; 0 lets the system choose"};
}

class ListeningEntry final : public SocksEntry {
 public:
  ListeningEntry(net::EventLoop& loop, Scheduler& time, Logger& log, net::Descriptor listener,
                 VpcSockets& sockets, std::unique_ptr<VpcDirectory> directory)
      : directory_{std::move(directory)},
        poller_{loop},
        timers_{time},
        parts_{{loop, poller_, time, sockets}, timers_, *directory_},
        sessions_{std::make_unique<TaskGroup>(logged_as(log, "a connection through SOCKS"))},
        acceptor_{std::make_unique<Acceptor>(
            loop, poller_, std::move(listener),
            [this](net::Descriptor socket, const load_balancers::Peer&) { accept(std::move(socket)); })},
        port_{acceptor_->port()} {}

  void stop() override {
    acceptor_.reset();
    sessions_.reset();
  }
  std::uint16_t port() const override { return port_; }

 private:
  void accept(net::Descriptor socket) {
    if (sessions_->size() >= kMaxSessions) return;
    sessions_->spawn(
        serve_socks(parts_, std::make_unique<Stream>(parts_.context.loop, poller_, std::move(socket))));
  }

  std::unique_ptr<VpcDirectory> directory_;
  net::SocketPoller poller_;
  load_balancers::IdleTimers timers_;
  SessionParts parts_;
  std::unique_ptr<TaskGroup> sessions_;
  std::unique_ptr<Acceptor> acceptor_;
  std::uint16_t port_;
};

net::Response answer(Environment& environment) {
  const auto found = environment.components.find(typeid(SocksEntry));
  if (found == environment.components.end())
    return page_answer(409, {{"error", "this sandbox has no SOCKS entry into its VPCs"},
                             {"hint", "start it with: eni-trunking sandbox --run auto --socks 1080"}});
  return page_answer(200, {{"address", static_cast<SocksEntry&>(*found->second).address()}});
}

}  // namespace

Result<std::unique_ptr<SocksEntry>> SocksEntry::listen(net::EventLoop& loop, Scheduler& time, Logger& log,
                                                       std::uint16_t port, VpcSockets& sockets,
                                                       std::unique_ptr<VpcDirectory> directory) {
  ENI_TRY(auto listener, listen_at(port));
  return std::unique_ptr<SocksEntry>{
      std::make_unique<ListeningEntry>(loop, time, log, std::move(listener), sockets, std::move(directory))};
}

void add_socks_page(Gateway& gateway) {
  gateway.add_page({"GET", kPath, [](Environment& environment, const net::Request&, const auto& responder) {
                      responder->send(answer(environment));
                    }});
}

}  // namespace eni::sandbox::vpc_entry
