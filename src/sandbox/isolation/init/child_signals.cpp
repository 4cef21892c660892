#include "sandbox/isolation/init/child_signals.h"

#include <csignal>
#include <sys/signalfd.h>
#include <unistd.h>

#include "sandbox/isolation/init/failure.h"

namespace eni::sandbox::isolation::init {

int watch_children() {
  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  sigprocmask(SIG_BLOCK, &children, nullptr);
  const int descriptor = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
  if (descriptor < 0) fail("signalfd");
  return descriptor;
}

void drain_child_signals(int descriptor) {
  signalfd_siginfo ignored{};
  while (read(descriptor, &ignored, sizeof ignored) > 0) {
  }
}

}  // namespace eni::sandbox::isolation::init
