#include "iam/condition.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstring>

#include "base/text.h"
#include "base/time_text.h"

namespace eni::iam {
namespace {

struct OperatorName {
  std::string_view name;
  Comparison comparison;
  bool negated;
};

constexpr OperatorName kOperators[] = {
    {"stringequals", Comparison::kStringEquals, false},
    {"stringnotequals", Comparison::kStringEquals, true},
    {"stringequalsignorecase", Comparison::kStringEqualsIgnoreCase, false},
    {"stringnotequalsignorecase", Comparison::kStringEqualsIgnoreCase, true},
    {"stringlike", Comparison::kStringLike, false},
    {"stringnotlike", Comparison::kStringLike, true},
    {"numericequals", Comparison::kNumericEquals, false},
    {"numericnotequals", Comparison::kNumericEquals, true},
    {"numericlessthan", Comparison::kNumericLessThan, false},
    {"numericlessthanequals", Comparison::kNumericLessThanEquals, false},
    {"numericgreaterthan", Comparison::kNumericGreaterThan, false},
    {"numericgreaterthanequals", Comparison::kNumericGreaterThanEquals, false},
    {"dateequals", Comparison::kDateEquals, false},
    {"datenotequals", Comparison::kDateEquals, true},
    {"datelessthan", Comparison::kDateLessThan, false},
    {"datelessthanequals", Comparison::kDateLessThanEquals, false},
    {"dategreaterthan", Comparison::kDateGreaterThan, false},
    {"dategreaterthanequals", Comparison::kDateGreaterThanEquals, false},
    {"bool", Comparison::kBool, false},
    {"binaryequals", Comparison::kBinaryEquals, false},
    {"ipaddress", Comparison::kIpAddress, false},
    {"notipaddress", Comparison::kIpAddress, true},
    {"arnequals", Comparison::kArnLike, false},
    {"arnnotequals", Comparison::kArnLike, true},
    {"arnlike", Comparison::kArnLike, false},
    {"arnnotlike", Comparison::kArnLike, true},
    {"null", Comparison::kNull, false},
};

bool cut_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool cut_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

Wildcards wildcards_of(Comparison comparison) {
  return comparison == Comparison::kStringLike || comparison == Comparison::kArnLike ? Wildcards::kMatch
                                                                                     : Wildcards::kPlain;
}

std::optional<double> number(std::string_view text) {
  text = trim(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Dates are ISO 8601 or seconds since the epoch.
std::optional<double> date(std::string_view text) {
  if (const auto time = parse_iso8601(trim(text))) return epoch_seconds(*time);
  return number(text);
}

bool ordered(Comparison comparison, double actual, double wanted) {
  switch (comparison) {
    case Comparison::kNumericLessThan:
    case Comparison::kDateLessThan:
      return actual < wanted;
    case Comparison::kNumericLessThanEquals:
    case Comparison::kDateLessThanEquals:
      return actual <= wanted;
    case Comparison::kNumericGreaterThan:
    case Comparison::kDateGreaterThan:
      return actual > wanted;
    case Comparison::kNumericGreaterThanEquals:
    case Comparison::kDateGreaterThanEquals:
      return actual >= wanted;
    default:
      return actual == wanted;
  }
}

/// A value that is no number or no date compares with nothing.
bool compare_ordered(Comparison comparison, std::string_view actual, std::string_view wanted) {
  const auto read = compares_dates(comparison) ? date : number;
  const auto left = read(actual);
  const auto right = read(wanted);
  return left && right && ordered(comparison, *left, *right);
}

/// One value of the request against one value of the policy, its variables filled in.
bool compare(Comparison comparison, std::string_view actual, std::string_view wanted) {
  switch (comparison) {
    case Comparison::kStringEquals:
    case Comparison::kBinaryEquals:
      return actual == wanted;
    case Comparison::kStringEqualsIgnoreCase:
    case Comparison::kBool:
      return iequals(actual, wanted);
    case Comparison::kStringLike:
      return matches_marked(wanted, actual);
    case Comparison::kIpAddress:
      return is_in_range(actual, wanted);
    case Comparison::kArnLike:
      return matches_marked_arn(wanted, actual);
    default:
      return compare_ordered(comparison, actual, wanted);
  }
}

bool matches_one(const Condition& condition, std::string_view actual, const ContextKeys& keys) {
  for (const Pattern& pattern : condition.values) {
    if (const Marked* fixed = pattern.fixed()) {
      if (compare(condition.op.comparison, actual, *fixed)) return true;
    } else if (const auto expanded = pattern.expand(keys)) {
      if (compare(condition.op.comparison, actual, *expanded)) return true;
    }
  }
  return false;
}

/// Null: "true" wants the key absent, "false" wants it there.
bool holds_null(const Condition& condition, bool present, const ContextKeys& keys) {
  return matches_one(
      Condition{{Comparison::kBool, false, false, SetQualifier::kNone}, condition.key, condition.values, {}},
      present ? "false" : "true", keys);
}

bool holds_without_value(const ConditionOperator& op) {
  if (op.if_exists || op.qualifier == SetQualifier::kForAllValues) return true;
  return op.qualifier == SetQualifier::kNone && op.negated;
}

}  // namespace

bool compares_dates(Comparison comparison) {
  return comparison >= Comparison::kDateEquals && comparison <= Comparison::kDateGreaterThanEquals;
}

std::optional<ConditionOperator> ConditionOperator::parse(std::string_view name) {
  const std::string lower = to_lower(name);
  std::string_view rest = lower;
  ConditionOperator op;
  if (cut_prefix(rest, "forallvalues:")) {
    op.qualifier = SetQualifier::kForAllValues;
  } else if (cut_prefix(rest, "foranyvalue:")) {
    op.qualifier = SetQualifier::kForAnyValue;
  }
  op.if_exists = cut_suffix(rest, "ifexists");
  for (const OperatorName& row : kOperators) {
    if (row.name != rest) continue;
    // IfExists cannot be added to Null, which asks just that.
    if (row.comparison == Comparison::kNull && op.if_exists) return std::nullopt;
    op.comparison = row.comparison;
    op.negated = row.negated;
    return op;
  }
  return std::nullopt;
}

Condition Condition::make(ConditionOperator op, std::string_view key, const std::vector<std::string>& values,
                          Variables variables) {
  Condition condition{op, to_lower(key), {}, std::string{key}};
  for (const std::string& value : values)
    condition.values.emplace_back(value, variables, wildcards_of(op.comparison));
  return condition;
}

bool holds(const Condition& condition, const ContextKeys& keys) {
  const ConditionOperator& op = condition.op;
  const auto actual = keys.find(condition.key);
  if (op.comparison == Comparison::kNull) return holds_null(condition, actual.has_value(), keys);
  if (!actual || actual->empty()) return holds_without_value(op);
  const auto satisfied = [&](const std::string& value) {
    return matches_one(condition, value, keys) != op.negated;
  };
  // Without a qualifier several values are an author's mistake that AWS tolerates: one match is a match, and
  // a negated operator wants none.
  const bool all =
      op.qualifier == SetQualifier::kForAllValues || (op.qualifier == SetQualifier::kNone && op.negated);
  return all ? std::all_of(actual->begin(), actual->end(), satisfied)
             : std::any_of(actual->begin(), actual->end(), satisfied);
}

namespace {

struct Address {
  std::array<unsigned char, 16> bytes{};
  int bits = 0;  ///< 32 or 128; 0 if the text is no address
};

Address parse_address(std::string_view text) {
  const std::string copy{text};
  Address address;
  if (inet_pton(AF_INET, copy.c_str(), address.bytes.data()) == 1) {
    address.bits = 32;
  } else if (inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) == 1) {
    address.bits = 128;
  }
  return address;
}

bool same_prefix(const Address& a, const Address& b, int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (std::memcmp(a.bytes.data(), b.bytes.data(), whole) != 0) return false;
  if (bits % 8 == 0) return true;
  const int mask = 0xff << (8 - bits % 8);
  return ((a.bytes[whole] ^ b.bytes[whole]) & mask & 0xff) == 0;
}

}  // namespace

bool is_in_range(std::string_view address, std::string_view range) {
  const std::size_t slash = range.find('/');
  const Address inside = parse_address(address);
  const Address network = parse_address(range.substr(0, slash));
  if (inside.bits == 0 || inside.bits != network.bits) return false;
  if (slash == std::string_view::npos) return same_prefix(inside, network, inside.bits);
  const auto length = parse_integer(range.substr(slash + 1));
  if (!length || *length < 0 || *length > network.bits) return false;
  return same_prefix(inside, network, static_cast<int>(*length));
}

}  // namespace eni::iam
