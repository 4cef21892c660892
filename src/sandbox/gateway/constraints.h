#pragma once
/// Input against the constraints of AWS's models, refused in the words that services share: "2 validation
/// errors detected: Value 'a' at 'roleName' failed to satisfy constraint: Member must have length …; Value
/// null at …".
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/params.h"

namespace eni::sandbox {

struct TextConstraint {
  std::size_t min = 0;
  std::size_t max = std::numeric_limits<std::size_t>::max();
  std::string_view pattern = {};                     ///< as the message names it
  bool (*matches)(std::string_view text) = nullptr;  ///< whether the text satisfies it
};

/// [\w+=,.@-]: what names in IAM and STS are made of.
bool is_iam_name(std::string_view text);

/// Reads members one by one and keeps what is wrong with them; check() tells it all at once.
class ConstraintChecker {
 public:
  explicit ConstraintChecker(const Params& params) : params_{params} {}

  /// "" if absent, which is a violation.
  std::string required_text(std::string_view name, const TextConstraint& constraint);
  std::optional<std::string> text(std::string_view name, const TextConstraint& constraint);
  std::optional<long long> integer(std::string_view name, long long min, long long max);
  /// @param allowed  as AWS lists them
  std::optional<std::string> one_of(std::string_view name, const std::vector<std::string_view>& allowed);
  /// A value that is no member by itself, e.g. 'tags.1.member.key'.
  void check_text(std::string_view member, const std::string& value, const TextConstraint& constraint);
  void check_one_of(std::string_view member, const std::string& value,
                    const std::vector<std::string_view>& allowed);
  void add(std::string_view member, const std::string& value, const std::string& constraint);

  /// @error  ValidationError (400)
  aws::ApiResult<void> check() const;

 private:
  void add_null(std::string_view member);

  const Params& params_;
  std::vector<std::string> violations_;
};

}  // namespace eni::sandbox
