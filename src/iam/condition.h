#pragma once
/// Conditions of a policy statement: every operator of IAM, with IfExists and the two set qualifiers.
/// Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "… Multivalued context keys".
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iam/context_keys.h"
#include "iam/pattern.h"

namespace eni::iam {

/// What an operator compares.
enum class Comparison {
  kStringEquals,
  kStringEqualsIgnoreCase,
  kStringLike,
  kNumericEquals,
  kNumericLessThan,
  kNumericLessThanEquals,
  kNumericGreaterThan,
  kNumericGreaterThanEquals,
  kDateEquals,
  kDateLessThan,
  kDateLessThanEquals,
  kDateGreaterThan,
  kDateGreaterThanEquals,
  kBool,
  kBinaryEquals,
  kIpAddress,
  kArnLike,  ///< ArnEquals behaves the same
  kNull,
};

bool compares_dates(Comparison comparison);

/// How a key with several values is compared.
enum class SetQualifier { kNone, kForAllValues, kForAnyValue };

struct ConditionOperator {
  Comparison comparison = Comparison::kStringEquals;
  bool negated = false;    ///< StringNotEquals and the like: true only if no value matches
  bool if_exists = false;  ///< true when the request has no such key
  SetQualifier qualifier = SetQualifier::kNone;

  /// "ForAnyValue:StringLikeIfExists" and the like; case-insensitive as in AWS. Nothing for any other text.
  static std::optional<ConditionOperator> parse(std::string_view name);
};

/// One key under one operator.
struct Condition {
  ConditionOperator op;
  std::string key;  ///< lower case
  std::vector<Pattern> values;
  std::string written_key;  ///< as the policy spells it, for people

  /// @param variables  by the policy's version
  static Condition make(ConditionOperator op, std::string_view key, const std::vector<std::string>& values,
                        Variables variables);
};

bool holds(const Condition& condition, const ContextKeys& keys);

/// Whether `address` lies in `range`: an address or a CIDR block, IPv4 or IPv6.
bool is_in_range(std::string_view address, std::string_view range);

}  // namespace eni::iam
