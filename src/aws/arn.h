#pragma once
/// Amazon Resource Names: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE.
#include <optional>
#include <string>
#include <string_view>

#include "aws/identifiers.h"

namespace eni::aws {

struct Arn {
  std::string partition;  ///< "aws", "aws-cn", "aws-us-gov", …
  std::string service;    ///< "iam"
  std::string region;     ///< empty for global resources
  std::string account;    ///< twelve digits, "aws", or empty
  std::string resource;   ///< everything after the fifth colon, e.g. "role/path/name"

  /// Reads any text of six colon-separated fields that starts with "arn:"; the resource may hold colons.
  static std::optional<Arn> parse(std::string_view text);
  std::string text() const;
  /// The resource up to its first '/' or ':', e.g. "role"; the whole resource if it has neither.
  std::string_view resource_type() const;
  /// What follows that, e.g. "path/name".
  std::string_view resource_id() const;
  /// The part after the last '/', e.g. "name".
  std::string_view resource_name() const;

  bool operator==(const Arn&) const = default;
};

/// An IAM role's ARN: service iam, an account of twelve digits, "role/" with an optional path and a name of
/// 1 to 64 of [A-Za-z0-9+=,.@_-].
bool is_role_arn(std::string_view text);

}  // namespace eni::aws
