/// Bytes between pipes.
#include "eni_trunking/tasks/byte_relay.h"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <gtest/gtest.h>

namespace eni::command {
namespace {

struct Ends {
  net::Descriptor reader;
  net::Descriptor writer;
};

Ends make_ends() {
  std::array<int, 2> ends{};
  EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), 0);
  return {net::Descriptor{ends[0]}, net::Descriptor{ends[1]}};
}

std::string read_now(int descriptor) {
  std::array<char, 1 << 17> bytes{};
  const ssize_t size = read(descriptor, bytes.data(), bytes.size());
  return size > 0    ? std::string(bytes.data(), static_cast<std::size_t>(size))
         : size == 0 ? "(end)"
                     : "(nothing)";
}

TEST(ByteRelay, ReadsBeforeItWrites) {
  Ends from = make_ends(), to = make_ends();
  ByteRelay relay{from.reader.get(), to.writer.get()};
  EXPECT_EQ(relay.waits_for().fd, from.reader.get());
  ASSERT_EQ(write(from.writer.get(), "hello", 5), 5);
  relay.advance();
  EXPECT_EQ(relay.waits_for().fd, to.writer.get());
  EXPECT_EQ(relay.waits_for().events, POLLOUT);
  relay.advance();
  EXPECT_EQ(read_now(to.reader.get()), "hello");
  EXPECT_EQ(relay.waits_for().fd, from.reader.get());
}

TEST(ByteRelay, PassesAnEndOn) {
  Ends from = make_ends(), to = make_ends();
  const int writer = to.writer.get();
  ByteRelay relay{from.reader.get(), writer, std::move(to.writer)};
  relay.advance();  // There is nothing yet.
  EXPECT_EQ(read_now(to.reader.get()), "(nothing)");
  from.writer.reset();
  relay.advance();
  EXPECT_EQ(relay.waits_for().fd, -1);
  EXPECT_EQ(read_now(to.reader.get()), "(end)");
}

TEST(ByteRelay, PassesOnThatNobodyReads) {
  Ends from = make_ends(), to = make_ends();
  const int reader = from.reader.get();
  ByteRelay relay{reader, to.writer.get(), std::move(from.reader)};
  to.reader.reset();
  signal(SIGPIPE, SIG_IGN);
  ASSERT_EQ(write(from.writer.get(), "hello", 5), 5);
  relay.advance();
  relay.advance();
  EXPECT_EQ(relay.waits_for().fd, -1);
  EXPECT_EQ(write(from.writer.get(), "hello", 5), -1);
  signal(SIGPIPE, SIG_DFL);
}

TEST(ByteRelay, DrainsWhatIsThere) {
  Ends from = make_ends(), to = make_ends();
  const std::string text(50'000, 'x');
  ASSERT_EQ(write(from.writer.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  ByteRelay relay{from.reader.get(), to.writer.get()};
  relay.drain();
  EXPECT_EQ(read_now(to.reader.get()), text);
  EXPECT_EQ(relay.waits_for().fd, from.reader.get());
}

}  // namespace
}  // namespace eni::command
