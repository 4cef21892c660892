#include "sandbox/load_balancers/routing/rule_choice.h"

#include <algorithm>

#include "base/glob.h"
#include "base/text.h"

namespace eni::sandbox::load_balancers {
namespace {

constexpr GlobSyntax kWildcards{'*', '?', {}};
constexpr GlobSyntax kQueryWildcards{'*', '?', '\\'};

bool expressions_match(const Condition& condition, std::string_view text, MatchBudget& budget) {
  return std::ranges::any_of(condition.expressions, [&](const RegularExpression& expression) {
    return expression.matches(text, budget) == Match::kYes;
  });
}

bool matches_without_case(const std::vector<std::string>& patterns, std::string_view text) {
  const std::string lower = to_lower(text);
  return std::ranges::any_of(patterns, [&](const std::string& pattern) {
    return glob_matches(to_lower(pattern), lower, kWildcards);
  });
}

bool host_holds(const Condition& condition, const RequestView& request, MatchBudget& budget) {
  return matches_without_case(condition.values, request.host()) ||
         expressions_match(condition, request.host(), budget);
}

bool path_holds(const Condition& condition, const RequestView& request, MatchBudget& budget) {
  const std::string_view path = request.head.path();
  const bool has_pattern = std::ranges::any_of(
      condition.values, [&](const std::string& pattern) { return glob_matches(pattern, path, kWildcards); });
  return has_pattern || expressions_match(condition, path, budget);
}

/// Of several headers of the name, one suffices.
bool header_holds(const Condition& condition, const RequestView& request, MatchBudget& budget) {
  for (const auto& [name, value] : request.head.headers) {
    if (!iequals(name, condition.header)) continue;
    if (matches_without_case(condition.values, value) || expressions_match(condition, value, budget))
      return true;
  }
  return false;
}

bool query_holds(const Condition& condition, const RequestView& request) {
  for (const std::string& pair : split(to_lower(request.head.query()), '&')) {
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    const std::string_view key = std::string_view{pair}.substr(0, equals);
    const std::string_view value = std::string_view{pair}.substr(std::min(equals + 1, pair.size()));
    for (const QueryPattern& pattern : condition.query) {
      const bool has_key = pattern.key.empty() || glob_matches(to_lower(pattern.key), key, kQueryWildcards);
      if (has_key && glob_matches(to_lower(pattern.value), value, kQueryWildcards)) return true;
    }
  }
  return false;
}

bool source_holds(const Condition& condition, const RequestView& request) {
  if (const auto address = vpc::parse_ipv4(request.client))
    return std::ranges::any_of(condition.blocks, [&](const auto& block) { return block.contains(*address); });
  const auto address = vpc::parse_ipv6(request.client);
  return address &&
         std::ranges::any_of(condition.blocks6, [&](const auto& block) { return block.contains(*address); });
}

}  // namespace

std::string_view RequestView::host() const {
  const auto found = head.headers.get("Host");
  if (!found) return {};
  const auto bracket = found->rfind(']');
  const auto colon = found->rfind(':');
  const bool has_port = colon != found->npos && (bracket == found->npos || colon > bracket);
  return has_port ? found->substr(0, colon) : *found;
}

bool holds(const Condition& condition, const RequestView& request, MatchBudget& budget) {
  switch (condition.field) {
    case ConditionField::kHostHeader:
      return host_holds(condition, request, budget);
    case ConditionField::kPathPattern:
      return path_holds(condition, request, budget);
    case ConditionField::kHttpHeader:
      return header_holds(condition, request, budget);
    case ConditionField::kRequestMethod:
      return std::ranges::find(condition.values, request.head.method) != condition.values.end();
    case ConditionField::kQueryString:
      return query_holds(condition, request);
    case ConditionField::kSourceIp:
      return source_holds(condition, request);
  }
  return false;
}

const Rule* choose_rule(const std::vector<Rule>& rules, const RequestView& request) {
  MatchBudget budget;
  for (const Rule& rule : rules) {
    const auto all_hold = [&](const Condition& condition) { return holds(condition, request, budget); };
    if (std::ranges::all_of(rule.conditions, all_hold)) return &rule;
  }
  return nullptr;
}

}  // namespace eni::sandbox::load_balancers
