#include "client/ask_at_terminal.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <termios.h>
#include <unistd.h>

#include "base/text.h"

namespace eni::client {

namespace {

constexpr std::size_t kMaxAnswerBytes = 1024;
constexpr char kCtrlC = 0x03;
constexpr char kCtrlD = 0x04;
constexpr char kBackspace = 0x08;
constexpr char kDelete = 0x7f;

class TerminalFile {
 public:
  TerminalFile() : file_{::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)} {}
  ~TerminalFile() {
    if (file_ >= 0) ::close(file_);
  }
  TerminalFile(const TerminalFile&) = delete;
  TerminalFile& operator=(const TerminalFile&) = delete;
  int get() const { return file_; }

 private:
  int file_;
};

/// What is typed is not shown as long as this lives. Ctrl-C is a character meanwhile: it must not end the program before the
/// terminal is as it was.
class HiddenInput {
 public:
  explicit HiddenInput(int file) : file_{file} {
    if (::tcgetattr(file_, &before_) != 0) return;
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | ISIG);
    hidden.c_cc[VMIN] = 1;
    hidden.c_cc[VTIME] = 0;
    is_changed_ = ::tcsetattr(file_, TCSAFLUSH, &hidden) == 0;
  }
  ~HiddenInput() {
    if (is_changed_) ::tcsetattr(file_, TCSAFLUSH, &before_);
  }
  HiddenInput(const HiddenInput&) = delete;
  HiddenInput& operator=(const HiddenInput&) = delete;

 private:
  int file_;
  termios before_{};
  bool is_changed_ = false;
};

void write_text(int file, const std::string& text) { (void)!::write(file, text.data(), text.size()); }

/// @return  nothing: it was ended by Ctrl-C
std::optional<std::string> read_hidden_line(int terminal, const std::string& prompt) {
  const HiddenInput hidden{terminal};
  write_text(terminal, prompt);
  std::string line;
  char c = 0;
  while (line.size() < kMaxAnswerBytes) {
    const ssize_t size = ::read(terminal, &c, 1);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0 || c == '\n' || c == '\r' || c == kCtrlD) break;
    if (c == kCtrlC) return std::nullopt;
    if (c != kBackspace && c != kDelete)
      line += c;
    else if (!line.empty())
      line.pop_back();
  }
  return line;
}

}  // namespace

Result<std::string> ask_at_terminal(const std::string& prompt) {
  const TerminalFile terminal;
  if (terminal.get() < 0) return Error{"there is no terminal to ask the user at", "run this in a terminal"};
  const auto answer = read_hidden_line(terminal.get(), prompt);
  write_text(terminal.get(), "\n");
  if (!answer) {
    ::raise(SIGINT);  // What the program does at Ctrl-C at any other time.
    return Error{"nothing was typed: Ctrl-C", ""};
  }
  if (trim(*answer).empty()) return Error{"nothing was typed", ""};
  return std::string{trim(*answer)};
}

}  // namespace eni::client
