#include "sandbox/gateway/background_work.h"

#include <algorithm>
#include <new>
#include <sqlite3.h>

#include "sandbox/gateway/gateway.h"
#include "sqlite/database.h"

namespace eni::sandbox {
namespace {

constexpr std::chrono::milliseconds kFirstPause{250};
constexpr std::chrono::seconds kLongestPause{4};
constexpr std::chrono::seconds kLongestPauseOfDefect{60};
constexpr int kMaxDoublings = 10;
/// With their pauses some 25 seconds: others have ended by then that may have had the memory.
constexpr int kShortagesOfMemory = 10;
/// Part of the pause that is left to chance, so that all that failed together does not come back together.
constexpr std::uint64_t kJitterPercent = 25;

bool is_short_of_memory(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const sqlite::Failure& failure) {
    return (failure.code() & 0xff) == SQLITE_NOMEM;
  } catch (const std::bad_alloc&) {
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace

bool will_pass(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const sqlite::Failure& failure) {
    return failure.will_pass();
  } catch (const std::bad_alloc&) {
    return true;
  } catch (...) {
    return false;
  }
}

Duration RetryPause::next(const std::exception_ptr& thrown, Random& random) {
  const Duration longest = may_pass(thrown) ? kLongestPause : kLongestPauseOfDefect;
  const Duration pause = std::min<Duration>(kFirstPause * (1 << std::min(failures_, kMaxDoublings)), longest);
  ++failures_;
  const auto jitter = static_cast<Duration::rep>(random.next() % kJitterPercent);
  return pause - pause * jitter / 100;
}

bool RetryPause::may_pass(const std::exception_ptr& thrown) const {
  return will_pass(thrown) && !(failures_ >= kShortagesOfMemory && is_short_of_memory(thrown));
}

void log_failure(Logger& log, const std::string& name, const std::exception_ptr& thrown, Duration pause,
                 int failures) noexcept {
  try {
    const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(pause).count();
    log.error("background work failed; it will be tried again", {{"work", name},
                                                                 {"what", what_of(thrown)},
                                                                 {"failures", std::to_string(failures)},
                                                                 {"pause_ms", std::to_string(millis)}});
  } catch (...) {
    // What keeps it from being said keeps nobody from trying again.
  }
}

Task<void> keep_trying(RetryParts parts, std::string name, std::function<Task<void>()> work,
                       OnDefect on_defect) {
  RetryPause pause;
  for (;;) {
    const TimePoint began = parts.scheduler.now();
    std::exception_ptr thrown;
    try {
      Task<void> working = work();
      co_await std::move(working);
    } catch (...) {
      thrown = std::current_exception();
    }
    if (!thrown) co_return;
    // One that has worked well for long begins anew.
    if (parts.scheduler.now() - began > kLongestPauseOfDefect) pause = {};
    if (on_defect == OnDefect::kGiveUp && !pause.may_pass(thrown)) {
      log_defect(parts.log, name, thrown);
      co_return;
    }
    const Duration wait = pause.next(thrown, parts.random);
    log_failure(parts.log, name, thrown, wait, pause.failures());
    co_await sleep_for(parts.scheduler, wait);
  }
}

RetryParts retry_parts(Environment& env) { return {env.scheduler, env.random, env.log}; }

void spawn_background(Environment& env, Task<void> task) { env.gateway.spawn(std::move(task)); }

void spawn_delivery(Environment& env, std::string name, std::function<Task<void>()> work) {
  spawn_background(env, keep_trying(retry_parts(env), std::move(name), std::move(work), OnDefect::kGiveUp));
}

}  // namespace eni::sandbox
