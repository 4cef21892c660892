#include "eni_trunking/interruption.h"

#include <algorithm>
#include <csignal>
#include <ctime>

namespace eni::command {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{50};
constexpr milliseconds kLongestPause{3000};

// A handler has nothing else to reach.
volatile std::sig_atomic_t is_noted = 0;

void note(int) { is_noted = 1; }

void set_handler(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  // No SA_RESTART: what waits for input is to end.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  for (const int number : {SIGINT, SIGTERM}) sigaction(number, &action, nullptr);
}

}  // namespace

Interruption::Interruption() {
  is_noted = 0;
  set_handler(note);
}

Interruption::~Interruption() { set_handler(SIG_DFL); }

bool Interruption::is_requested() const { return is_noted != 0; }

bool Interruption::wait(milliseconds time) const {
  constexpr milliseconds slice{20};
  for (milliseconds left = time; left.count() > 0 && !is_requested(); left -= slice) {
    const auto part = std::min(left, slice);
    const timespec pause{0, static_cast<long>(std::chrono::nanoseconds(part).count())};
    nanosleep(&pause, nullptr);
  }
  return !is_requested();
}

std::function<bool()> Interruption::growing_pause() const {
  return [this, next = kFirstPause]() mutable {
    const milliseconds now = next;
    next = std::min(kLongestPause, next + next / 4);
    return wait(now);
  };
}

}  // namespace eni::command
