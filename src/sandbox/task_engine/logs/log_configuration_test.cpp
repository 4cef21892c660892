#include "sandbox/task_engine/logs/log_configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sandbox/task_engine/logs/log_driver.h"
#include "sandbox/task_engine/logs/multiline_pattern.h"

namespace eni::sandbox::task_engine {
namespace {

using std::chrono::seconds;
using Driver = LogConfiguration::Driver;

Result<LogConfiguration> read(std::string_view driver, std::string_view options,
                              LogMode default_mode = LogMode::kBlocking) {
  return read_log_configuration({{"logDriver", driver}, {"options", *parse_json(options)}}, default_mode);
}

TEST(LogConfiguration, WithoutOneIsJsonFile) {
  const auto found = read_log_configuration({}, LogMode::kNonBlocking);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->driver, Driver::kJsonFile);
  EXPECT_EQ(found->mode, LogMode::kNonBlocking);
  EXPECT_EQ(found->max_buffer_bytes, 10ULL << 20);
}

TEST(LogConfiguration, ReadsAwslogs) {
  const auto found = read("awslogs", R"({"awslogs-group": "/ecs/web", "awslogs-region": "us-east-1",
      "awslogs-stream-prefix": "ecs", "awslogs-create-group": "true", "awslogs-datetime-format": "%Y-%m-%d",
      "awslogs-force-flush-interval-seconds": "1", "mode": "non-blocking", "max-buffer-size": "4m"})");
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->driver, Driver::kAwslogs);
  EXPECT_EQ(found->mode, LogMode::kNonBlocking);
  EXPECT_EQ(found->max_buffer_bytes, 4ULL << 20);
  EXPECT_EQ(found->awslogs.group, "/ecs/web");
  EXPECT_TRUE(found->awslogs.create_group);
  EXPECT_EQ(found->awslogs.flush_interval, seconds{1});
  EXPECT_EQ(found->awslogs.multiline_pattern, "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])");
}

TEST(LogConfiguration, ReadsTheOthers) {
  const auto file = read("json-file", R"({"max-size": "10k", "max-file": "3"})");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->json_file.max_bytes, 10'240U);
  EXPECT_EQ(file->json_file.max_files, 3U);
  EXPECT_EQ(read("none", "{}")->driver, Driver::kNone);
}

struct Refusal {
  const char* driver;
  const char* options;
  const char* reason;  ///< after "failed to initialize logging driver: "
};

const Refusal kRefusals[] = {
    {"splunk", "{}", "logger: no log driver named 'splunk' is registered"},
    {"awsfirelens", "{}", "logger: no log driver named 'awsfirelens' is registered"},
    {"awslogs", R"({"awslogs-region": "r"})", "must specify a value for log opt 'awslogs-group'"},
    {"awslogs", R"({"awslogs-group": "g"})", "must specify a value for log opt 'awslogs-region'"},
    {"awslogs", R"({"awslogs-grp": "g"})", "unknown log opt 'awslogs-grp' for awslogs log driver"},
    {"awslogs", R"({"awslogs-endpoint": "http://x"})",
     "log opt 'awslogs-endpoint' is not supported by the sandbox"},
    {"awslogs", R"({"awslogs-group": "g", "awslogs-region": "r", "awslogs-create-group": "yes"})",
     "must specify valid value for log opt 'awslogs-create-group': yes"},
    {"awslogs",
     R"({"awslogs-group": "g", "awslogs-region": "r", "awslogs-datetime-format": "%Y", "awslogs-multiline-pattern": "^a"})",
     "you cannot configure log opt 'awslogs-datetime-format' and 'awslogs-multiline-pattern' at the same "
     "time"},
    {"awslogs", R"({"awslogs-group": "g", "awslogs-region": "r", "awslogs-datetime-format": "%Q"})",
     "awslogs-datetime-format: %Q is not supported"},
    {"awslogs",
     R"({"awslogs-group": "g", "awslogs-region": "r", "awslogs-force-flush-interval-seconds": "0"})",
     "must specify a positive integer for log opt 'awslogs-force-flush-interval-seconds': 0"},
    {"none", R"({"mode": "fast"})", "logger: logging mode not supported: fast"},
    {"none", R"({"mode": "blocking", "max-buffer-size": "1m"})",
     "logger: max-buffer-size option is only supported with 'mode=non-blocking'"},
    {"none", R"({"mode": "non-blocking", "max-buffer-size": "much"})",
     "error parsing option max-buffer-size: invalid size: 'much'"},
    {"json-file", R"({"max-size": "-1"})", "max-size must be a positive number"},
    {"json-file", R"({"max-file": "0"})", "max-file cannot be less than 1"},
    {"json-file", R"({"compress": "true"})", "log opt 'compress' is not supported by the sandbox"},
};

TEST(LogConfiguration, RefusesAsDockerDoes) {
  for (const Refusal& row : kRefusals) {
    const auto found = read(row.driver, row.options);
    ASSERT_FALSE(found) << row.options;
    EXPECT_EQ(found.error().message, std::string("failed to initialize logging driver: ") + row.reason);
  }
}

TEST(LogConfiguration, SizesAreAsGoUnitsReadsThem) {
  const std::pair<const char*, std::optional<std::uint64_t>> kRows[] = {
      {"4096", 4096},        {"10k", 10'240},           {"10 KB", 10'240},    {"10KiB", 10'240},
      {"1m", 1 << 20},       {"2g", 2ULL << 30},        {"1t", 1ULL << 40},   {"7b", 7},
      {"", std::nullopt},    {"m", std::nullopt},       {"-1", std::nullopt}, {"1x", std::nullopt},
      {"1kk", std::nullopt}, {"9999999t", std::nullopt}};
  for (const auto& [text, bytes] : kRows) EXPECT_EQ(parse_size(text), bytes) << text;
}

TEST(LogConfiguration, StreamsAreNamedByPrefixContainerAndTask) {
  const LogOwner owner{"web", "abc123", "0f1e", ""};
  AwslogsOptions options;
  EXPECT_EQ(stream_name(options, owner), "abc123");
  options.stream_prefix = "ecs:*";
  EXPECT_EQ(stream_name(options, owner), "ecs__/web/0f1e");
  options.stream = "mine";
  EXPECT_EQ(stream_name(options, owner), "mine");
}

TEST(MultilinePattern, IsLookedForAnywhereInTheLine) {
  struct Case {
    const char* pattern;
    const char* line;
    Match match;
  };
  const Case kCases[] = {
      {"^\\d{4}", "2024-01-01 begins", Match::kYes},
      {"^\\d{4}", " 2024 goes on", Match::kNo},
      {"INFO|WARN", "12:00 WARN low", Match::kYes},
      {"INFO|WARN", "  at main()", Match::kNo},
      {"^$", "", Match::kYes},
      {"^a|b$", "xb", Match::kYes},
  };
  for (const Case& row : kCases)
    EXPECT_EQ(MultilinePattern::compile(row.pattern)->begins_event(row.line), row.match) << row.pattern;
}

TEST(MultilinePattern, NoMoreIsLookedAtThanItsBound) {
  const auto pattern = MultilinePattern::compile("END");
  const std::string far = std::string(MultilinePattern::kMaxLookedAt, 'a') + "END";
  EXPECT_EQ(pattern->begins_event(far), Match::kNo);
  EXPECT_EQ(pattern->begins_event(far.substr(3)), Match::kYes);
}

TEST(MultilinePattern, OneThatCostsTooMuchIsNoticed) {
  const auto pattern = MultilinePattern::compile("(a?){200}(a?){200}b");
  ASSERT_TRUE(pattern);
  EXPECT_EQ(pattern->begins_event(std::string(MultilinePattern::kMaxLookedAt, 'a')), Match::kTooManySteps);
}

TEST(MultilinePattern, WhatItLeavesOpenIsRefused) {
  for (const char* pattern : {"a)|(b", "(", "[", "(?i)a"})
    EXPECT_THAT(
        MultilinePattern::compile(pattern).error().message,
        testing::StartsWith("awslogs could not parse multiline pattern key \"" + std::string(pattern)));
}

TEST(DatetimePattern, MatchesWhatItsFormatWrites) {
  const std::pair<const char*, const char*> kRows[] = {
      {"%Y-%m-%dT%H:%M:%S%L%z", "2024-02-29T23:59:58.123+0000"},
      {"\\[%b %d, %Y %H:%M:%S\\]", "[Dec 31, 2024 00:00:00] INFO"},
      {"%a %A %w %B %y %I %p %f %Z %j", "Sun Sunday 0 March 24 12 PM 123456 CET 366"},
      {"%%", "100%"}};
  for (const auto& [format, line] : kRows) {
    const auto pattern = datetime_pattern(format);
    ASSERT_TRUE(pattern) << format;
    const auto compiled = MultilinePattern::compile(*pattern);
    ASSERT_TRUE(compiled) << compiled.error().message;
    EXPECT_EQ(compiled->begins_event(line), Match::kYes) << format;
    EXPECT_EQ(compiled->begins_event("  at main()"), Match::kNo) << format;
  }
  EXPECT_FALSE(datetime_pattern("%"));
}

}  // namespace
}  // namespace eni::sandbox::task_engine
