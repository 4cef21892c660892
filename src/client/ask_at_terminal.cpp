#include "client/ask_at_terminal.h"

#include <cerrno>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include "base/text.h"

namespace eni::client {

namespace {

constexpr std::size_t kMaxAnswerBytes = 1024;

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

/// What is typed is not shown as long as this lives.
class HiddenInput {
 public:
  explicit HiddenInput(int file) : file_{file} {
    if (::tcgetattr(file_, &before_) != 0) return;
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
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

bool write_text(int file, const std::string& text) {
  return ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

}  // namespace

Result<std::string> ask_at_terminal(const std::string& prompt) {
  const TerminalFile terminal;
  if (terminal.get() < 0) return Error{"there is no terminal to ask the user at", "run this in a terminal"};
  const HiddenInput hidden{terminal.get()};
  if (!write_text(terminal.get(), prompt)) return Error{"the terminal cannot be written to", ""};
  std::string answer;
  char c = 0;
  while (answer.size() < kMaxAnswerBytes) {
    const ssize_t size = ::read(terminal.get(), &c, 1);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0 || c == '\n') break;
    answer += c;
  }
  write_text(terminal.get(), "\n");
  if (trim(answer).empty()) return Error{"nothing was typed", ""};
  return std::string{trim(answer)};
}

}  // namespace eni::client
