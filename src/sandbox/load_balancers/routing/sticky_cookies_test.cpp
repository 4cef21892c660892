#include "sandbox/load_balancers/routing/sticky_cookies.h"

#include <gtest/gtest.h>

namespace eni::sandbox::load_balancers {
namespace {

constexpr TimePoint kNow{std::chrono::seconds{1'440'938'160}};  // 2015-08-30T12:36:00Z

TargetGroup group_of(Stickiness stickiness) {
  TargetGroup group;
  group.arn = "arn:group";
  group.stickiness = stickiness;
  group.stickiness_duration = Seconds{60};
  group.app_cookie = "session";
  group.targets = {{"a", 80, "1", TargetState::kHealthy}, {"b", 80, "2", TargetState::kHealthy}};
  return group;
}

/// What a browser sends back.
net::Headers returned(const std::vector<std::string>& cookies) {
  net::Headers headers{{"Cookie", "other=1; AWSALBX=2"}};
  for (const std::string& cookie : cookies) headers.add("cookie", cookie.substr(0, cookie.find(';')));
  return headers;
}

TEST(StickyCookies, FindsACookieByItsWholeName) {
  const net::Headers headers{{"Cookie", "ab=1;  a=2=3 ; b"}, {"COOKIE", "c=4"}};
  EXPECT_EQ(find_cookie(headers, "a"), "2=3");
  EXPECT_EQ(find_cookie(headers, "c"), "4");
  EXPECT_EQ(find_cookie(headers, "b"), std::nullopt);
}

TEST(StickyCookies, LeadBackToTheTargetWhileItIsEligible) {
  TargetGroup group = group_of(Stickiness::kLbCookie);
  const StickyCookies cookies{"key"};
  const auto set = cookies.cookies({}, group, group.targets[1], {}, kNow);
  ASSERT_EQ(set.size(), 2U);
  EXPECT_TRUE(set[0].starts_with("AWSALB="));
  EXPECT_TRUE(set[0].ends_with("; Expires=Sun, 30 Aug 2015 12:37:00 GMT; Path=/"));
  EXPECT_TRUE(set[1].starts_with("AWSALBCORS="));
  EXPECT_TRUE(set[1].ends_with("; Path=/; SameSite=None"));
  EXPECT_EQ(cookies.target_of(group, returned(set))->id, "b");
  EXPECT_EQ(cookies.target_of(group, returned({set[1]}))->id, "b");
  EXPECT_EQ(StickyCookies{"another key"}.target_of(group, returned(set)), nullptr);
  EXPECT_EQ(cookies.target_of(group, returned({})), nullptr);
  EXPECT_EQ(cookies.target_of(group_of(Stickiness::kNone), returned(set)), nullptr);
  group.targets[1].state = TargetState::kDraining;
  EXPECT_EQ(cookies.target_of(group, returned(set)), nullptr);
}

TEST(StickyCookies, TheApplicationSaysWhenASessionBegins) {
  const TargetGroup group = group_of(Stickiness::kAppCookie);
  const StickyCookies cookies{"key"};
  EXPECT_TRUE(cookies.cookies({}, group, group.targets[0], {{"Set-Cookie", "other=1"}}, kNow).empty());
  const auto set = cookies.cookies({}, group, group.targets[0], {{"set-cookie", "session=1; Path=/"}}, kNow);
  ASSERT_EQ(set.size(), 1U);
  EXPECT_TRUE(set[0].starts_with("AWSALBAPP-0="));
  EXPECT_EQ(cookies.target_of(group, returned(set))->id, "a");
}

TEST(StickyCookies, LeadBackToTheGroupWhileItHasWeight) {
  Forward forward{{{"arn:other", 1}, {"arn:group", 1}}, Seconds{60}};
  const TargetGroup group = group_of(Stickiness::kNone);
  const StickyCookies cookies{"key"};
  const auto set = cookies.cookies(forward, group, group.targets[0], {}, kNow);
  ASSERT_EQ(set.size(), 2U);
  EXPECT_TRUE(set[0].starts_with("AWSALBTG="));
  EXPECT_TRUE(set[1].starts_with("AWSALBTGCORS="));
  EXPECT_EQ(cookies.group_of(forward, returned(set))->target_group, "arn:group");
  forward.groups[1].weight = 0;
  EXPECT_EQ(cookies.group_of(forward, returned(set)), nullptr);
  forward.groups[1].weight = 1;
  forward.stickiness.reset();
  EXPECT_EQ(cookies.group_of(forward, returned(set)), nullptr);
}

}  // namespace
}  // namespace eni::sandbox::load_balancers
