#include "sandbox/load_balancers/sockets/stream.h"

#include <gtest/gtest.h>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <vector>

#include "base/test_tasks.h"

namespace eni::sandbox::load_balancers {
namespace {

/// A stream, and the other end of its socket.
struct Connection {
  Connection(net::EventLoop& loop, net::SocketPoller& poller) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) throw std::runtime_error("socketpair");
    far.reset(ends[0]);
    stream.emplace(loop, poller, net::Descriptor{ends[1]});
  }
  void say(std::string_view text) const { (void)!::send(far.get(), text.data(), text.size(), MSG_NOSIGNAL); }
  /// What has arrived, which stays there.
  std::string arrived() const {
    char room[64];
    const ssize_t size = ::recv(far.get(), room, sizeof room, MSG_DONTWAIT | MSG_PEEK);
    return size > 0 ? std::string(room, static_cast<std::size_t>(size)) : "";
  }

  net::Descriptor far;
  std::optional<Stream> stream;
};

/// How a write went; none: it waits.
using Written = std::optional<bool>;

Task<void> write(Stream& stream, std::string text, Written& written) {
  auto writing = stream.write(text);
  written = co_await writing;
}

class StreamTest : public testing::Test {
 protected:
  /// Has it called while the poller tells who is ready, and then all that is ready told.
  void within_readiness(std::function<void()> action) {
    trigger_.stream->on_event = [this, action = std::move(action)] {
      trigger_.stream->on_event = nullptr;
      action();
    };
    trigger_.say("x");
    run();
  }
  void run(int turns = 5) {
    if (turns == 0) return;
    loop_.post([this] { loop_.post([this] { loop_.stop(); }); });
    loop_.run();
    run(turns - 1);
  }

  net::EventLoop loop_;
  net::SocketPoller poller_{loop_};
  Connection trigger_{loop_, poller_};
  Connection one_{loop_, poller_};
  Connection other_{loop_, poller_};
  TestTasks tasks_;
};

/// Reads from one, notes what has arrived behind the others, and writes to one of those.
Task<void> pass_on(Connection& from, Connection& to, const Connection& beside, std::string& seen,
                   Written& written) {
  char room[8];
  auto reading = from.stream->read(room, sizeof room);
  const Stream::Received received = co_await reading;
  seen += std::string(room, received.bytes) + to.arrived() + beside.arrived();
  auto writing = write(*to.stream, "passed", written);
  co_await std::move(writing);
}

TEST_F(StreamTest, WhatAnotherStreamsReaderWritesGoesOutOnceAllThatIsReadyHasBeenTold) {
  Connection behind_one{loop_, poller_};
  Connection behind_other{loop_, poller_};
  run();  // That they are writable has been told.
  std::string seen;
  Written by_one, by_other;
  tasks_.spawn(pass_on(one_, behind_one, behind_other, seen, by_one));
  tasks_.spawn(pass_on(other_, behind_other, behind_one, seen, by_other));
  one_.say("a");
  other_.say("a");
  run();
  EXPECT_EQ(seen, "aa") << "nothing of the first that was told had gone out when the second was";
  EXPECT_EQ(by_one, true);
  EXPECT_EQ(by_other, true);
  EXPECT_EQ(behind_one.arrived() + behind_other.arrived(), "passedpassed");
}

TEST_F(StreamTest, AWriteThatNothingIsToldBesideGoesOutAtOnce) {
  Written written;
  tasks_.spawn(write(*one_.stream, "now", written));
  EXPECT_EQ(written, true);
  EXPECT_EQ(one_.arrived(), "now");
}

TEST_F(StreamTest, AbortEndsAWriteThatWaitsForItsTurn) {
  Written written;
  within_readiness([&] {
    tasks_.spawn(write(*one_.stream, "lost", written));
    EXPECT_EQ(written, std::nullopt);
    one_.stream->abort();
  });
  EXPECT_EQ(written, false);
  EXPECT_EQ(one_.arrived(), "");
}

TEST_F(StreamTest, AbortEndsAWriteThatWaitsForRoom) {
  Written written;
  tasks_.spawn(write(*one_.stream, std::string(10'000'000, 'x'), written));
  run();
  EXPECT_EQ(written, std::nullopt);
  one_.stream->abort();
  EXPECT_EQ(written, std::nullopt) << "not within the call";
  run();
  EXPECT_EQ(written, false);
}

TEST_F(StreamTest, OneThatEndsBeforeItsTurnIsForgotten) {
  Written written, by_other;
  within_readiness([&] {
    {
      TestTasks ends_here;
      ends_here.spawn(write(*one_.stream, "lost", written));
    }
    one_.stream.reset();
    tasks_.spawn(write(*other_.stream, "told", by_other));
  });
  EXPECT_EQ(written, std::nullopt);
  EXPECT_EQ(one_.arrived(), "");
  EXPECT_EQ(by_other, true);
  EXPECT_EQ(other_.arrived(), "told");
}

TEST_F(StreamTest, WithoutASocketNothingWaitsAndNothingIsLeftBehind) {
  Written written;
  within_readiness([&] {
    Stream none{loop_, poller_, net::Descriptor{}};
    EXPECT_TRUE(none.is_aborted());
    tasks_.spawn(write(none, "lost", written));
    EXPECT_EQ(written, false) << "the poller would call it when it is gone";
  });
}

}  // namespace
}  // namespace eni::sandbox::load_balancers
