#include "net/batched_output.h"

#include <gtest/gtest.h>
#include <sstream>
#include <streambuf>
#include <string>
#include <vector>

namespace eni::net {
namespace {

/// Keeps each write apart.
class Writes final : public std::streambuf {
 public:
  std::vector<std::string> all;

 private:
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    all.emplace_back(text, static_cast<std::size_t>(size));
    return size;
  }
};

using Texts = std::vector<std::string>;

/// Runs what is posted, and what that posts.
void run_two_turns(EventLoop& loop) {
  loop.post([&] { loop.post([&] { loop.stop(); }); });
  loop.run();
}

TEST(BatchedOutput, WritesOnceForAllThatWasReady) {
  EventLoop loop;
  Writes writes;
  std::ostream out{&writes};
  BatchedOutput batch{loop, out};
  std::ostream batched{&batch};
  loop.post([&] { batched << "a" << std::endl; });
  loop.post([&] { batched << "b" << std::endl; });
  run_two_turns(loop);
  EXPECT_EQ(writes.all, Texts{"a\nb\n"});
  loop.post([&] { batched << "c" << std::endl; });
  run_two_turns(loop);
  EXPECT_EQ(writes.all, (Texts{"a\nb\n", "c\n"}));
}

TEST(BatchedOutput, HoldsNoMoreThanSomeKilobytes) {
  EventLoop loop;
  Writes writes;
  std::ostream out{&writes};
  BatchedOutput batch{loop, out};
  std::ostream batched{&batch};
  batched << std::string(1 << 20, 'x') << std::flush;
  EXPECT_EQ(writes.all.size(), 1U);
}

TEST(BatchedOutput, LosesNothingAtItsEnd) {
  EventLoop loop;
  std::ostringstream out;
  {
    BatchedOutput batch{loop, out};
    std::ostream batched{&batch};
    batched << "a" << std::endl;
    EXPECT_EQ(out.str(), "");
    batch.drain();
    EXPECT_EQ(out.str(), "a\n");
    batched << "b" << std::endl;
  }
  EXPECT_EQ(out.str(), "a\nb\n");
  loop.post([&] { loop.stop(); });
  loop.run();  // The drain that was posted finds nobody.
}

}  // namespace
}  // namespace eni::net
