#include "net/server.h"

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <cerrno>
#include <fcntl.h>
#include <list>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "base/text.h"
#include "base/time_text.h"
#include "net/descriptor.h"
#include "net/request_parser.h"
#include "net/response_writer.h"
#include "net/socket_poller.h"

namespace eni::net {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Steady = std::chrono::steady_clock;

constexpr std::size_t kReadBytes = 32 * 1024;
constexpr std::size_t kMaxFileBytesAStep = 256 * 1024;
/// How long an answered but still sending client is read from, so that it sees the answer before the reset.
constexpr std::chrono::seconds kLinger{2};

/// After so many reads, requests and writes, or so much time, others get their turn.
constexpr int kMaxStepsATurn = 64;
constexpr std::chrono::milliseconds kMaxTurn{5};

class Connection;

/// What the server and its connections share; the last of them to go destroys it.
struct Shared {
  Shared(EventLoop& l, ServerOptions o, Handler h) : loop{l}, options{std::move(o)}, handler{std::move(h)} {}
  EventLoop& loop;
  ServerOptions options;
  Handler handler;
  std::list<std::shared_ptr<Connection>> connections;  ///< those that are open
  std::size_t held_bytes = 0;                          ///< of bodies that are being received
  ResponseWriter writer;
  SocketPoller poller{loop};
};

/// One client. Reads a request, hands it to the handler, writes the answer, and so on; never two at once.
class Connection final : public SocketPoller::Target, public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Shared> shared, Descriptor socket)
      : shared_{std::move(shared)}, socket_{std::move(socket)}, parser_{new_parser()} {}
  ~Connection() { hold(0); }

  /// Begins with the poller's first word.
  void open() {
    place_ = shared_->connections.insert(shared_->connections.end(), shared_from_this());
    if (!shared_->poller.add(socket_.get(), *this)) close();
  }

  void ready(SocketPoller::Readiness readiness) override {
    readable_ = readable_ || readiness.readable;
    writable_ = writable_ || readiness.writable;
    ended_ = ended_ || readiness.ended;
    urgent_ = urgent_ || readiness.urgent;
    advance();
  }

  void send(const Response& response, FileRange body = {}) {
    if (!answering_) return;
    answering_ = false;
    close_after_ = close_after_ || iequals(response.headers.text("Connection"), "close");
    ResponseWriter::Framing framing{head_request_, close_after_};
    if (body.file) framing.body_bytes = body.bytes;
    shared_->writer.write(response, framing, shared_->loop.now(), out_);
    if (!head_request_ && body.bytes > 0) {
      file_ = std::move(body);
      // sendfile(2) has no flag for it, and must not wait for a client that reads slowly: it may be this very process.
      fcntl(socket_.get(), F_SETFL, O_NONBLOCK);
    }
    active_ = Steady::now();
    advance();
  }

  void close() {
    if (!socket_) return;
    shared_->poller.remove(socket_.get(), *this);
    socket_.reset();
    const auto self = shared_from_this();  // The list may have been the last to hold it.
    shared_->connections.erase(place_);
  }

  /// Closes it if the client has been silent for too long.
  void close_if_idle(Steady::time_point now) {
    if (answering_) return;
    const std::chrono::seconds patience = lingering_ ? kLinger : shared_->options.idle_timeout;
    if (now - active_ >= patience) close();
  }

 private:
  /// Does all that can be done without waiting.
  void advance() {
    if (advancing_) return;   // an answer given within the handler; the loop below goes on with it
    if (continuing_) return;  // its next turn comes
    const auto self = shared_from_this();
    const FlagInScope advancing{advancing_};
    const Steady::time_point begin = Steady::now();
    int steps = 0;
    while (socket_ && step()) {
      // Reads and answers have noted the time. An answer that is there is sent first.
      if (++steps < kMaxStepsATurn && (active_ - begin < kMaxTurn || !out_.empty())) continue;
      continuing_ = true;
      shared_->loop.post([self] {
        self->continuing_ = false;
        self->advance();
      });
      break;
    }
  }

  /// Until the scope ends, be it by an exception.
  class FlagInScope {
   public:
    explicit FlagInScope(bool& flag) : flag_{flag} { flag_ = true; }
    ~FlagInScope() { flag_ = false; }
    FlagInScope(const FlagInScope&) = delete;
    FlagInScope& operator=(const FlagInScope&) = delete;

   private:
    bool& flag_;
  };

  /// @return  whether there is more to do at once
  bool step() {
    if (!out_.empty()) return write();
    if (file_.file) return write_file();
    if (lingering_ || in_begin_ == in_end_) return read();
    if (answering_) return false;
    return parse();
  }

  bool parse() {
    in_begin_ += parser_.feed({in_.data() + in_begin_, in_end_ - in_begin_});
    if (parser_.has_failed()) {
      refuse(parser_.refusal() ? *parser_.refusal()
                               : plain_text(parser_.error_status(), parser_.error_reason()));
    } else if (parser_.is_complete()) {
      if (parser_.expects_continue()) say_continue();
      dispatch();
    } else {
      // More of the request is to come, and may be there already.
      readable_ = true;
      if (parser_.in_body()) take_body();
    }
    return true;
  }

  /// The header is there, and more of the body is to come: goes on, or refuses it.
  void take_body() {
    if (!std::exchange(head_is_checked_, true) && shared_->options.check_head) {
      if (auto refusal = shared_->options.check_head(parser_.partial())) return refuse(*refusal);
    }
    hold(parser_.partial().body.size());
    if (shared_->held_bytes > shared_->options.max_held_bytes)
      return refuse(plain_text(503, "too many large requests at a time; try again"));
    if (parser_.expects_continue()) say_continue();
  }

  void say_continue() {
    parser_.continued();
    out_ += "HTTP/1.1 100 Continue\r\n\r\n";
  }

  /// Answers a request that was not read to its end, after which nobody knows where the next one begins.
  void refuse(Response response) {
    hold(0);
    head_request_ = parser_.partial().method == "HEAD";
    parser_ = new_parser();
    close_after_ = true;
    answering_ = true;
    send(response);
  }

  RequestParser new_parser() const {
    return RequestParser{{shared_->options.max_header_bytes, shared_->options.max_body_bytes},
                         shared_->options.choose_receiver};
  }

  static Response plain_text(int status, const std::string& text) {
    return {status, {{"Content-Type", "text/plain"}}, text + "\n"};
  }

  /// So many bytes of a body are in memory now for this connection.
  void hold(std::size_t bytes) {
    shared_->held_bytes += bytes - held_;
    held_ = bytes;
  }

  void dispatch();

  bool write() {
    if (!writable_) return false;
    const ssize_t size =
        ::send(socket_.get(), out_.data() + written_, out_.size() - written_, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (size < 0) return fails(writable_);
    written_ += static_cast<std::size_t>(size);
    if (written_ < out_.size()) {
      active_ = Steady::now();
      return true;
    }
    out_.clear();
    written_ = 0;
    if (out_.capacity() > kReadBytes) out_.shrink_to_fit();
    end_answer();
    return true;
  }

  bool write_file() {
    if (!writable_) return false;
    auto offset = static_cast<off_t>(file_.offset);
    const ssize_t size = ::sendfile(socket_.get(), file_.file.get(), &offset,
                                    std::min<std::uint64_t>(file_.bytes, kMaxFileBytesAStep));
    if (size < 0) return fails(writable_);
    if (size ==
        0) {  // The file ends before its time: so does the answer, or the client would take it for whole.
      close();
      return false;
    }
    active_ = Steady::now();
    file_.offset += static_cast<std::uint64_t>(size);
    file_.bytes -= static_cast<std::uint64_t>(size);
    if (file_.bytes > 0) return true;
    file_ = {};
    end_answer();
    return true;
  }

  /// What was to be sent is out.
  void end_answer() {
    if (close_after_ && !answering_ && !file_.file) linger();
  }

  bool read() {
    if (answering_ || !readable_) return false;
    const ssize_t size = ::recv(socket_.get(), in_.data(), in_.size(), MSG_DONTWAIT);
    if (size < 0) return fails(readable_);
    if (size == 0) {
      close();
      return false;
    }
    // Less than there was room for is all that there was. Not with urgent data, and after the end nobody tells of the end.
    readable_ = ended_ || urgent_ || lingering_ || static_cast<std::size_t>(size) == in_.size();
    if (lingering_) return true;
    active_ = Steady::now();
    in_begin_ = 0;
    in_end_ = static_cast<std::size_t>(size);
    return true;
  }

  /// After a failed call. @return  whether to try again at once
  bool fails(bool& ready) {
    if (errno == EINTR) return true;
    ready = false;
    if (errno != EAGAIN && errno != EWOULDBLOCK) close();
    return false;
  }

  /// The answer is out and nothing more will be. Closing with unread bytes would reset the connection and
  /// might take the answer with it, so the rest is read and dropped for a while.
  void linger() {
    ::shutdown(socket_.get(), SHUT_WR);
    lingering_ = true;
    in_begin_ = in_end_ = 0;
  }

  std::shared_ptr<Shared> shared_;
  Descriptor socket_;
  RequestParser parser_;
  std::list<std::shared_ptr<Connection>>::iterator place_;
  std::array<char, kReadBytes> in_;
  std::size_t in_begin_ = 0;
  std::size_t in_end_ = 0;
  std::string out_;
  std::size_t written_ = 0;  ///< of `out_`
  FileRange file_;           ///< what is left to send of a body
  Steady::time_point active_ = Steady::now();
  bool readable_ = false;  ///< as far as is known
  bool writable_ = false;
  bool ended_ = false;   ///< the client sends no more
  bool urgent_ = false;  ///< it sent urgent data, at which reads end
  bool advancing_ = false;
  bool continuing_ = false;  ///< the next turn is posted
  bool answering_ = false;   ///< the handler has the request
  bool head_request_ = false;
  bool head_is_checked_ = false;
  std::size_t held_ = 0;  ///< bytes of the body that is being received
  bool close_after_ = false;
  bool lingering_ = false;
};

/// The right to answer one request. Its end without an answer ends the connection: nobody waits for ever.
class ConnectionResponder final : public Responder {
 public:
  explicit ConnectionResponder(std::shared_ptr<Connection> connection) : connection_{std::move(connection)} {}
  ~ConnectionResponder() override { drop(); }
  void send(Response response) override {
    if (const auto connection = std::exchange(connection_, nullptr)) connection->send(response);
  }
  void send_file(Response response, FileRange body) override {
    if (const auto connection = std::exchange(connection_, nullptr))
      connection->send(response, std::move(body));
  }
  void drop() override {
    if (const auto connection = std::exchange(connection_, nullptr)) connection->close();
  }

 private:
  std::shared_ptr<Connection> connection_;
};

void Connection::dispatch() {
  head_request_ = false;
  head_is_checked_ = false;
  hold(0);
  close_after_ = !parser_.keep_alive();
  const auto receiver = parser_.take_receiver();
  Request request = parser_.take();
  head_request_ = request.method == "HEAD";
  answering_ = true;
  auto responder = std::make_shared<ConnectionResponder>(shared_from_this());
  if (receiver) return receiver->finish(std::move(request), std::move(responder));
  shared_->handler(std::move(request), std::move(responder));
}

/// 0 of a Unix socket, and if it listens nowhere.
std::uint16_t port_of(tcp::acceptor& acceptor) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (!acceptor.is_open() ||
      getsockname(acceptor.native_handle(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
    return 0;
  // An asio endpoint of TCP has no room for a Unix socket's name.
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return 0;
}

class AsioServer final : public Server {
 public:
  AsioServer(std::shared_ptr<Shared> shared, tcp::acceptor acceptor)
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
    std::make_shared<Connection>(shared_, std::move(socket))->open();
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
    const auto now = Steady::now();
    for (auto at = shared_->connections.begin(); at != shared_->connections.end();) {
      const auto connection = *at++;
      connection->close_if_idle(now);
    }
    arm_sweep();
  }

  std::shared_ptr<Shared> shared_;
  tcp::acceptor acceptor_;
  std::uint16_t port_ = port_of(acceptor_);
  std::optional<Scheduler::TimerId> sweep_timer_;
  std::optional<Scheduler::TimerId> accept_timer_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

Error listen_error(const ServerOptions& options, const error_code& error) {
  Error result{
      "cannot listen on " + options.address + ":" + std::to_string(options.port) + ": " + error.message(),
      ""};
  if (error == asio::error::address_in_use) {
    result.hint = "another program uses the port; stop it, or choose another with --listen " +
                  options.address + ":PORT";
  } else if (error == asio::error::access_denied) {
    result.hint = "choose a port above 1023 with --listen " + options.address + ":PORT";
  }
  return result;
}

/// A port that is in use is tried again for a moment: a process that was killed while it started another one leaves
/// its listener open in that child until the child is gone too.
constexpr std::chrono::milliseconds kPortPatience{500};
constexpr std::chrono::milliseconds kPortPause{10};

error_code bind_and_listen(tcp::acceptor& acceptor, const tcp::endpoint& endpoint) {
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    error_code ignored;
    acceptor.close(ignored);
  }
  return error;
}

int socket_option(int socket, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  return getsockopt(socket, SOL_SOCKET, name, &value, &size) == 0 ? value : -1;
}

/// @error  the descriptor is no listening stream socket; it is closed
Result<void> take_over(tcp::acceptor& acceptor, int listener) {
  const bool listens =
      socket_option(listener, SO_TYPE) == SOCK_STREAM && socket_option(listener, SO_ACCEPTCONN) == 1;
  error_code error = listens ? error_code{} : error_code{asio::error::invalid_argument};
  // Of what family it really is does not matter to a stream.
  if (!error) acceptor.assign(tcp::v4(), listener, error);
  if (!error) return {};
  ::close(listener);
  return Error{"cannot take over a listening socket: " + error.message(), ""};
}

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
  error_code error;
  if (options.listener >= 0) {
    tcp::acceptor taken{loop.context()};
    ENI_CHECK(take_over(taken, options.listener));
    auto shared = std::make_shared<Shared>(loop, std::move(options), std::move(handler));
    return std::unique_ptr<Server>{std::make_unique<AsioServer>(std::move(shared), std::move(taken))};
  }
  const auto address =
      asio::ip::make_address(options.address == "localhost" ? "127.0.0.1" : options.address, error);
  if (error)
    return Error{"cannot listen on " + options.address + ": not an IP address",
                 "give one, e.g. --listen 127.0.0.1:4566"};
  const tcp::endpoint endpoint{address, options.port};
  tcp::acceptor acceptor{loop.context()};
  const auto patience = std::chrono::steady_clock::now() + kPortPatience;
  error = bind_and_listen(acceptor, endpoint);
  while (error == asio::error::address_in_use && std::chrono::steady_clock::now() < patience) {
    std::this_thread::sleep_for(kPortPause);
    error = bind_and_listen(acceptor, endpoint);
  }
  if (error) return listen_error(options, error);
  auto shared = std::make_shared<Shared>(loop, std::move(options), std::move(handler));
  return std::unique_ptr<Server>{std::make_unique<AsioServer>(std::move(shared), std::move(acceptor))};
}

std::unique_ptr<Server> Server::without_listener(EventLoop& loop, ServerOptions options, Handler handler) {
  auto shared = std::make_shared<Shared>(loop, std::move(options), std::move(handler));
  return std::make_unique<AsioServer>(std::move(shared), tcp::acceptor{loop.context()});
}

}  // namespace eni::net
