#include "net/output_reader.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include "base/jumping_scheduler.h"

namespace eni::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

/// Small enough to follow by hand: 100 bytes at once, 10 more each second.
constexpr OutputLimits kSmall{10, 100, 0};

// ---- lines ------------------------------------------------------------------------------------------------

class OutputLinesTest : public testing::Test {
 protected:
  void take(std::string_view bytes) {
    std::size_t count = SIZE_MAX;
    EXPECT_EQ(lines_.take(now_, bytes, count), bytes.size());
  }

  SteadyTime now_{};
  std::vector<std::string> said_;
  OutputLines lines_{now_, kSmall, [this](std::string line) { said_.push_back(std::move(line)); }};
};

TEST_F(OutputLinesTest, LinesEndAtNewlinesWhereverTheBytesAreCut) {
  take("one\ntw");
  take("o\n\nthr");
  EXPECT_THAT(said_, ElementsAre("one", "two", ""));
  lines_.finish(now_);
  EXPECT_THAT(said_, ElementsAre("one", "two", "", "thr"));
}

TEST_F(OutputLinesTest, TakesNoMoreLinesThanAsked) {
  std::size_t count = 2;
  EXPECT_EQ(lines_.take(now_, "1\n2\n3\n", count), 4U);
  EXPECT_EQ(count, 0U);
  EXPECT_THAT(said_, ElementsAre("1", "2"));
}

TEST_F(OutputLinesTest, WhatExceedsTheBucketIsDroppedForASecondAndToldBeforeTheNextLine) {
  take(std::string(90, 'a') + "\n" + std::string(11, 'b') + "\nc\n");
  take("d\n");
  EXPECT_THAT(said_, ElementsAre(std::string(90, 'a')));
  now_ += seconds{1};
  take("e\n");
  EXPECT_THAT(said_,
              ElementsAre(std::string(90, 'a'),
                          "16 bytes of output were dropped: more than 10 bytes a second were written", "e"));
}

TEST_F(OutputLinesTest, ADroppedLineIsDroppedToItsEnd) {
  take(std::string(101, 'a') + "\nb");
  now_ += seconds{1};
  take("bb\nc\n");
  EXPECT_THAT(said_,
              ElementsAre("106 bytes of output were dropped: more than 10 bytes a second were written", "c"));
}

TEST_F(OutputLinesTest, ADroppedLineWithoutEndGoesOnAfterItsBeginning) {
  take(std::string(101, 'a') + "\nb");
  now_ += seconds{1};
  take("bb");
  take("b\n");
  EXPECT_THAT(said_, ElementsAre("103 bytes of output were dropped: more than 10 bytes a second were written",
                                 "bbb"));
}

TEST_F(OutputLinesTest, TheBucketFillsWithTimeButNoFurther) {
  take(std::string(100, 'a') + "\n");
  now_ += seconds{5};
  take(std::string(50, 'b') + "\n");
  now_ += std::chrono::hours{24 * 365};
  take(std::string(100, 'c') + "\n" + "d\n");
  lines_.report_dropped();
  EXPECT_THAT(said_, ElementsAre(std::string(100, 'a'), std::string(50, 'b'), std::string(100, 'c'),
                                 "2 bytes of output were dropped: more than 10 bytes a second were written"));
}

TEST_F(OutputLinesTest, WhatWasDroppedLastIsToldInTheEnd) {
  take(std::string(101, 'a'));
  lines_.finish(now_);
  EXPECT_THAT(said_,
              ElementsAre("101 bytes of output were dropped: more than 10 bytes a second were written"));
}

TEST(OutputLines, ALongLineComesInPiecesThatEndBetweenCharacters) {
  std::vector<std::string> pieces;
  OutputLines lines{{}, {}, [&](std::string line) { pieces.push_back(std::move(line)); }};
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "\xE2\x82\xAC";
  std::size_t count = SIZE_MAX;
  lines.take({}, text + "\n", count);
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[0].size(), OutputLines::kMaxLine / 3 * 3);
  EXPECT_EQ(pieces[0] + pieces[1], text);
}

TEST(OutputLines, ShortLinesCountMoreThanTheirBytes) {
  std::size_t said = 0;
  OutputLines lines{{}, {10, 100, 9}, [&](std::string) { ++said; }};
  std::string text;
  for (int i = 0; i < 50; ++i) text += "y\n";
  std::size_t count = SIZE_MAX;
  lines.take({}, text, count);
  EXPECT_EQ(said, 10U);
}

// ---- the pipe, in virtual time ----------------------------------------------------------------------------

class PipeWatch final : public DescriptorWatch {
 public:
  explicit PipeWatch(int descriptor, std::function<void()>& waiting)
      : descriptor_{descriptor}, waiting_{waiting} {}
  ~PipeWatch() override { close(descriptor_); }
  int descriptor() const override { return descriptor_; }
  void wait(Event, std::function<void()> handler) override { waiting_ = std::move(handler); }

 private:
  int descriptor_;
  std::function<void()>& waiting_;
};

class OutputReaderTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(pipe2(ends_, O_CLOEXEC), 0);
    fcntl(ends_[1], F_SETFL, O_NONBLOCK);
    start(OutputLimits{});
  }
  ~OutputReaderTest() override { close_writer(); }

  void start(OutputLimits limits) {
    reader_.reset();
    reader_ = OutputReader::start(
        scheduler_, std::make_unique<PipeWatch>(dup(ends_[0]), waiting_), limits,
        [this](std::string line) { said_.push_back(std::move(line)); }, clock());
  }

  SteadyClock clock() {
    return [this] { return SteadyTime{scheduler_.time().now().time_since_epoch()}; };
  }

  std::size_t write(std::string_view bytes) {
    const ssize_t size = ::write(ends_[1], bytes.data(), bytes.size());
    return size < 0 ? 0 : static_cast<std::size_t>(size);
  }
  void close_writer() {
    if (ends_[1] >= 0) close(std::exchange(ends_[1], -1));
  }
  bool is_readable() const {
    pollfd state{ends_[0], POLLIN, 0};
    return poll(&state, 1, 0) == 1;
  }
  /// What the event loop does when there is something to read. @return  whether the reader waited for it
  bool one_turn() {
    if (!waiting_ || !is_readable()) return false;
    std::exchange(waiting_, nullptr)();
    return true;
  }
  void turns() {
    while (one_turn()) scheduler_.time().run_ready();
  }

  int ends_[2] = {-1, -1};
  JumpingScheduler scheduler_;
  std::function<void()> waiting_;
  std::vector<std::string> said_;
  std::unique_ptr<OutputReader> reader_;
};

TEST_F(OutputReaderTest, GivesLinesAsTheyCome) {
  write("one\ntwo\nth");
  turns();
  EXPECT_THAT(said_, ElementsAre("one", "two"));
  reader_->finish();
  EXPECT_THAT(said_, ElementsAre("one", "two", "th"));
  write("another of its writers\n");
  turns();
  EXPECT_EQ(said_.back(), "another of its writers");
}

TEST_F(OutputReaderTest, ReadsAtOnceWhenAsked) {
  write("one\n");
  reader_->read_now();
  EXPECT_THAT(said_, ElementsAre("one"));
}

TEST_F(OutputReaderTest, EndsWithThePipe) {
  write("one\n");
  close_writer();
  turns();
  EXPECT_THAT(said_, ElementsAre("one"));
  EXPECT_FALSE(waiting_) << "it would be woken without end";
}

TEST_F(OutputReaderTest, ATurnIsShortAndOthersHaveTheirsBeforeTheNext) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "y\n";
  write(text);
  ASSERT_TRUE(one_turn());
  EXPECT_EQ(said_.size(), 1000U);
  std::size_t said_at_others_turn = 0;
  scheduler_.post([&] { said_at_others_turn = said_.size(); });
  scheduler_.time().run_ready();
  EXPECT_EQ(said_at_others_turn, 2000U);
  EXPECT_EQ(said_.size(), 5000U);
}

TEST_F(OutputReaderTest, AFloodIsReadSlowlyAndGivenAtItsRate) {
  const std::string chunk = std::string(32'767, 'x') + "\n";
  std::uint64_t written = 0;
  for (int i = 0; i < 5000; ++i) {
    while (const std::size_t size = write(chunk)) {
      written += size;
      turns();
    }
    turns();
    scheduler_.time().advance(milliseconds{1});
  }
  reader_->finish();
  std::uint64_t given = 0;
  int reports = 0;
  for (const std::string& line : said_) {
    given += line.size() + 1;
    if (line.find("bytes of output were dropped") != std::string::npos) ++reports;
  }
  EXPECT_LE(given, (6 + 5) * 1024U * 1024);
  EXPECT_GE(given, 8 * 1024U * 1024);
  EXPECT_LE(written, 5000 / 10 * 5 * 64 * 1024U + 16 * 1024 * 1024) << "the writer was not held";
  EXPECT_GE(reports, 4);
  EXPECT_LE(reports, 6);
}

TEST_F(OutputReaderTest, TheReportComesWithoutFurtherOutput) {
  start(kSmall);
  write(std::string(101, 'a') + "\n");
  turns();
  EXPECT_THAT(said_, IsEmpty());
  scheduler_.time().advance(seconds{1});
  EXPECT_THAT(said_,
              ElementsAre("102 bytes of output were dropped: more than 10 bytes a second were written"));
}

TEST_F(OutputReaderTest, ASetWallClockNeitherHoldsTheOutputNorLetsMoreThrough) {
  for (const Duration jump : {Duration{std::chrono::hours{24}}, Duration{-std::chrono::hours{24}}}) {
    said_.clear();
    start(kSmall);
    write(std::string(101, 'a') + "\n");
    turns();
    scheduler_.jump(jump);
    write("b\n");
    scheduler_.time().advance(milliseconds{999});
    turns();
    EXPECT_THAT(said_, IsEmpty()) << jump.count();
    scheduler_.time().advance(milliseconds{11});
    write("c\n");
    turns();
    EXPECT_THAT(
        said_, ElementsAre("104 bytes of output were dropped: more than 10 bytes a second were written", "c"))
        << jump.count();
  }
}

TEST_F(OutputReaderTest, ItsEndWithinALineIsItsEnd) {
  reader_.reset();
  reader_ = OutputReader::start(scheduler_, std::make_unique<PipeWatch>(dup(ends_[0]), waiting_), {},
                                [this](std::string line) {
                                  said_.push_back(std::move(line));
                                  reader_.reset();
                                });
  write("one\ntwo\n");
  one_turn();
  EXPECT_THAT(said_, ElementsAre("one"));
}

TEST_F(OutputReaderTest, ItsEndWithinALineThatWasAskedForIsItsEndToo) {
  reader_.reset();
  reader_ = OutputReader::start(scheduler_, std::make_unique<PipeWatch>(dup(ends_[0]), waiting_), {},
                                [this](std::string line) {
                                  said_.push_back(std::move(line));
                                  reader_.reset();
                                });
  write("one\ntwo\n");
  reader_->finish();
  EXPECT_THAT(said_, ElementsAre("one"));
}

}  // namespace
}  // namespace eni::net
