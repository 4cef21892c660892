#include "net/descriptor_watch.h"

#include <array>
#include <gtest/gtest.h>
#include <optional>
#include <unistd.h>

namespace eni::net {
namespace {

using Event = DescriptorWatch::Event;

struct WatchedPipe {
  explicit WatchedPipe(EventLoop& loop) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    watch = DescriptorWatch::make(loop, ends[0]);
    write_end = ends[1];
  }
  ~WatchedPipe() { close(write_end); }
  WatchedPipe(const WatchedPipe&) = delete;
  WatchedPipe& operator=(const WatchedPipe&) = delete;

  void fill() const { ASSERT_EQ(write(write_end, "x", 1), 1); }

  std::unique_ptr<DescriptorWatch> watch;
  int write_end = -1;
};

TEST(DescriptorWatch, TellsOnceThatThereIsSomethingToRead) {
  EventLoop loop;
  WatchedPipe pipe{loop};
  int calls = 0;
  pipe.watch->wait(Event::kReadable, [&] {
    ++calls;
    loop.stop();
  });
  pipe.fill();
  loop.run();
  EXPECT_EQ(calls, 1);
}

// Two descriptors are ready at once; the handler of the first closes the second and watches a new one, which Asio gives the
// second's record and with it the second's readiness.
TEST(DescriptorWatch, DoesNotTakeTheReadinessOfADescriptorThatIsClosed) {
  EventLoop loop;
  WatchedPipe first{loop};
  std::optional<WatchedPipe> second{std::in_place, loop};
  std::optional<WatchedPipe> third;
  bool is_filled = false;
  first.fill();
  second->fill();
  const auto handle = [&] {
    second.reset();
    third.emplace(loop);
    third->watch->wait(Event::kReadable, [&] {
      EXPECT_TRUE(is_filled) << "called though there is nothing to read";
      loop.stop();
    });
    loop.call_at(loop.now() + std::chrono::milliseconds{1}, [&] {
      is_filled = true;
      third->fill();
    });
  };
  first.watch->wait(Event::kReadable, handle);
  second->watch->wait(Event::kReadable, [] { FAIL() << "called after its end"; });
  loop.run();
}

}  // namespace
}  // namespace eni::net
