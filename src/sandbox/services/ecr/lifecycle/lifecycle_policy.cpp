#include "sandbox/services/ecr/lifecycle/lifecycle_policy.h"

#include <algorithm>
#include <set>

#include "base/glob.h"
#include "base/json.h"

namespace eni::sandbox::ecr_service {
namespace {

using TagStatus = LifecycleRule::TagStatus;
using CountType = LifecycleRule::CountType;

constexpr std::size_t kMaxRules = 50;
constexpr std::int64_t kMaxPriority = 999;
constexpr std::int64_t kMaxCount = 1'000'000;

Error invalid(std::string_view what) { return {std::string(what), ""}; }

/// Prefixes are patterns with a star behind.
void read_patterns(const json::object& selection, LifecycleRule& rule) {
  rule.patterns = texts_at(selection, "tagPatternList");
  for (const std::string& prefix : texts_at(selection, "tagPrefixList"))
    rule.patterns.push_back(prefix + "*");
}

Result<void> read_tag_status(const json::object& selection, LifecycleRule& rule) {
  const std::string status = text_at(selection, "tagStatus");
  if (status != "tagged" && status != "untagged" && status != "any")
    return invalid("tagStatus must be tagged, untagged or any");
  rule.tag_status = status == "tagged"     ? TagStatus::kTagged
                    : status == "untagged" ? TagStatus::kUntagged
                                           : TagStatus::kAny;
  read_patterns(selection, rule);
  const bool needs_patterns = rule.tag_status == TagStatus::kTagged;
  if (needs_patterns == rule.patterns.empty())
    return invalid(needs_patterns ? "tagStatus tagged needs a tagPatternList or a tagPrefixList"
                                  : "only tagStatus tagged has a tagPatternList or a tagPrefixList");
  return {};
}

Result<void> read_count(const json::object& selection, LifecycleRule& rule) {
  const std::string type = text_at(selection, "countType");
  if (type != "imageCountMoreThan" && type != "sinceImagePushed")
    return invalid("countType '" + type.substr(0, 50) +
                   "' is not supported; it is imageCountMoreThan or sinceImagePushed");
  rule.count_type =
      type == "sinceImagePushed" ? CountType::kSinceImagePushed : CountType::kImageCountMoreThan;
  const bool has_unit = selection.contains("countUnit");
  if (rule.count_type == CountType::kSinceImagePushed && text_at(selection, "countUnit") != "days")
    return invalid("countType sinceImagePushed needs the countUnit days");
  if (rule.count_type == CountType::kImageCountMoreThan && has_unit)
    return invalid("countType imageCountMoreThan has no countUnit");
  rule.count = integer_at(selection, "countNumber");
  if (rule.count < 1 || rule.count > kMaxCount) return invalid("countNumber must be a positive number");
  return {};
}

Result<LifecycleRule> read_rule(const json::value& value) {
  LifecycleRule rule;
  const json::object* object = value.if_object();
  if (!object) return invalid("a rule is not an object");
  const std::int64_t priority = integer_at(*object, "rulePriority");
  if (priority < 1 || priority > kMaxPriority) return invalid("rulePriority must be a number from 1 to 999");
  rule.priority = static_cast<int>(priority);
  const json::object& selection = object_at(*object, "selection");
  ENI_CHECK(read_tag_status(selection, rule));
  ENI_CHECK(read_count(selection, rule));
  if (const std::string action = text_at(object_at(*object, "action"), "type"); action != "expire")
    return invalid("action type '" + action.substr(0, 50) + "' is not supported; it is expire");
  return rule;
}

Result<void> check_order(const LifecyclePolicy& rules) {
  for (std::size_t i = 0; i + 1 < rules.size(); ++i) {
    if (rules[i].priority == rules[i + 1].priority) return invalid("two rules have the same rulePriority");
    if (rules[i].tag_status == TagStatus::kAny) return invalid("a rule with tagStatus any must be the last");
  }
  return {};
}

bool has_tag_like(const LifecycleImage& image, const std::string& pattern) {
  return std::any_of(image.tags.begin(), image.tags.end(),
                     [&](const std::string& tag) { return glob_matches(pattern, tag, GlobSyntax{}); });
}

bool asks_for(const LifecycleRule& rule, const LifecycleImage& image) {
  if (rule.tag_status == TagStatus::kUntagged) return image.tags.empty();
  return std::all_of(rule.patterns.begin(), rule.patterns.end(),
                     [&](const std::string& pattern) { return has_tag_like(image, pattern); });
}

/// Of the images that the rule asks for, newest first, those that are too many or too old.
bool is_due(const LifecycleRule& rule, const LifecycleImage& image, std::int64_t newer, TimePoint now) {
  if (rule.count_type == CountType::kImageCountMoreThan) return newer >= rule.count;
  return now - image.pushed >= std::chrono::hours{24} * rule.count;
}

}  // namespace

Result<LifecyclePolicy> parse_lifecycle_policy(std::string_view text) {
  const auto document = parse_json(text);
  if (document.has_error() || !document->is_object()) return invalid("string [] is not a JSON object");
  const json::array& listed = array_at(*document, "rules");
  if (listed.empty() || listed.size() > kMaxRules) return invalid("rules must be a list of 1 to 50 rules");
  LifecyclePolicy rules;
  for (const json::value& value : listed) {
    ENI_TRY(auto rule, read_rule(value));
    rules.push_back(std::move(rule));
  }
  std::sort(rules.begin(), rules.end(), [](const auto& a, const auto& b) { return a.priority < b.priority; });
  ENI_CHECK(check_order(rules));
  return rules;
}

std::vector<Expiry> expiring_images(const LifecyclePolicy& policy, const std::vector<LifecycleImage>& images,
                                    TimePoint now) {
  std::vector<LifecycleImage> newest_first = images;
  std::stable_sort(newest_first.begin(), newest_first.end(),
                   [](const auto& a, const auto& b) { return a.pushed > b.pushed; });
  std::set<std::string> asked_for;  // By rules before: not for those behind them.
  std::vector<Expiry> expiring;
  for (const LifecycleRule& rule : policy) {
    std::vector<Expiry> of_rule;
    std::int64_t newer = 0;
    for (const LifecycleImage& image : newest_first) {
      if (!asks_for(rule, image)) continue;
      const bool is_free = !asked_for.contains(image.digest);
      if (is_due(rule, image, newer++, now) && is_free) of_rule.push_back({image.digest, rule.priority});
    }
    for (const LifecycleImage& image : newest_first)
      if (asks_for(rule, image)) asked_for.insert(image.digest);
    expiring.insert(expiring.end(), of_rule.rbegin(), of_rule.rend());
  }
  return expiring;
}

}  // namespace eni::sandbox::ecr_service
