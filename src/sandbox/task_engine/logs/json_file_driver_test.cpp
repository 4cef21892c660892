#include "sandbox/task_engine/logs/json_file_driver.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "base/test_folder.h"
#include "base/test_tasks.h"
#include "base/virtual_scheduler.h"

namespace eni::sandbox::task_engine {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::SizeIs;

class NoLogs final : public LogsApi {
 public:
  Task<aws::ApiResult<void>> create_log_group(LogDestination) override {
    co_return aws::not_supported("logs");
  }
  Task<aws::ApiResult<void>> create_log_stream(LogDestination) override {
    co_return aws::not_supported("logs");
  }
  Task<aws::ApiResult<void>> put_log_events(LogDestination, std::vector<LogEvent>) override {
    co_return aws::not_supported("logs");
  }
};

Task<void> start_driver(LogDriver& driver, std::string& outcome) {
  auto starting = driver.start();
  const Result<void> started = co_await std::move(starting);
  outcome = started ? "started" : started.error().message;
}

class JsonFileDriverTest : public testing::Test {
 protected:
  std::string start(JsonFileOptions options) {
    driver_.emplace(options, owner_, LogServices{scheduler_, random_, api_, [this](std::string notice) {
                                                   notices_.push_back(std::move(notice));
                                                 }});
    std::string outcome;
    tasks_.spawn(start_driver(*driver_, outcome));
    return outcome;
  }
  void write(const std::string& text, bool is_ended = true) {
    driver_->write({scheduler_.now(), LogStream::kError, text, is_ended});
  }
  std::string content(const std::string& suffix = "") const {
    std::ostringstream out;
    out << std::ifstream{json_file_path(owner_) + suffix}.rdbuf();
    return out.str();
  }

  TestFolder folder_;
  VirtualScheduler scheduler_;
  SeededRandom random_;
  NoLogs api_;
  LogOwner owner_{"web", "abc", "0f1e", folder_.path().string()};
  std::vector<std::string> notices_;
  std::optional<JsonFileDriver> driver_;
  TestTasks tasks_;
};

TEST_F(JsonFileDriverTest, WritesALineOfJsonForEachLine) {
  ASSERT_EQ(start({}), "started");
  write("a \"b\"\x01\x80");
  write("part", false);
  EXPECT_EQ(content(),
            "{\"log\":\"a "
            "\\\"b\\\"\\u0001\xEF\xBF\xBD\\n\",\"stream\":\"stderr\",\"time\":\"2015-08-30T12:36:00.000Z\"}\n"
            "{\"log\":\"part\",\"stream\":\"stderr\",\"time\":\"2015-08-30T12:36:00.000Z\"}\n");
}

TEST_F(JsonFileDriverTest, TurnsItsFilesAndKeepsAsManyAsAsked) {
  ASSERT_EQ(start({200, 3}), "started");
  for (const char* text : {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine"})
    write(text);
  EXPECT_THAT(content(), HasSubstr("nine"));
  EXPECT_THAT(content(".1"), HasSubstr("seven"));
  EXPECT_THAT(content(".2"), HasSubstr("five"));
  EXPECT_FALSE(fs::exists(json_file_path(owner_) + ".3"));
}

TEST_F(JsonFileDriverTest, OneFileBeginsAnew) {
  ASSERT_EQ(start({100, 1}), "started");
  write("one");
  write("two");
  EXPECT_THAT(content(), testing::AllOf(HasSubstr("two"), testing::Not(HasSubstr("one"))));
  EXPECT_THAT(std::vector(fs::directory_iterator{folder_.path()}, {}), SizeIs(1));
}

TEST_F(JsonFileDriverTest, AFileThatCannotBeMadeIsTold) {
  owner_.folder += "/none";
  EXPECT_EQ(start({}), "failed to initialize logging driver: open " + json_file_path(owner_) +
                           ": No such file or directory");
}

TEST_F(JsonFileDriverTest, NoLinkIsFollowed) {
  fs::create_symlink(folder_.file("elsewhere"), json_file_path(owner_));
  EXPECT_THAT(start({}), HasSubstr("Too many levels of symbolic links"));
  EXPECT_FALSE(fs::exists(folder_.file("elsewhere")));
}

TEST_F(JsonFileDriverTest, WhatCannotBeWrittenIsLost) {
  ASSERT_EQ(start({100, 1}), "started");
  write("one");
  fs::remove_all(folder_.path());
  write("two");
  EXPECT_EQ(driver_->lost_events(), 1U);
  ASSERT_THAT(notices_, SizeIs(1));
  EXPECT_THAT(notices_[0], HasSubstr("were lost: write "));
}

}  // namespace
}  // namespace eni::sandbox::task_engine
