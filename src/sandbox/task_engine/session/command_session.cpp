#include "sandbox/task_engine/session/command_session.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/awaited_tasks.h"
#include "base/hash.h"
#include "base/time_text.h"
#include "net/descriptor_watch.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr std::chrono::seconds kOpenLimit{10};
constexpr std::chrono::minutes kIdleLimit{20};
constexpr std::chrono::seconds kCloseLimit{10};
/// Messages; a program whose output nobody takes waits.
constexpr std::size_t kMaxOutgoing = 64;
/// As the agent sends output.
constexpr std::size_t kOutputBytes = 1024;
constexpr std::uint16_t kMaxTerminalSide = 4096;
constexpr const char* kTerminalType = "xterm-256color";
/// The agent's: clients look whether it is new enough to be told to end.
constexpr const char* kAgentVersion = "3.3.0.0";

enum class TerminalEvent { kReadable, kProgramEnded };

std::optional<json::object> object_of(std::string_view text) {
  boost::system::error_code error;
  json::value value = boost::json::parse(text, error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

std::string handshake_request() {
  json::object action{
      {"ActionType", "SessionType"},
      {"ActionParameters", json::object{{"SessionType", "Standard_Stream"}, {"Properties", json::object()}}}};
  return boost::json::serialize(json::object{{"AgentVersion", kAgentVersion},
                                             {"RequestedClientActions", json::array{std::move(action)}}});
}

std::string handshake_complete(Duration took) {
  const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(took).count();
  return boost::json::serialize(
      json::object{{"HandshakeTimeToComplete", nanoseconds}, {"CustomerMessage", ""}});
}

/// Four bytes in the network's order.
std::uint32_t flag_of(std::string_view payload) {
  std::uint32_t flag = 0;
  for (const char byte : payload.substr(0, sizeof flag)) flag = flag << 8 | static_cast<std::uint8_t>(byte);
  return flag;
}

std::optional<winsize> size_of(std::string_view payload) {
  const auto size = object_of(payload);
  if (!size) return std::nullopt;
  const auto side = [&](std::string_view name) {
    return static_cast<std::uint16_t>(std::clamp<std::int64_t>(integer_at(*size, name), 1, kMaxTerminalSide));
  };
  return winsize{side("rows"), side("cols"), 0, 0};
}

class CommandSession {
 public:
  CommandSession(SessionServices services, SessionTarget target, std::unique_ptr<net::WebSocket> socket)
      : services_{services},
        target_{std::move(target)},
        socket_{std::move(socket)},
        outgoing_{services.loop},
        terminal_events_{services.loop} {}

  Task<void> run() {
    auto opening = is_opened();
    if (!co_await std::move(opening)) co_return;
    begin_ = services_.loop.now();
    std::exception_ptr thrown;
    try {
      parts_.spawn(write_messages());
      parts_.spawn(converse());
      while (!has_left_) {
        auto ending = parts_.next();
        co_await std::move(ending);
      }
    } catch (...) {
      thrown = std::current_exception();
    }
    if (!has_ended_ && process_ != 0) {
      auto hanging_up = services_.access.send_signal(process_, SIGHUP);
      (void)co_await std::move(hanging_up);
    }
    if (thrown) std::rethrow_exception(thrown);
  }

 private:
  /// Source: ssmmessages, OpenDataChannelInput.
  Task<bool> is_opened() {
    auto receiving = socket_->receive_until(services_.loop.now() + kOpenLimit);
    const auto first = co_await std::move(receiving);
    if (!first || !first->is_text) co_return false;
    const auto input = object_of(first->bytes);
    co_return input&& equal_in_constant_time(text_at(*input, "TokenValue"), target_.token);
  }

  /// Until the client has gone. What it has still to say is taken until then: a socket that is closed with something unread takes away
  /// what is on its way to the client.
  Task<void> converse() {
    auto asking = send_output(PayloadType::kHandshakeRequest, handshake_request());
    co_await std::move(asking);
    while (!is_over_) {
      auto receiving =
          socket_->receive_until(services_.loop.now() + (is_closing_ ? kCloseLimit : Duration{kIdleLimit}));
      const auto message = co_await std::move(receiving);
      if (!message) break;
      if (is_closing_ || message->is_text) continue;  // A text is its token again.
      auto taking = take(message->bytes);
      co_await std::move(taking);
    }
    has_left_ = true;
  }

  Task<void> take(std::string_view bytes) {
    const auto message = read_agent_message(bytes);
    if (message.has_error()) {
      auto closing = close(message.error().message);
      co_return co_await std::move(closing);
    }
    if (message->type != "input_stream_data")
      co_return;  // Acknowledgements: TCP loses nothing on this machine.
    if (message->sequence_number > expected_) co_return;  // Comes again, for it is not acknowledged.
    const bool is_new = message->sequence_number == expected_;
    if (is_new) ++expected_;
    auto acknowledging = send(acknowledgement_of(*message, services_.random.uuid()));
    co_await std::move(acknowledging);
    if (!is_new) co_return;
    auto acting = act(*message);
    co_await std::move(acting);
  }

  Task<void> act(const AgentMessage& message) {
    switch (message.payload_type) {
      case PayloadType::kHandshakeResponse: {
        auto starting = start();
        co_return co_await std::move(starting);
      }
      case PayloadType::kOutput: {
        auto writing = write_input(message.payload);
        co_return co_await std::move(writing);
      }
      case PayloadType::kSize:
        size_ = size_of(message.payload);
        apply_size();
        co_return;
      case PayloadType::kFlag:
        if (flag_of(message.payload) == static_cast<std::uint32_t>(SessionFlag::kTerminate)) is_over_ = true;
        co_return;
      default:
        co_return;
    }
  }

  Task<void> start() {
    if (terminal_) co_return;
    ContainerCommand command{target_.argv, true, kTerminalType, true};
    auto executing = services_.access.exec(
        target_.task, target_.container, std::move(command), {-1, -1, -1},
        [events = terminal_events_](const world::ProcessEnd&) { events.push(TerminalEvent::kProgramEnded); });
    auto executed = co_await std::move(executing);
    if (executed.has_error()) {
      auto closing = close("Unable to start command: " + executed.error().message);
      co_return co_await std::move(closing);
    }
    process_ = executed->process;
    fcntl(executed->terminal.get(), F_SETFL, O_NONBLOCK);
    terminal_ = net::DescriptorWatch::make(services_.loop, executed->terminal.release());
    apply_size();
    auto completing =
        send_output(PayloadType::kHandshakeComplete, handshake_complete(services_.loop.now() - begin_));
    co_await std::move(completing);
    parts_.spawn(pump_output());
  }

  void apply_size() const {
    if (terminal_ && size_) ioctl(terminal_->descriptor(), TIOCSWINSZ, &*size_);
  }

  /// A client that types more than the program reads waits.
  Task<void> write_input(std::string bytes) {
    for (std::size_t written = 0; terminal_ && written < bytes.size();) {
      const ssize_t size = write(terminal_->descriptor(), bytes.data() + written, bytes.size() - written);
      if (size >= 0) {
        written += static_cast<std::size_t>(size);
        continue;
      }
      if (errno == EINTR) continue;
      if (errno != EAGAIN || has_ended_) co_return;
      const Channel<bool> writable{services_.loop};
      terminal_->wait(net::DescriptorWatch::Event::kWritable, [writable] { writable.push(true); });
      if (!co_await writable.pop_until(services_.loop.now() + kIdleLimit)) co_return;
    }
  }

  /// All that the program writes, until it has ended and nothing is left.
  Task<void> pump_output() {
    for (;;) {
      std::array<char, kOutputBytes> buffer{};
      const ssize_t size = read(terminal_->descriptor(), buffer.data(), buffer.size());
      if (size > 0) {
        std::string bytes{buffer.data(), static_cast<std::size_t>(size)};
        auto sending = send_output(PayloadType::kOutput, std::move(bytes));
        co_await std::move(sending);
        continue;
      }
      if (size < 0 && errno == EINTR) continue;
      // EIO: nobody has the terminal any more.
      const bool is_open = size < 0 && errno == EAGAIN;
      if (has_ended_) break;
      if (is_open)
        terminal_->wait(net::DescriptorWatch::Event::kReadable,
                        [events = terminal_events_] { events.push(TerminalEvent::kReadable); });
      if (co_await terminal_events_.pop() == TerminalEvent::kProgramEnded) has_ended_ = true;
    }
    auto closing = close("");
    co_await std::move(closing);
  }

  /// @param why  "": the program has ended
  Task<void> close(std::string why) {
    if (std::exchange(is_closing_, true)) co_return;
    AgentMessage message;
    message.type = "channel_closed";
    message.id = services_.random.uuid();
    message.payload =
        boost::json::serialize(json::object{{"MessageType", message.type},
                                            {"MessageId", message.id},
                                            {"CreatedDate", iso8601_millis(services_.loop.now())},
                                            {"DestinationId", target_.id},
                                            {"SessionId", target_.id},
                                            {"SchemaVersion", 1},
                                            {"Output", std::move(why)}});
    auto telling = send(std::move(message));
    co_await std::move(telling);
    outgoing_.push(std::nullopt);
  }

  Task<void> send_output(PayloadType type, std::string payload) {
    AgentMessage message;
    message.type = "output_stream_data";
    message.sequence_number = sent_++;
    message.id = services_.random.uuid();
    message.payload_type = type;
    message.payload = std::move(payload);
    auto sending = send(std::move(message));
    co_await std::move(sending);
  }

  /// Waits while the client takes nothing.
  Task<void> send(AgentMessage message) {
    message.created_at = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(services_.loop.now().time_since_epoch())
            .count());
    while (outgoing_.size() >= kMaxOutgoing) {
      const Channel<bool> room{services_.loop};
      waiting_for_room_.push_back(room);
      (void)co_await room.pop();
    }
    outgoing_.push(net::WebSocketMessage{write_agent_message(message), false});
  }

  /// One after the other, up to the closing.
  Task<void> write_messages() {
    for (;;) {
      auto message = co_await outgoing_.pop();
      for (const Channel<bool>& one : std::exchange(waiting_for_room_, {})) one.push(true);
      if (!message) break;
      auto sending = socket_->send(*std::move(message));
      (void)co_await std::move(sending);
    }
    auto closing = socket_->close();
    co_await std::move(closing);
  }

  SessionServices services_;
  SessionTarget target_;
  std::unique_ptr<net::WebSocket> socket_;
  Channel<std::optional<net::WebSocketMessage>> outgoing_;  ///< nothing: close it
  std::vector<Channel<bool>> waiting_for_room_;
  Channel<TerminalEvent> terminal_events_;
  TimePoint begin_;
  std::int64_t expected_ = 0;
  std::int64_t sent_ = 0;
  std::optional<winsize> size_;
  world::ProcessId process_ = 0;
  std::unique_ptr<net::DescriptorWatch> terminal_;
  bool has_ended_ = false;  ///< the program
  bool is_closing_ = false;
  bool is_over_ = false;
  bool has_left_ = false;                 ///< the client
  AwaitedTasks<> parts_{services_.loop};  ///< go first
};

}  // namespace

Task<void> serve_session(SessionServices services, SessionTarget target,
                         std::unique_ptr<net::WebSocket> socket) {
  CommandSession session{services, std::move(target), std::move(socket)};
  auto running = session.run();
  co_await std::move(running);
}

}  // namespace eni::sandbox::task_engine
