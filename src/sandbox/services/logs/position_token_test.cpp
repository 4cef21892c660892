#include "sandbox/services/logs/position_token.h"

#include <gtest/gtest.h>

namespace eni::sandbox::logs_service {
namespace {

TEST(PositionToken, EventIdsAreFiftySixDigitsAndSortLikeEvents) {
  EXPECT_EQ(event_id({1'440'938'160'123, 7}), "00000001440938160123000000000000000000000000000000000007");
  EXPECT_LT(event_id({5, 9}), event_id({6, 1}));
  EXPECT_LT(event_id({6, 9}), event_id({6, 10}));
}

TEST(PositionToken, PageTokensRoundTrip) {
  const std::string token = page_token({LogsRepository::Direction::kBackward, {12, 34}});
  EXPECT_TRUE(token.starts_with("b/"));
  EXPECT_TRUE(token.ends_with("/s"));
  const auto parsed = parse_page_token(token);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->direction, LogsRepository::Direction::kBackward);
  EXPECT_EQ(parsed->position.time, 12);
  EXPECT_EQ(parsed->position.id, 34);
}

TEST(PositionToken, WhatIsNoTokenIsRefused) {
  for (const char* text : {"", "f/", "f/12/s", "x/00000001440938160123000000000000000000000000000000000007/s",
                           "f/-0000001440938160123000000000000000000000000000000000007/s"})
    EXPECT_FALSE(parse_page_token(text)) << text;
}

}  // namespace
}  // namespace eni::sandbox::logs_service
