#include "sandbox/services/s3/conditions.h"

#include <gtest/gtest.h>

#include "base/time_text.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr const char* kBefore = "Sun, 30 Aug 2015 12:35:59 GMT";
constexpr const char* kSame = "Sun, 30 Aug 2015 12:36:00 GMT";
constexpr const char* kToCome = "Mon, 31 Aug 2015 12:36:00 GMT";
constexpr const char* kAfter = "Sun, 30 Aug 2015 12:36:01 GMT";

TEST(Conditions, DecideAsTheStandardSays) {
  const struct {
    const char* what;
    Conditions conditions;
    Outcome outcome;
  } rows[] = {
      {"none", {}, Outcome::kProceed},
      {"match", {.if_match = "\"e\""}, Outcome::kProceed},
      {"match without quotes", {.if_match = "e"}, Outcome::kProceed},
      {"match of a list", {.if_match = "\"a\", \"e\""}, Outcome::kProceed},
      {"no match", {.if_match = "\"a\""}, Outcome::kFailed},
      {"match wins over unmodified", {.if_match = "e", .if_unmodified_since = kBefore}, Outcome::kProceed},
      {"none match", {.if_none_match = "\"e\""}, Outcome::kNotModified},
      {"none match of all", {.if_none_match = "*"}, Outcome::kNotModified},
      {"none match of another", {.if_none_match = "\"a\""}, Outcome::kProceed},
      {"none match wins over modified",
       {.if_none_match = "\"a\"", .if_modified_since = kAfter},
       Outcome::kProceed},
      {"modified", {.if_modified_since = kBefore}, Outcome::kProceed},
      {"not modified since", {.if_modified_since = kSame}, Outcome::kNotModified},
      {"not modified since a time to come", {.if_modified_since = kToCome}, Outcome::kProceed},
      {"unmodified", {.if_unmodified_since = kSame}, Outcome::kProceed},
      {"not unmodified", {.if_unmodified_since = kBefore}, Outcome::kFailed},
      {"a date that is none", {.if_modified_since = "yesterday"}, Outcome::kProceed},
  };
  const TimePoint modified = *parse_iso8601("2015-08-30T12:36:00.700Z");
  const TimePoint now = modified + std::chrono::seconds{60};
  for (const auto& row : rows)
    EXPECT_EQ(evaluate(row.conditions, "e", modified, now), row.outcome) << row.what;
}

TEST(Conditions, DatesAreReadAsHttpWritesThem) {
  const TimePoint time = *parse_iso8601("2015-08-30T12:36:00Z");
  EXPECT_EQ(parse_http_date(http_date(time)), time);
  for (const char* text :
       {"", "Sun, 30 Foo 2015 12:36:00 GMT", "Sun, 32 Aug 2015 12:36:00 GMT", "2015-08-30T12:36:00Z"})
    EXPECT_FALSE(parse_http_date(text)) << text;
}

}  // namespace
}  // namespace eni::sandbox::s3_service
