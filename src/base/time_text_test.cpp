#include "base/time_text.h"

#include <gtest/gtest.h>

namespace eni {
namespace {

const TimePoint kTime = TimePoint{std::chrono::milliseconds{1'440'938'160'123}};

TEST(TimeText, WritesEachFormOfTheProtocols) {
  EXPECT_EQ(iso8601(kTime), "2015-08-30T12:36:00Z");
  EXPECT_EQ(iso8601_millis(kTime), "2015-08-30T12:36:00.123Z");
  EXPECT_EQ(time_of_day_millis(kTime), "12:36:00.123");
  EXPECT_EQ(basic_iso8601(kTime), "20150830T123600Z");
  EXPECT_EQ(http_date(kTime), "Sun, 30 Aug 2015 12:36:00 GMT");
  EXPECT_DOUBLE_EQ(epoch_seconds(kTime), 1440938160.123);
}

TEST(TimeText, FillsEachFieldWithZeros) {
  const TimePoint early = *parse_iso8601("0099-01-02T03:04:05.006Z");
  EXPECT_EQ(iso8601_millis(early), "0099-01-02T03:04:05.006Z");
  EXPECT_EQ(basic_iso8601(early), "00990102T030405Z");
  EXPECT_EQ(http_date(early), "Fri, 02 Jan 0099 03:04:05 GMT");
}

TEST(TimeText, ReadsIso8601WithItsVariants) {
  const struct {
    const char* text;
    std::optional<std::string> utc;
  } rows[] = {
      {"2015-08-30", "2015-08-30T00:00:00.000Z"},
      {"2015-08-30T12:36Z", "2015-08-30T12:36:00.000Z"},
      {"2015-08-30T12:36:00.5Z", "2015-08-30T12:36:00.500Z"},
      {"2015-08-30T12:36:00+02:00", "2015-08-30T10:36:00.000Z"},
      {"2015-02-30", std::nullopt},
      {"2015-08-30T12:36:00", std::nullopt},
      {"yesterday", std::nullopt},
  };
  for (const auto& row : rows) {
    const auto time = parse_iso8601(row.text);
    EXPECT_EQ(time ? std::optional{iso8601_millis(*time)} : std::nullopt, row.utc) << row.text;
  }
}

TEST(TimeText, ReadsWhatItWrites) {
  EXPECT_EQ(parse_basic_iso8601("20150830T123600Z"), kTime - Duration{123});
  EXPECT_EQ(parse_http_date("Sun, 30 Aug 2015 12:36:00 GMT"), kTime - Duration{123});
  for (const char* text : {"", "Sun, 30", "Sun, 30 August 2015 12:36:00 GMT", "Sun, 30 Aug 2015 12:36:00 CET",
                           "Sun, 31 Feb 2015 12:36:00 GMT", "Sunday, 30-Aug-15 12:36:00 GMT"})
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
}

}  // namespace
}  // namespace eni
