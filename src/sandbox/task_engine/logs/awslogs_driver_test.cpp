#include "sandbox/task_engine/logs/awslogs_driver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_tasks.h"
#include "base/virtual_scheduler.h"
#include "sandbox/task_engine/logs/container_log.h"

namespace eni::sandbox::task_engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

const aws::ApiError kNoGroup{"ResourceNotFoundException", "The specified log group does not exist."};
const aws::ApiError kThrottled{"ThrottlingException", "Rate exceeded"};

/// Answers with what it was told to, in turn, and then with success; keeps what it was given.
class RecordedLogs final : public LogsApi {
 public:
  explicit RecordedLogs(Scheduler& scheduler) : scheduler_{scheduler} {}

  Task<aws::ApiResult<void>> create_log_group(LogDestination to) override {
    calls.push_back("group " + to.group);
    co_return next();
  }
  Task<aws::ApiResult<void>> create_log_stream(LogDestination to) override {
    calls.push_back("stream " + to.group + " " + to.stream + " in " + to.region);
    co_return next();
  }
  Task<aws::ApiResult<void>> put_log_events(LogDestination, std::vector<LogEvent> events) override {
    co_await sleep_for(scheduler_, delay);
    if (std::exchange(defects, std::max(0, defects - 1)) > 0) throw std::runtime_error("SQLite: disk full");
    aws::ApiResult<void> answer = next();
    ++puts;
    if (answer)
      for (LogEvent& event : events) messages.push_back(std::move(event.message));
    co_return answer;
  }

  std::deque<aws::ApiResult<void>> answers;
  std::vector<std::string> calls;
  std::vector<std::string> messages;
  int puts = 0;
  int defects = 0;  ///< so many calls of put_log_events() throw
  Duration delay{};

 private:
  aws::ApiResult<void> next() {
    if (answers.empty()) return {};
    aws::ApiResult<void> answer = answers.front();
    answers.pop_front();
    return answer;
  }

  Scheduler& scheduler_;
};

Task<void> start_into(LogDriver& driver, std::string& outcome) {
  auto starting = driver.start();
  const Result<void> started = co_await std::move(starting);
  outcome = started ? "started" : started.error().message;
}

Task<void> finish_into(LogDriver& driver, bool& is_finished) {
  auto finishing = driver.finish();
  co_await std::move(finishing);
  is_finished = true;
}

class AwslogsDriverTest : public testing::Test {
 protected:
  AwslogsDriverTest() {
    configuration_.driver = LogConfiguration::Driver::kAwslogs;
    configuration_.awslogs.region = "us-east-1";
    configuration_.awslogs.group = "/ecs/web";
    configuration_.awslogs.stream_prefix = "ecs";
  }
  ~AwslogsDriverTest() override { scheduler_.run_ready(); }

  std::string start() {
    driver_ = make_log_driver(
        configuration_, {"web", "abc", "0f1e", ""},
        {scheduler_, random_, api_, [this](const std::string& notice) { notices_.push_back(notice); }});
    std::string outcome = "waits";
    tasks_.spawn(start_into(*driver_, outcome));
    scheduler_.advance(minutes{1});
    return outcome;
  }
  void write(const std::string& text) { driver_->write({scheduler_.now(), LogStream::kOutput, text, true}); }
  bool finish() {
    bool is_finished = false;
    tasks_.spawn(finish_into(*driver_, is_finished));
    scheduler_.advance(minutes{2});
    return is_finished;
  }

  VirtualScheduler scheduler_;
  SeededRandom random_;
  RecordedLogs api_{scheduler_};
  LogConfiguration configuration_;
  std::vector<std::string> notices_;
  std::unique_ptr<LogDriver> driver_;
  TestTasks tasks_;
};

TEST_F(AwslogsDriverTest, NoLineIsLostWhileAFailingStoreThrows) {
  start();
  api_.defects = 40;
  write("one");
  scheduler_.advance(minutes{1});
  write("two");
  EXPECT_TRUE(api_.messages.empty());
  scheduler_.advance(minutes{10});
  EXPECT_EQ(api_.messages, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(notices_, std::vector<std::string>{
                          "log of container web: its lines wait, and are sent again: SQLite: disk full"});
  EXPECT_EQ(driver_->lost_events(), 0U);
}

TEST_F(AwslogsDriverTest, ADefectThatDoesNotPassEndsWithTheContainer) {
  start();
  api_.defects = 1'000'000;
  write("one");
  scheduler_.advance(minutes{1});
  EXPECT_TRUE(finish());
  EXPECT_EQ(driver_->lost_events(), 1U);
}

// ---- the stream -------------------------------------------------------------------------------------------

TEST_F(AwslogsDriverTest, MakesItsStream) {
  EXPECT_EQ(start(), "started");
  EXPECT_THAT(api_.calls, ElementsAre("stream /ecs/web ecs/web/0f1e in us-east-1"));
}

TEST_F(AwslogsDriverTest, AStreamThatIsThereIsTaken) {
  api_.answers = {aws::ApiError{"ResourceAlreadyExistsException", "x"}};
  EXPECT_EQ(start(), "started");
}

TEST_F(AwslogsDriverTest, WithoutItsGroupTheContainerDoesNotStart) {
  api_.answers = {kNoGroup};
  EXPECT_EQ(start(),
            "failed to initialize logging driver: failed to create Cloudwatch log stream: "
            "ResourceNotFoundException: The "
            "specified log group does not exist.");
}

TEST_F(AwslogsDriverTest, MakesItsGroupIfAskedTo) {
  configuration_.awslogs.create_group = true;
  api_.answers = {kNoGroup, aws::ApiResult<void>{}, aws::ApiResult<void>{}};
  EXPECT_EQ(start(), "started");
  EXPECT_THAT(api_.calls, ElementsAre("stream /ecs/web ecs/web/0f1e in us-east-1", "group /ecs/web",
                                      "stream /ecs/web ecs/web/0f1e in us-east-1"));
}

TEST_F(AwslogsDriverTest, AGroupThatMayNotBeMadeIsTold) {
  configuration_.awslogs.create_group = true;
  api_.answers = {kNoGroup, aws::ApiError{"AccessDeniedException", "not authorized"}};
  EXPECT_EQ(start(),
            "failed to initialize logging driver: failed to create Cloudwatch log group: "
            "AccessDeniedException: not "
            "authorized");
}

TEST_F(AwslogsDriverTest, AThrottledCallIsTriedAgain) {
  api_.answers = {kThrottled, aws::ApiError{"InternalFailure", "x", 500}, aws::ApiResult<void>{}};
  EXPECT_EQ(start(), "started");
  EXPECT_EQ(api_.calls.size(), 3U);
}

TEST_F(AwslogsDriverTest, AndGivenUpInTheEnd) {
  api_.answers.assign(9, kThrottled);
  EXPECT_EQ(start(),
            "failed to initialize logging driver: failed to create Cloudwatch log stream: "
            "ThrottlingException: Rate exceeded");
  EXPECT_EQ(api_.calls.size(), 5U);
}

// ---- events -----------------------------------------------------------------------------------------------

TEST_F(AwslogsDriverTest, EventsWaitForTheInterval) {
  ASSERT_EQ(start(), "started");
  write("one");
  scheduler_.advance(seconds{4});
  write("two");
  write("");
  EXPECT_EQ(api_.puts, 0);
  scheduler_.advance(seconds{1});
  EXPECT_THAT(api_.messages, ElementsAre("one", "two"));
  EXPECT_EQ(api_.puts, 1);
  scheduler_.advance(minutes{10});
  EXPECT_EQ(api_.puts, 1);
}

TEST_F(AwslogsDriverTest, AWholeBatchDoesNotWait) {
  ASSERT_EQ(start(), "started");
  for (int i = 0; i < 10'000; ++i) write("a");
  scheduler_.run_ready();
  EXPECT_EQ(api_.messages.size(), 10'000U);
}

TEST_F(AwslogsDriverTest, TheEndSendsWhatWaits) {
  configuration_.awslogs.multiline_pattern = "^INFO";
  ASSERT_EQ(start(), "started");
  write("INFO one");
  write("  at two");
  EXPECT_TRUE(finish());
  EXPECT_THAT(api_.messages, ElementsAre("INFO one\n  at two\n"));
  EXPECT_THAT(notices_, IsEmpty());
}

TEST_F(AwslogsDriverTest, APatternThatCostsTooMuchIsSaidOnce) {
  configuration_.awslogs.multiline_pattern = "(a?){200}(a?){200}b";
  ASSERT_EQ(start(), "started");
  write("one");
  write(std::string(1'000, 'a'));
  write(std::string(1'000, 'a'));
  EXPECT_TRUE(finish());
  EXPECT_THAT(notices_,
              ElementsAre("log of container web: the multi-line pattern costs too much to look for in some "
                          "lines"));
  EXPECT_EQ(api_.messages.size(), 1U);
}

TEST_F(AwslogsDriverTest, AFailedBatchIsTriedAgain) {
  ASSERT_EQ(start(), "started");
  api_.answers = {kThrottled, kThrottled};
  write("one");
  EXPECT_TRUE(finish());
  EXPECT_EQ(api_.puts, 3);
  EXPECT_THAT(api_.messages, ElementsAre("one"));
}

TEST_F(AwslogsDriverTest, WhatIsLostIsCountedAndSaidOnceAMinute) {
  ASSERT_EQ(start(), "started");
  for (int i = 0; i < 4; ++i) {
    api_.answers = {kNoGroup};
    write("one");
    scheduler_.advance(seconds{10});
  }
  EXPECT_EQ(driver_->lost_events(), 4U);
  EXPECT_TRUE(finish());
  EXPECT_THAT(
      notices_,
      ElementsAre(
          "log of container web: 1 events of 3 bytes were lost: ResourceNotFoundException: The specified "
          "log group does not exist.",
          "log of container web: 3 events of 9 bytes were lost: ResourceNotFoundException: The specified "
          "log group does not exist."));
}

TEST_F(AwslogsDriverTest, ABlockingLogHasNoRoomUntilItsBatchesAreSent) {
  ASSERT_EQ(start(), "started");
  api_.delay = seconds{1};
  int told = 0;
  driver_->on_room = [&] { ++told; };
  int written = 0;
  while (driver_->has_room()) {
    write(std::string(100'000, 'a'));
    ++written;
  }
  EXPECT_EQ(written, 42);
  scheduler_.run_ready();
  EXPECT_EQ(told, 0);
  scheduler_.advance(seconds{1});
  EXPECT_EQ(told, 1);
  EXPECT_TRUE(driver_->has_room());
  EXPECT_TRUE(finish());
  EXPECT_EQ(api_.messages.size(), 42U);
  EXPECT_EQ(driver_->lost_events(), 0U);
}

TEST_F(AwslogsDriverTest, ANonBlockingLogLosesWhatItsBufferDoesNotHold) {
  configuration_.mode = LogMode::kNonBlocking;
  configuration_.max_buffer_bytes = 1 << 20;
  ASSERT_EQ(start(), "started");
  api_.delay = seconds{1};
  for (int i = 0; i < 30; ++i) {
    EXPECT_TRUE(driver_->has_room());
    write(std::string(100'000, 'a'));
  }
  EXPECT_EQ(driver_->lost_events(), 10U);
  EXPECT_TRUE(finish());
  EXPECT_EQ(api_.messages.size(), 20U);
  ASSERT_EQ(notices_.size(), 2U);
  EXPECT_EQ(
      notices_[0],
      "log of container web: 1 events of 100000 bytes were lost: the buffer of max-buffer-size is full");
}

TEST_F(AwslogsDriverTest, AnEndThatTakesTooLongLosesTheRest) {
  ASSERT_EQ(start(), "started");
  api_.delay = minutes{60};
  for (int i = 0; i < 15; ++i) write(std::string(100'000, 'a'));
  EXPECT_TRUE(finish());
  EXPECT_EQ(driver_->lost_events(), 15U);
}

}  // namespace
}  // namespace eni::sandbox::task_engine
