#include "net/server_connection.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include "base/text.h"
#include "net/flag_in_scope.h"

namespace eni::net {
namespace {

constexpr std::size_t kMaxFileBytesAStep = 256 * 1024;
/// How long an answered but still sending client is read from, so that it sees the answer before the reset.
constexpr std::chrono::seconds kLinger{2};

/// After so many reads, requests and writes, or so much time, others get their turn.
constexpr int kMaxStepsATurn = 64;
constexpr std::chrono::milliseconds kMaxTurn{5};

/// The right to answer one request. Its end without an answer ends the connection: nobody waits for ever.
class ConnectionResponder final : public Responder {
 public:
  explicit ConnectionResponder(std::shared_ptr<ServerConnection> connection)
      : connection_{std::move(connection)} {}
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
  std::shared_ptr<ServerConnection> connection_;
};

}  // namespace

void ServerConnection::open() {
  place_ = shared_->connections.insert(shared_->connections.end(), shared_from_this());
  if (!shared_->poller.add(socket_.get(), *this)) close();
}

void ServerConnection::ready(SocketPoller::Readiness readiness) {
  readable_ = readable_ || readiness.readable;
  writable_ = writable_ || readiness.writable;
  ended_ = ended_ || readiness.ended;
  urgent_ = urgent_ || readiness.urgent;
  advance();
}

void ServerConnection::send(const Response& response, FileRange body) {
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

void ServerConnection::close() {
  if (!socket_) return;
  shared_->poller.remove(socket_.get(), *this);
  socket_.reset();
  const auto self = shared_from_this();  // The list may have been the last to hold it.
  shared_->connections.erase(place_);
}

void ServerConnection::close_if_idle(Steady::time_point now) {
  if (answering_) return;
  const std::chrono::seconds patience = lingering_ ? kLinger : shared_->options.idle_timeout;
  if (now - active_ >= patience) close();
}

void ServerConnection::advance() {
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

bool ServerConnection::step() {
  if (!out_.empty()) return write();
  if (file_.file) return write_file();
  if (lingering_ || in_begin_ == in_end_) return read();
  if (answering_) return false;
  return parse();
}

bool ServerConnection::parse() {
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

void ServerConnection::take_body() {
  if (!std::exchange(head_is_checked_, true) && shared_->options.check_head) {
    if (auto refusal = shared_->options.check_head(parser_.partial())) return refuse(*refusal);
  }
  hold(parser_.partial().body.size());
  if (shared_->held_bytes > shared_->options.max_held_bytes)
    return refuse(plain_text(503, "too many large requests at a time; try again"));
  if (parser_.expects_continue()) say_continue();
}

void ServerConnection::say_continue() {
  parser_.continued();
  out_ += "HTTP/1.1 100 Continue\r\n\r\n";
}

void ServerConnection::refuse(Response response) {
  hold(0);
  head_request_ = parser_.partial().method == "HEAD";
  parser_ = new_parser();
  close_after_ = true;
  answering_ = true;
  send(response);
}

RequestParser ServerConnection::new_parser() const {
  return RequestParser{{shared_->options.max_header_bytes, shared_->options.max_body_bytes},
                       shared_->options.choose_receiver};
}

Response ServerConnection::plain_text(int status, const std::string& text) {
  return {status, {{"Content-Type", "text/plain"}}, text + "\n"};
}

void ServerConnection::hold(std::size_t bytes) {
  shared_->held_bytes += bytes - held_;
  held_ = bytes;
}

bool ServerConnection::write() {
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

bool ServerConnection::write_file() {
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

void ServerConnection::end_answer() {
  if (close_after_ && !answering_ && !file_.file) linger();
}

bool ServerConnection::read() {
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

bool ServerConnection::fails(bool& ready) {
  if (errno == EINTR) return true;
  ready = false;
  if (errno != EAGAIN && errno != EWOULDBLOCK) close();
  return false;
}

void ServerConnection::linger() {
  ::shutdown(socket_.get(), SHUT_WR);
  lingering_ = true;
  in_begin_ = in_end_ = 0;
}

void ServerConnection::dispatch() {
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

}  // namespace eni::net
