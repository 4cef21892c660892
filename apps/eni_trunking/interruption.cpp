#include "eni_trunking/interruption.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <ctime>

namespace eni::command {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{50};
constexpr milliseconds kLongestPause{3000};

// A handler has nothing else to reach; clients of several threads ask for it.
std::atomic<bool> is_noted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "or a handler may not set it");

void note(int) { is_noted = true; }

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
  is_noted = false;
  set_handler(note);
}

Interruption::~Interruption() {
  set_handler(SIG_DFL);
  is_noted = false;
}

bool Interruption::is_requested() const { return is_interruption_requested(); }

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

bool is_interruption_requested() { return is_noted; }

}  // namespace eni::command
