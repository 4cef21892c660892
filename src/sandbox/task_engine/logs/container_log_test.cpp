#include "sandbox/task_engine/logs/container_log.h"

#include <cstdlib>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/test_tasks.h"
#include "base/virtual_scheduler.h"
#include "net/descriptor.h"

namespace eni::sandbox::task_engine {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// Keeps what it is given.
class RecordingDriver final : public LogDriver {
 public:
  Task<Result<void>> start() override { co_return Result<void>{}; }
  bool has_room() const override { return room; }
  void write(const LogLine& line) override { texts.push_back(line.text); }
  Task<void> finish() override {
    is_finished = true;
    co_return;
  }
  std::uint64_t lost_events() const override { return 0; }

  bool room = true;
  bool is_finished = false;
  std::vector<std::string> texts;
};

/// Readiness as the test says.
class ManualWatch final : public net::DescriptorWatch {
 public:
  explicit ManualWatch(int descriptor, std::function<void()>& handler)
      : descriptor_{descriptor}, handler_{handler} {}
  ~ManualWatch() override { handler_ = nullptr; }
  int descriptor() const override { return descriptor_.get(); }
  void wait(Event, std::function<void()> handler) override { handler_ = std::move(handler); }

 private:
  net::Descriptor descriptor_;
  std::function<void()>& handler_;
};

Task<void> finish_log(ContainerLog& log) {
  auto finishing = log.finish();
  co_await std::move(finishing);
}

class ContainerLogTest : public testing::Test {
 protected:
  ContainerLogTest() {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
    writer_.reset(ends[1]);
    log_.read(LogStream::kOutput, std::make_unique<ManualWatch>(ends[0], handler_));
  }

  void write(std::string_view text) {
    ASSERT_EQ(::write(writer_.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  /// Whether someone waits for it.
  bool become_readable() {
    const auto handler = std::exchange(handler_, nullptr);
    if (handler) handler();
    return handler != nullptr;
  }

  VirtualScheduler scheduler_;
  std::function<void()> handler_;
  std::function<void()> other_handler_;  ///< of a pipe that a test adds
  net::Descriptor writer_;
  RecordingDriver* driver_ = new RecordingDriver;
  ContainerLog log_{scheduler_, std::unique_ptr<LogDriver>{driver_}};
  TestTasks tasks_;
};

TEST_F(ContainerLogTest, LinesGoToTheDriverAndTheTail) {
  write("one\ntwo\nthr");
  EXPECT_TRUE(become_readable());
  EXPECT_THAT(driver_->texts, ElementsAre("one", "two"));
  ASSERT_THAT(log_.tail().lines(), SizeIs(2));
  EXPECT_EQ(log_.tail().lines()[1].text, "two");
  write("ee");
  writer_.reset();
  EXPECT_TRUE(become_readable());
  EXPECT_TRUE(become_readable());
  EXPECT_THAT(driver_->texts, ElementsAre("one", "two", "three"));
  EXPECT_FALSE(become_readable());
}

TEST_F(ContainerLogTest, NothingIsReadWhileTheDriverHasNoRoom) {
  driver_->room = false;
  write("one\n");
  EXPECT_TRUE(become_readable());
  EXPECT_THAT(driver_->texts, IsEmpty());
  EXPECT_FALSE(become_readable());
  driver_->room = true;
  driver_->on_room();
  EXPECT_THAT(driver_->texts, ElementsAre("one"));
  write("two\n");
  EXPECT_TRUE(become_readable());
  EXPECT_THAT(driver_->texts, ElementsAre("one", "two"));
}

TEST_F(ContainerLogTest, AFullPipeIsReadAgainAfterAPause) {
  write(std::string(65'535, 'a') + "\n");
  EXPECT_TRUE(become_readable());
  EXPECT_THAT(driver_->texts, SizeIs(1));
  write("two\n");
  EXPECT_FALSE(become_readable());
  scheduler_.advance(milliseconds{9});
  EXPECT_THAT(driver_->texts, SizeIs(1));
  scheduler_.advance(milliseconds{1});
  EXPECT_THAT(driver_->texts, SizeIs(2));
}

/// A terminal gives 4 KiB at most at a time.
TEST_F(ContainerLogTest, SmallReadsCountTogether) {
  for (std::size_t count = 1; count <= 16; ++count) {
    write(std::string(4'095, 'a') + "\n");
    EXPECT_TRUE(become_readable());
    EXPECT_THAT(driver_->texts, SizeIs(count));
  }
  write("more\n");
  EXPECT_FALSE(become_readable());
  scheduler_.advance(milliseconds{10});
  EXPECT_THAT(driver_->texts, SizeIs(17));
  EXPECT_TRUE(become_readable());
}

TEST_F(ContainerLogTest, TheEndTakesWhatIsThereWhoeverStillHoldsThePipe) {
  driver_->room = false;
  write("one\nrest");
  tasks_.spawn(finish_log(log_));
  EXPECT_THAT(driver_->texts, ElementsAre("one", "rest"));
  EXPECT_TRUE(driver_->is_finished);
  EXPECT_FALSE(become_readable());
}

TEST_F(ContainerLogTest, WhatWasWrittenBeforeARestartIsNotLost) {
  write("one\nrest");
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  const net::Descriptor writer{ends[1]};
  log_.read(LogStream::kOutput, std::make_unique<ManualWatch>(ends[0], other_handler_));
  EXPECT_THAT(driver_->texts, ElementsAre("one", "rest"));
}

/// What a terminal's other end has written goes through the kernel's hands, and is not told of before it is read.
TEST_F(ContainerLogTest, TheEndTakesAllThatWasWrittenOnATerminal) {
  const int own = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  ASSERT_EQ(unlockpt(own), 0);
  net::Descriptor container{ioctl(own, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC)};
  ASSERT_TRUE(container);
  log_.read(LogStream::kOutput, std::make_unique<ManualWatch>(own, other_handler_));
  const std::string line(1'000, 'x');
  for (int count = 0; count < 3; ++count)
    ASSERT_EQ(::write(container.get(), (line + "\n").c_str(), line.size() + 1), 1'001);
  container.reset();
  tasks_.spawn(finish_log(log_));
  EXPECT_THAT(driver_->texts, ElementsAre(line + "\r", line + "\r", line + "\r"));
}

TEST_F(ContainerLogTest, BothStreamsAreToldApart) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  const net::Descriptor errors{ends[1]};
  std::function<void()> handler;
  log_.read(LogStream::kError, std::make_unique<ManualWatch>(ends[0], handler));
  write("half");
  ASSERT_EQ(::write(errors.get(), "error\n", 6), 6);
  EXPECT_TRUE(become_readable());
  std::exchange(handler, nullptr)();
  ASSERT_THAT(log_.tail().lines(), SizeIs(1));
  EXPECT_EQ(log_.tail().lines()[0].stream, LogStream::kError);
  tasks_.spawn(finish_log(log_));
  EXPECT_THAT(driver_->texts, ElementsAre("error", "half"));
}

}  // namespace
}  // namespace eni::sandbox::task_engine
