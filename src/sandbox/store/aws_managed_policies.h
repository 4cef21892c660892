#pragma once
/// The AWS managed policies that users of ECS attach. Source: data/aws-managed-policies/README.md.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace eni::sandbox {

struct AwsManagedPolicy {
  std::string_view path;  ///< "/service-role/"
  std::string_view name;
  int version = 1;                ///< the default, the only one that is shown
  std::string_view created_text;  ///< ISO 8601
  std::string_view updated_text;
  std::string_view document;

  /// @param partition  "arn:aws", "arn:aws-cn", …
  std::string arn(std::string_view partition = "arn:aws") const;
  /// Not the one AWS shows: derived from the name.
  std::string unique_id() const;
  std::int64_t created() const;  ///< milliseconds since the epoch
  std::int64_t updated() const;
};

/// In the order of their names.
std::span<const AwsManagedPolicy> aws_managed_policies();
/// By ARN, in any partition; nullptr if there is none.
const AwsManagedPolicy* find_aws_managed_policy(std::string_view arn);

}  // namespace eni::sandbox
