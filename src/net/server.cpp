#include "net/server.h"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <unistd.h>

#include "net/listener.h"
#include "net/server_connection.h"

namespace eni::net {

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

class AsioServer final : public Server {
 public:
  AsioServer(std::shared_ptr<ServerConnections> shared, tcp::acceptor acceptor)
      : shared_{std::move(shared)}, acceptor_{std::move(acceptor)} {
    if (acceptor_.is_open()) accept();
  }
  ~AsioServer() override { close(); }

  std::uint16_t port() const override { return port_; }

  void take_connection(int descriptor) override { serve(Descriptor{descriptor}); }

  void close() override {
    error_code ignored;
    acceptor_.close(ignored);
    if (sweep_timer_) shared_->loop.cancel(*sweep_timer_);
    if (accept_timer_) shared_->loop.cancel(*accept_timer_);
    while (!shared_->connections.empty()) shared_->connections.front()->close();
    // From now on answers that come late find no connection, and requests that were read find no handler.
    shared_->handler = [](const Request&, const std::shared_ptr<Responder>& responder) { responder->drop(); };
  }

 private:
  void accept() {
    acceptor_.async_accept([this, alive = std::weak_ptr<int>(alive_)](error_code error, tcp::socket socket) {
      if (alive.expired() || !acceptor_.is_open()) return;
      if (!error) {
        serve(taken_from_asio(socket));
        accept();
      } else {  // out of file descriptors, most likely: some will be free again
        accept_timer_ =
            shared_->loop.call_at(shared_->loop.now() + std::chrono::milliseconds{100}, [this] { accept(); });
      }
    });
  }

  static Descriptor taken_from_asio(tcp::socket& socket) {
    error_code ignored;
    socket.set_option(tcp::no_delay{true}, ignored);
    return Descriptor{socket.release(ignored)};
  }

  void serve(Descriptor socket) {
    const std::size_t max = shared_->options.max_connections;
    if (max > 0 && shared_->connections.size() >= max) return;
    std::make_shared<ServerConnection>(shared_, std::move(socket))->open();
    arm_sweep();
  }

  /// One timer for all connections; none while there are no connections.
  void arm_sweep() {
    if (sweep_timer_ || shared_->connections.empty()) return;
    const Duration pause = std::clamp<Duration>(shared_->options.idle_timeout, std::chrono::seconds{1},
                                                std::chrono::seconds{8}) /
                           4;
    sweep_timer_ = shared_->loop.call_at(shared_->loop.now() + pause, [this] {
      sweep_timer_.reset();
      sweep();
    });
  }

  void sweep() {
    const auto now = std::chrono::steady_clock::now();
    for (auto at = shared_->connections.begin(); at != shared_->connections.end();) {
      const auto connection = *at++;
      connection->close_if_idle(now);
    }
    arm_sweep();
  }

  std::shared_ptr<ServerConnections> shared_;
  tcp::acceptor acceptor_;
  std::uint16_t port_ = port_of(acceptor_);
  std::optional<Scheduler::TimerId> sweep_timer_;
  std::optional<Scheduler::TimerId> accept_timer_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace

void Responder::send_file(Response response, FileRange body) {
  response.body.resize(body.bytes);
  std::size_t read = 0;
  while (read < response.body.size()) {
    const ssize_t size = ::pread(body.file.get(), response.body.data() + read, response.body.size() - read,
                                 static_cast<off_t>(body.offset + read));
    if (size <= 0) return drop();
    read += static_cast<std::size_t>(size);
  }
  send(std::move(response));
}

Result<std::unique_ptr<Server>> Server::listen(EventLoop& loop, ServerOptions options, Handler handler) {
  ENI_TRY(tcp::acceptor acceptor, open_listener(loop, options));
  auto shared = std::make_shared<ServerConnections>(loop, std::move(options), std::move(handler));
  return std::unique_ptr<Server>{std::make_unique<AsioServer>(std::move(shared), std::move(acceptor))};
}

std::unique_ptr<Server> Server::without_listener(EventLoop& loop, ServerOptions options, Handler handler) {
  auto shared = std::make_shared<ServerConnections>(loop, std::move(options), std::move(handler));
  return std::make_unique<AsioServer>(std::move(shared), tcp::acceptor{loop.context()});
}

}  // namespace eni::net
