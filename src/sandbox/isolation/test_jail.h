#pragma once
/// For tests: real jails, and programs in them. Where the kernel allows no namespaces the tests say so and are skipped.
#include <cstdio>
#include <functional>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "base/test_tasks.h"
#include "sandbox/isolation/jail.h"

namespace eni::sandbox::isolation {

struct Outcome {
  std::vector<std::string> lines;
  ProgramEnd end;
  std::string error;
  std::uint64_t peak_kib = 0;
};

using Conversation = std::function<Task<void>(net::EventLoop&, Jail&, Outcome&)>;

/// Makes a jail and lets `talk` use it.
inline Task<void> with_jail(net::EventLoop& loop, Jails& jails, Layout layout, Conversation talk,
                            Outcome& outcome) {
  auto making =
      jails.make(std::move(layout), [&](std::string line) { outcome.lines.push_back(std::move(line)); });
  auto jail = co_await std::move(making);
  if (jail) {
    (*jail)->watch_memory(true);
    auto talking = talk(loop, **jail, outcome);
    co_await std::move(talking);
    outcome.peak_kib = (*jail)->peak_memory_kib();
  } else {
    outcome.error = jail.error().message + "; " + jail.error().hint;
  }
  loop.stop();
}

inline Task<ProgramEnd> run_program(net::EventLoop& loop, Jail& jail, Program program) {
  Channel<ProgramEnd> ends{loop};
  jail.start(program, [&](ProgramEnd end) { ends.push(end); });
  co_return co_await ends.pop();
}

inline Program shell(std::string script) {
  return {{"/bin/sh", "-c", std::move(script)}, {{"PATH", "/usr/bin:/bin"}}, "/"};
}

inline Outcome converse(Layout layout, Conversation talk) {
  net::EventLoop loop;
  const auto jails = make_jails(loop);
  Outcome outcome;
  TestTasks tasks;
  loop.post([&] { tasks.spawn(with_jail(loop, *jails, std::move(layout), std::move(talk), outcome)); });
  loop.run();
  return outcome;
}

/// The program that the test's script runs in, as a coroutine of its own: a lambda's captures would not outlive its call.
inline Task<void> run_script(net::EventLoop& loop, Jail& jail, Outcome& outcome, std::string script) {
  auto running = run_program(loop, jail, shell(std::move(script)));
  outcome.end = co_await std::move(running);
}

inline Outcome run(Layout layout, const std::string& script) {
  return converse(std::move(layout), [script](net::EventLoop& loop, Jail& jail, Outcome& outcome) {
    return run_script(loop, jail, outcome, script);
  });
}

inline bool jails_are_possible() {
  static const std::string reason = run(machine_programs(), "true").error;
  if (!reason.empty()) std::fprintf(stderr, "no jails here: %s\n", reason.c_str());
  return reason.empty();
}

class JailTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!jails_are_possible()) GTEST_SKIP() << "the kernel allows no jails to this user";
  }
};

}  // namespace eni::sandbox::isolation
