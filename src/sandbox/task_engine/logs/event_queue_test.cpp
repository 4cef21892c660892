#include "sandbox/task_engine/logs/event_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/task_engine/logs/log_tail.h"

namespace eni::sandbox::task_engine {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

const TimePoint kNow = ManualClock{}.now();

std::vector<std::string> messages(const std::vector<LogEvent>& events) {
  std::vector<std::string> out;
  for (const LogEvent& event : events) out.push_back(event.message);
  return out;
}

// ---- lines ------------------------------------------------------------------------------------------------

TEST(LineCutter, CutsAtNewlinesAndWhereALineIsTooLong) {
  std::vector<std::pair<std::string, bool>> said;
  LineCutter lines{[&](std::string text, bool is_ended) { said.emplace_back(std::move(text), is_ended); }};
  lines.take("one\ntw");
  lines.take("o\n\nlast");
  lines.finish();
  lines.finish();
  EXPECT_THAT(said, ElementsAre(std::pair{"one", true}, std::pair{"two", true}, std::pair{"", true},
                                std::pair{"last", true}));
  said.clear();
  lines.take(std::string(kMaxLineBytes, 'a') + "\n");
  lines.take(std::string(kMaxLineBytes - 1, 'b') + "\u20ac" + "\n");
  ASSERT_EQ(said.size(), 3U);
  EXPECT_TRUE(said[0].second);
  EXPECT_EQ(said[1], (std::pair{std::string(kMaxLineBytes - 1, 'b'), false}));
  EXPECT_EQ(said[2], (std::pair{std::string("\u20ac"), true}));
  said.clear();
  lines.take(std::string(2 * kMaxLineBytes + 1, '\x80'));
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[1].first.size(), kMaxLineBytes);
}

TEST(LogTail, KeepsTheNewest) {
  LogTail tail;
  for (int i = 0; i < 10; ++i)
    tail.add({kNow, LogStream::kError, std::string(60'000, static_cast<char>('0' + i)), true});
  EXPECT_EQ(tail.count(), 10U);
  ASSERT_EQ(tail.lines().size(), 4U);
  EXPECT_EQ(tail.lines().front().text[0], '6');
  tail.add({kNow, LogStream::kOutput, std::string(300'000, 'x'), true});
  EXPECT_EQ(tail.lines().size(), 1U);
  for (int i = 0; i < 100'000; ++i) tail.add({kNow, LogStream::kOutput, "", true});
  EXPECT_EQ(tail.lines().size(), LogTail::kMaxBytes / LogTail::kLineBytes);
}

// ---- batches ----------------------------------------------------------------------------------------------

TEST(EventQueue, ABatchHasNoMoreEventsThanPutLogEventsTakes) {
  EventQueue queue;
  for (int i = 0; i < 10'001; ++i) queue.add(kNow, "a");
  EXPECT_TRUE(queue.has_whole_batch());
  EXPECT_EQ(queue.take_batch().size(), 10'000U);
  EXPECT_FALSE(queue.has_whole_batch());
  EXPECT_EQ(queue.bytes(), 27U);
  EXPECT_EQ(queue.take_batch().size(), 1U);
  EXPECT_TRUE(queue.empty());
  EXPECT_THAT(queue.take_batch(), IsEmpty());
}

TEST(EventQueue, ABatchHasNoMoreBytes) {
  EventQueue queue;
  for (int i = 0; i < 5; ++i) queue.add(kNow, std::string(kMaxLineBytes, 'a'));
  EXPECT_TRUE(queue.has_whole_batch());
  EXPECT_EQ(queue.take_batch().size(), 4U);
  EXPECT_EQ(queue.take_batch().size(), 1U);
}

TEST(EventQueue, ABatchIsInTheOrderOfTimesAndSpansADay) {
  EventQueue queue;
  queue.add(kNow, "b");
  queue.add(kNow, "c");
  queue.add(kNow - seconds{1}, "a");
  queue.add(kNow + hours{24}, "tomorrow");
  EXPECT_THAT(messages(queue.take_batch()), ElementsAre("a", "b", "c"));
  EXPECT_THAT(messages(queue.take_batch()), ElementsAre("tomorrow"));
}

TEST(EventQueue, EventsAreUtf8AndNeitherEmptyNorTooLong) {
  EventQueue queue;
  queue.add(kNow, "");
  EXPECT_TRUE(queue.empty());
  queue.add(kNow, "a\x80");
  EXPECT_THAT(messages(queue.take_batch()), ElementsAre("a\xEF\xBF\xBD"));
  queue.add(kNow, std::string(kMaxLineBytes, '\x80'));
  const std::vector<LogEvent> events = queue.take_batch();
  ASSERT_EQ(events.size(), 4U);
  for (const LogEvent& event : events) EXPECT_LE(event.message.size(), kMaxLineBytes);
}

// ---- events of several lines ------------------------------------------------------------------------------

class EventAssemblerTest : public testing::Test {
 protected:
  void add(const std::string& text, bool is_ended = true, LogStream stream = LogStream::kOutput) {
    assembler_.add({kNow, stream, text, is_ended}, queue_);
  }

  EventAssembler assembler_{*MultilinePattern::compile("^INFO")};
  EventQueue queue_;
};

TEST_F(EventAssemblerTest, AnEventBeginsWithALineThatMatches) {
  add("before");
  add("INFO one");
  add("  at two");
  add("INFO three");
  EXPECT_THAT(messages(queue_.take_batch()), ElementsAre("before\n", "INFO one\n  at two\n"));
  assembler_.flush(queue_);
  EXPECT_THAT(messages(queue_.take_batch()), ElementsAre("INFO three\n"));
  EXPECT_TRUE(assembler_.empty());
}

TEST_F(EventAssemblerTest, TheRestOfALineBeginsNothing) {
  add("INFO long ", false);
  add("INFO is in its rest", true);
  EXPECT_TRUE(queue_.empty());
  add("INFO next");
  EXPECT_THAT(messages(queue_.take_batch()), ElementsAre("INFO long INFO is in its rest\n"));
}

TEST_F(EventAssemblerTest, AnEventIsNoLongerThanOneCanBe) {
  add("INFO");
  add(std::string(kMaxLineBytes, 'a'));
  add(std::string(kMaxLineBytes, 'b'));
  assembler_.flush(queue_);
  const std::vector<LogEvent> events = queue_.take_batch();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[1].message, std::string(kMaxLineBytes, 'a'));
}

}  // namespace
}  // namespace eni::sandbox::task_engine
