#include "net/socket_poller.h"

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <vector>

#include "net/descriptor.h"

namespace eni::net {
namespace {

struct Pair {
  Pair() {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) throw std::runtime_error("socketpair");
    near.reset(ends[0]);
    far.reset(ends[1]);
  }
  Descriptor near, far;
};

/// Notes what it is told: "r", "w", "e" together.
class Recorder final : public SocketPoller::Target {
 public:
  explicit Recorder(EventLoop& loop) : loop_{loop} {}
  void ready(SocketPoller::Readiness readiness) override {
    told.push_back(std::string(readiness.readable ? "r" : "") + (readiness.writable ? "w" : "") +
                   (readiness.ended ? "e" : ""));
    loop_.stop();
    if (then) then();
  }
  void later() override {
    told.emplace_back("later");
    if (then_later) then_later();
  }
  std::vector<std::string> told;
  std::function<void()> then_later;
  std::function<void()> then;

 private:
  EventLoop& loop_;
};

using Texts = std::vector<std::string>;

/// Ends when all that is ready has been told.
void run_some_turns(EventLoop& loop, int turns = 5) {
  if (turns > 0) {
    loop.post([&loop, turns] { run_some_turns(loop, turns - 1); });
  } else {
    loop.stop();
  }
}

TEST(SocketPoller, TellsWhatASocketIsAndEachChangeOnce) {
  EventLoop loop;
  SocketPoller poller{loop};
  Pair pair;
  Recorder recorder{loop};
  ASSERT_TRUE(poller.add(pair.near.get(), recorder));
  loop.run();
  EXPECT_EQ(recorder.told, Texts{"w"});
  run_some_turns(loop);
  loop.run();
  EXPECT_EQ(recorder.told, Texts{"w"});
  EXPECT_EQ(send(pair.far.get(), "a", 1, MSG_NOSIGNAL), 1);
  loop.run();
  EXPECT_EQ(recorder.told, (Texts{"w", "rw"}));
  pair.far.reset();
  loop.run();
  EXPECT_EQ(recorder.told, (Texts{"w", "rw", "rwe"}));
}

TEST(SocketPoller, TellsNothingOfASocketThatOneBeforeItHasRemoved) {
  EventLoop loop;
  SocketPoller poller{loop};
  Pair one, other;
  Recorder first{loop}, second{loop};
  first.then = [&] { poller.remove(other.near.get(), second); };
  second.then = [&] { poller.remove(one.near.get(), first); };
  poller.add(one.near.get(), first);
  poller.add(other.near.get(), second);
  run_some_turns(loop);
  loop.run();
  run_some_turns(loop);
  loop.run();
  EXPECT_EQ(first.told.size() + second.told.size(), 1U);
}

TEST(SocketPoller, GoesOnAfterATargetHasThrown) {
  EventLoop loop;
  SocketPoller poller{loop};
  Pair one, other;
  Recorder first{loop}, second{loop};
  const auto fail = [] { throw std::runtime_error("no"); };
  first.then = second.then = fail;
  poller.add(one.near.get(), first);
  poller.add(other.near.get(), second);
  EXPECT_THROW(loop.run(), std::runtime_error);
  EXPECT_THROW(loop.run(), std::runtime_error);
  EXPECT_EQ(first.told, Texts{"w"});
  EXPECT_EQ(second.told, Texts{"w"});
  EXPECT_EQ(send(one.far.get(), "a", 1, MSG_NOSIGNAL), 1);
  EXPECT_THROW(loop.run(), std::runtime_error);
  EXPECT_EQ(first.told, (Texts{"w", "rw"}));
}

TEST(SocketPoller, MayEndWithinWhatItTells) {
  EventLoop loop;
  auto poller = std::make_unique<SocketPoller>(loop);
  Pair one, other;
  Recorder first{loop}, second{loop};
  first.then = second.then = [&] { poller.reset(); };
  poller->add(one.near.get(), first);
  poller->add(other.near.get(), second);
  run_some_turns(loop);
  loop.run();
  run_some_turns(loop);
  loop.run();
  EXPECT_EQ(first.told.size() + second.told.size(), 1U);
}

TEST(SocketPoller, CallsWhoAskedForItOnceAllHasBeenTold) {
  EventLoop loop;
  SocketPoller poller{loop};
  Pair one, other;
  Recorder first{loop}, second{loop};
  Texts order;
  for (Recorder* const recorder : {&first, &second}) {
    recorder->then = [&, recorder] {
      order.emplace_back("told");
      EXPECT_TRUE(poller.call_later(*recorder));
    };
    recorder->then_later = [&, recorder] {
      order.emplace_back("later");
      EXPECT_FALSE(poller.call_later(*recorder));
    };
  }
  poller.add(one.near.get(), first);
  poller.add(other.near.get(), second);
  EXPECT_FALSE(poller.call_later(first));
  loop.run();
  EXPECT_EQ(order, (Texts{"told", "told", "later", "later"}));
}

TEST(SocketPoller, CallsNothingThatIsRemovedMeanwhile) {
  EventLoop loop;
  SocketPoller poller{loop};
  Pair one, other;
  Recorder first{loop}, second{loop};
  first.then = [&] { poller.call_later(first); };
  second.then = [&] { poller.call_later(second); };
  first.then_later = [&] { poller.remove(other.near.get(), second); };
  second.then_later = [&] { poller.remove(one.near.get(), first); };
  poller.add(one.near.get(), first);
  poller.add(other.near.get(), second);
  run_some_turns(loop);
  loop.run();
  EXPECT_EQ(first.told.size() + second.told.size(), 3U);
}

TEST(SocketPoller, CallsTheOthersAfterOneHasThrown) {
  EventLoop loop;
  SocketPoller poller{loop};
  Pair one, other;
  Recorder first{loop}, second{loop};
  for (Recorder* const recorder : {&first, &second}) {
    recorder->then = [&poller, recorder] { poller.call_later(*recorder); };
    recorder->then_later = [] { throw std::runtime_error("no"); };
  }
  poller.add(one.near.get(), first);
  poller.add(other.near.get(), second);
  EXPECT_THROW(loop.run(), std::runtime_error);
  EXPECT_THROW(loop.run(), std::runtime_error);
  EXPECT_EQ(first.told, (Texts{"w", "later"}));
  EXPECT_EQ(second.told, (Texts{"w", "later"}));
}

}  // namespace
}  // namespace eni::net
