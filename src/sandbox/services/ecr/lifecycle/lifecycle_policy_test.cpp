#include "sandbox/services/ecr/lifecycle/lifecycle_policy.h"

#include <gtest/gtest.h>

namespace eni::sandbox::ecr_service {
namespace {

std::string rule(int priority, const std::string& selection, const std::string& action = "expire") {
  return R"({"rulePriority":)" + std::to_string(priority) + R"(,"selection":{)" + selection +
         R"(},"action":{"type":")" + action + R"("}})";
}

std::string policy(const std::string& rules) { return R"({"rules":[)" + rules + "]}"; }

const std::string kKeepTwo = R"("countType":"imageCountMoreThan","countNumber":2)";
const std::string kTwoDays = R"("countType":"sinceImagePushed","countUnit":"days","countNumber":2)";
const std::string kUntagged = R"("tagStatus":"untagged",)";
const std::string kAny = R"("tagStatus":"any",)";

std::string tagged(const std::string& patterns) {
  return R"("tagStatus":"tagged","tagPatternList":[)" + patterns + "],";
}

TEST(LifecyclePolicy, IsRefusedWithAReason) {
  const struct {
    const char* what;
    std::string text;
    const char* error;  ///< "" where it is one
  } rows[] = {
      {"one", policy(rule(1, kUntagged + kKeepTwo)), ""},
      {"no JSON", "x", "string [] is not a JSON object"},
      {"no rules", policy(""), "rules must be a list of 1 to 50 rules"},
      {"no priority", policy(rule(0, kUntagged + kKeepTwo)), "rulePriority must be a number from 1 to 999"},
      {"no tag status", policy(rule(1, kKeepTwo)), "tagStatus must be tagged, untagged or any"},
      {"tagged with nothing", policy(rule(1, R"("tagStatus":"tagged",)" + kKeepTwo)),
       "tagStatus tagged needs a tagPatternList or a tagPrefixList"},
      {"untagged with patterns",
       policy(rule(1, R"("tagStatus":"untagged","tagPrefixList":["a"],)" + kKeepTwo)),
       "only tagStatus tagged has a tagPatternList or a tagPrefixList"},
      {"no count", policy(rule(1, kAny + R"("countType":"imageCountMoreThan")")),
       "countNumber must be a positive number"},
      {"days of images", policy(rule(1, kAny + kKeepTwo + R"(,"countUnit":"days")")),
       "countType imageCountMoreThan has no countUnit"},
      {"no unit", policy(rule(1, kAny + R"("countType":"sinceImagePushed","countNumber":1)")),
       "countType sinceImagePushed needs the countUnit days"},
      {"pulls",
       policy(rule(1, kAny + R"("countType":"sinceImagePulled","countUnit":"days","countNumber":1)")),
       "countType 'sinceImagePulled' is not supported; it is imageCountMoreThan or sinceImagePushed"},
      {"archiving", policy(rule(1, kAny + kKeepTwo, "transition")),
       "action type 'transition' is not supported; it is expire"},
      {"twice", policy(rule(1, kUntagged + kKeepTwo) + "," + rule(1, kAny + kKeepTwo)),
       "two rules have the same rulePriority"},
      {"any before", policy(rule(2, kUntagged + kKeepTwo) + "," + rule(1, kAny + kKeepTwo)),
       "a rule with tagStatus any must be the last"},
  };
  for (const auto& row : rows) {
    const auto parsed = parse_lifecycle_policy(row.text);
    EXPECT_EQ(parsed.has_error() ? parsed.error().message : "", row.error) << row.what;
  }
}

TEST(LifecyclePolicy, TakesWhatIsTooMuchOrTooOld) {
  const TimePoint now{std::chrono::hours{24 * 100}};
  const auto days_ago = [now](int days) { return now - std::chrono::hours{24} * days; };
  const std::vector<LifecycleImage> images = {
      {"a", {"v1", "prod-1"}, days_ago(5)},
      {"b", {"v2"}, days_ago(4)},
      {"c", {"v3"}, days_ago(3)},
      {"d", {}, days_ago(2)},
      {"e", {}, days_ago(1)},
      {"f", {}, days_ago(0)},
  };
  const struct {
    const char* what;
    std::string text;
    std::vector<Expiry> expiring;
  } rows[] = {
      {"the oldest beyond two", policy(rule(1, kAny + kKeepTwo)), {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}}},
      {"untagged ones alone", policy(rule(1, kUntagged + kKeepTwo)), {{"d", 1}}},
      {"by age", policy(rule(1, kUntagged + kTwoDays)), {{"d", 1}}},
      {"by a pattern", policy(rule(1, tagged(R"("v*")") + kKeepTwo)), {{"a", 1}}},
      {"with a tag for each pattern", policy(rule(1, tagged(R"("v*","prod-*")") + kTwoDays)), {{"a", 1}}},
      {"a prefix",
       policy(rule(1, R"("tagStatus":"tagged","tagPrefixList":["prod"],)" + kTwoDays)),
       {{"a", 1}}},
      {"what a rule asks for is not for those behind it",
       policy(rule(1, tagged(R"("prod-*")") + kKeepTwo) + "," + rule(2, kAny + kTwoDays)),
       {{"b", 2}, {"c", 2}, {"d", 2}}},
      {"but counts there",
       policy(rule(1, tagged(R"("v3")") + kKeepTwo) + "," + rule(2, tagged(R"("v*")") + kKeepTwo)),
       {{"a", 2}}},
  };
  for (const auto& row : rows) {
    const auto parsed = parse_lifecycle_policy(row.text);
    ASSERT_TRUE(parsed) << row.what << parsed.error();
    EXPECT_EQ(expiring_images(*parsed, images, now), row.expiring) << row.what;
  }
}

}  // namespace
}  // namespace eni::sandbox::ecr_service
