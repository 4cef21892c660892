#include "sandbox/vpc_entry/socks_session.h"

#include <array>

#include "sandbox/load_balancers/sockets/relay.h"
#include "sandbox/vpc_entry/destination.h"
#include "sandbox/vpc_entry/socks_message.h"

namespace eni::sandbox::vpc_entry {
namespace {

using load_balancers::Connected;
using load_balancers::ConnectFailure;
using load_balancers::Endpoint;
using load_balancers::IdleTimers;
using load_balancers::Stream;

/// One that speaks before it is asked gets no more than that held.
constexpr std::size_t kPieceBytes = 4096;

class Handshake {
 public:
  explicit Handshake(Stream& client) : client_{client} {}

  /// The client's user, once it has logged in as it likes. @return  nothing if the connection is at its end
  Task<std::optional<std::string>> log_in() {
    auto greeting = next(parse_greeting);
    const ParsedGreeting parsed = co_await std::move(greeting);
    const auto* offered = std::get_if<Greeting>(&parsed);
    if (offered == nullptr) co_return std::nullopt;
    take(offered->bytes);
    const Method method = choose_method(*offered);
    auto answering = answer(method_answer(method));
    const bool is_answered = co_await std::move(answering);
    if (!is_answered || method == Method::kNotAcceptable) co_return std::nullopt;
    if (method == Method::kNone) co_return std::string{};
    auto login = next(parse_login);
    const ParsedLogin parsed_login = co_await std::move(login);
    const auto* told = std::get_if<Login>(&parsed_login);
    if (told == nullptr) co_return std::nullopt;
    take(told->bytes);
    auto accepting = answer(login_answer(true));
    const bool is_accepted = co_await std::move(accepting);
    if (!is_accepted) co_return std::nullopt;
    co_return told->user;
  }

  Task<ParsedRequest> request() {
    auto reading = next(parse_request);
    const ParsedRequest parsed = co_await std::move(reading);
    if (const auto* request = std::get_if<ConnectRequest>(&parsed)) take(request->bytes);
    co_return parsed;
  }

  Task<bool> answer(std::string bytes) {
    auto writing = client_.write(bytes);
    const bool is_written = co_await writing;
    co_return is_written;
  }

  /// What the client has sent behind its request.
  std::string take_rest() { return std::exchange(received_, {}); }

 private:
  /// Reads until `parse` has a message, or there is none.
  template <class Parsed>
  Task<Parsed> next(Parsed (*parse)(std::string_view)) {
    for (;;) {
      Parsed parsed = parse(received_);
      if (!std::holds_alternative<Incomplete>(parsed)) co_return parsed;
      // As much as a message has at most is one, or none.
      if (received_.size() > kMaxMessageBytes) co_return Malformed{};
      std::array<char, kPieceBytes> room;
      auto reading = client_.read(room.data(), room.size());
      const Stream::Received received = co_await reading;
      if (received.bytes == 0) co_return Malformed{};
      received_.append(room.data(), received.bytes);
    }
  }

  void take(std::size_t bytes) { received_.erase(0, bytes); }

  Stream& client_;
  std::string received_;
};

Reply reply_of(const Connected& connected) {
  if (connected.stream) return Reply::kSucceeded;
  return connected.failure == ConnectFailure::kTimedOut ? Reply::kHostUnreachable : Reply::kConnectionRefused;
}

Reply reply_of(const ParsedRequest& request) {
  const auto* unsupported = std::get_if<Unsupported>(&request);
  return unsupported ? unsupported->reply : Reply::kGeneralFailure;
}

}  // namespace

Task<void> serve_socks(SessionParts parts, std::unique_ptr<Stream> client) {
  std::unique_ptr<Stream> target;
  IdleTimers::Timer timer{parts.timers, [&] {
                            client->abort();
                            if (target) target->abort();
                          }};
  timer.start(kHandshakePatience);
  Handshake handshake{*client};
  auto logging_in = handshake.log_in();
  const std::optional<std::string> user = co_await std::move(logging_in);
  if (!user) co_return;
  auto requesting = handshake.request();
  const ParsedRequest parsed = co_await std::move(requesting);
  timer.stop();
  const auto* request = std::get_if<ConnectRequest>(&parsed);
  Reply reply = reply_of(parsed);
  if (request != nullptr) {
    const auto destination = find_destination(parts.directory, *user, *request);
    if (const auto* endpoint = std::get_if<Endpoint>(&destination)) {
      auto connecting = load_balancers::connect_within(parts.context, *endpoint, kConnectPatience);
      Connected connected = co_await std::move(connecting);
      reply = reply_of(connected);
      target = std::move(connected.stream);
    } else {
      reply = std::get<Reply>(destination);
    }
  }
  if (std::holds_alternative<Malformed>(parsed)) co_return;
  timer.start(kIdlePatience);
  auto answering = handshake.answer(request_answer(reply));
  const bool is_answered = co_await std::move(answering);
  if (!is_answered || !target) co_return;
  auto relaying =
      load_balancers::relay_both(parts.context.loop, *client, *target, timer, {}, handshake.take_rest());
  co_await std::move(relaying);
}

}  // namespace eni::sandbox::vpc_entry
