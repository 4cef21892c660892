#include "eni_trunking/tasks/program_session.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "eni_trunking/tasks/byte_relay.h"
#include "eni_trunking/tasks/own_terminal.h"
#include "eni_trunking/tasks/task_options.h"
#include "net/pipe.h"

namespace eni::command {
namespace {

constexpr int kEndedBySignal = 128;  ///< as shells tell it
constexpr int kMaxSignals = 3;

void set_nonblocking(int descriptor) { fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK); }

/// A write to who has gone is an error, and no end.
class IgnoredPipeSignal {
 public:
  IgnoredPipeSignal() : before_{std::signal(SIGPIPE, SIG_IGN)} {}
  ~IgnoredPipeSignal() { std::signal(SIGPIPE, before_); }
  IgnoredPipeSignal(const IgnoredPipeSignal&) = delete;
  IgnoredPipeSignal& operator=(const IgnoredPipeSignal&) = delete;

 private:
  void (*before_)(int);
};

class ProgramSession {
 public:
  explicit ProgramSession(const StandardStreams& streams) : streams_{streams} {}

  Result<int, SandboxFailure> run(const AskControl& ask, task_access::Request request) {
    request.has_terminal = isatty(streams_.input) == 1 && isatty(streams_.output) == 1;
    has_terminal_ = request.has_terminal;
    if (has_terminal_)
      request.terminal_type = std::string(std::getenv("TERM") ? std::getenv("TERM") : "").substr(0, 64);
    else if (!open_pipes())
      return SandboxFailure{{std::string("cannot make a pipe: ") + std::strerror(errno), ""}};
    auto connection = ask(request, handed_over());
    if (connection.has_error()) return connection.error();
    for (net::Descriptor& end : programs_ends_) end.reset();
    return accompany(*connection);
  }

 private:
  bool open_pipes() {
    auto input = net::make_pipe(), output = net::make_pipe(), error = net::make_pipe();
    if (!input || !output || !error) return false;
    for (const int own : {input->writer.get(), output->reader.get(), error->reader.get()})
      set_nonblocking(own);
    programs_ends_[0] = std::move(input->reader);
    programs_ends_[1] = std::move(output->writer);
    programs_ends_[2] = std::move(error->writer);
    relay_to(streams_.input, std::move(input->writer));
    relay_from(std::move(output->reader), streams_.output);
    relay_from(std::move(error->reader), streams_.error);
    return true;
  }

  void relay_to(int from, net::Descriptor to) {
    const int number = to.get();
    relays_.emplace_back(from, number, std::move(to));
  }
  void relay_from(net::Descriptor from, int to) {
    const int number = from.get();
    relays_.emplace_back(number, to, std::move(from));
  }

  std::vector<int> handed_over() const {
    if (has_terminal_) return {};
    return {programs_ends_[0].get(), programs_ends_[1].get(), programs_ends_[2].get()};
  }

  Result<int, SandboxFailure> accompany(const ControlConnection& connection) {
    while (true) {
      std::vector<pollfd> waits{{connection.descriptor(), POLLIN, 0}, {signals_.get(), POLLIN, 0}};
      // Until it has started nobody reads.
      for (std::size_t at = 0; has_started_ && at < relays_.size(); ++at)
        waits.push_back(relays_[at].waits_for());
      if (poll(waits.data(), waits.size(), -1) < 0) continue;
      for (std::size_t at = 2; at < waits.size(); ++at) {
        if (waits[at].revents != 0) relays_[at - 2].advance();
      }
      if (waits[0].revents != 0) {
        auto answer = connection.receive();
        if (answer.has_error()) return answer.error();
        if (answer->has_started) begin(std::move(answer->descriptors));
        if (answer->exit_code) return end(*answer->exit_code);
      }
      if (waits[1].revents != 0 && take_signal(connection)) return *left_by_signal_;
    }
  }

  void begin(std::vector<net::Descriptor> descriptors) {
    has_started_ = true;
    if (!has_terminal_ || descriptors.empty()) return;
    terminal_ = std::move(descriptors.front());
    set_nonblocking(terminal_.get());
    copy_window_size(streams_.output, terminal_.get());
    raw_mode_.emplace(streams_.input);
    relays_.emplace_back(streams_.input, terminal_.get());
    relays_.emplace_back(terminal_.get(), streams_.output);
  }

  /// What it has written last may still be under way.
  int end(int exit_code) {
    for (std::size_t at = 1; at < relays_.size(); ++at) relays_[at].drain();
    return exit_code;
  }

  /// @return  whether the command is to end
  bool take_signal(const ControlConnection& connection) {
    const int signal = signals_.take();
    if (signal == 0) return false;
    if (signal == SIGWINCH) {
      if (terminal_) copy_window_size(streams_.output, terminal_.get());
      return false;
    }
    connection.send_signal(signal);
    if (has_started_ && !has_terminal_ && ++signals_taken_ < kMaxSignals) return false;
    left_by_signal_ = kEndedBySignal + signal;
    return true;
  }

  StandardStreams streams_;
  const IgnoredPipeSignal no_pipe_signal_;
  const SignalDescriptor signals_{SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGQUIT};
  bool has_terminal_ = false;
  bool has_started_ = false;
  int signals_taken_ = 0;
  std::optional<int> left_by_signal_;
  std::array<net::Descriptor, 3> programs_ends_;
  net::Descriptor terminal_;       ///< the other end of the program's
  std::vector<ByteRelay> relays_;  ///< the input's first
  std::optional<RawMode> raw_mode_;
};

}  // namespace

Result<int, SandboxFailure> run_program(const AskControl& ask, task_access::Request request,
                                        const StandardStreams& streams) {
  return ProgramSession{streams}.run(ask, std::move(request));
}

ExitCode run_program_command(Terminal& terminal, const std::string& endpoint_url,
                             task_access::Request request) {
  const auto ask = [&](const task_access::Request& asked, const std::vector<int>& descriptors) {
    return ask_control(endpoint_url, asked, descriptors);
  };
  const auto ended = run_program(ask, std::move(request));
  if (ended.has_error()) return fail(terminal, ended.error());
  return static_cast<ExitCode>(*ended);
}

}  // namespace eni::command
