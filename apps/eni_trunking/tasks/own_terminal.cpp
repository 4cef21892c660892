#include "eni_trunking/tasks/own_terminal.h"

#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace eni::command {

RawMode::RawMode(int terminal) : terminal_{terminal} {
  termios now{};
  if (tcgetattr(terminal_, &now) != 0) return;
  before_ = now;
  cfmakeraw(&now);
  tcsetattr(terminal_, TCSADRAIN, &now);
}

RawMode::~RawMode() {
  if (before_) tcsetattr(terminal_, TCSADRAIN, &*before_);
}

void copy_window_size(int from, int to) {
  winsize size{};
  if (ioctl(from, TIOCGWINSZ, &size) == 0) ioctl(to, TIOCSWINSZ, &size);
}

SignalDescriptor::SignalDescriptor(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, &before_);
  descriptor_.reset(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

SignalDescriptor::~SignalDescriptor() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

int SignalDescriptor::take() const {
  signalfd_siginfo info{};
  return read(descriptor_.get(), &info, sizeof info) == sizeof info ? static_cast<int>(info.ssi_signo) : 0;
}

}  // namespace eni::command
