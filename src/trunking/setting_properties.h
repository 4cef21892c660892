#pragma once
/// The properties of the custom resource that makes the ECS account setting awsvpcTrunking for hosts' roles.
#include <chrono>
#include <string>
#include <vector>

#include "aws/identifiers.h"
#include "base/json.h"

namespace eni::trunking {

/// The setting this product is about, as ECS names it.
inline constexpr std::string_view kSettingName = "awsvpcTrunking";

/// The one name under which the role is assumed to make its setting, by the function and by the commands: trust and policy of the role
/// are bound to it.
inline constexpr std::string_view kRoleSessionName = "eni-trunking";

/// What a Delete does to the role's setting.
enum class OnDelete {
  kUnset,    ///< removes the role's own record, so that the account's default counts again
  kDisable,  ///< writes "disabled"
  kRetain,   ///< leaves it as it is
};
std::string_view to_string(OnDelete mode);

struct SettingProperties {
  std::vector<std::string> roles;  ///< role ARNs, at least one, none twice
  bool is_list = false;            ///< given as EC2Roles, not as EC2Role
  aws::Region region;
  std::string value = "enabled";  ///< or "disabled"
  OnDelete on_delete = OnDelete::kUnset;
  /// For how long AccessDenied is taken for IAM that has not propagated yet.
  std::chrono::seconds propagation_timeout{120};

  bool operator==(const SettingProperties&) const = default;
};

/// Properties of the past come back with Delete and with rollbacks: there unknown ones are no reason to
/// refuse.
enum class UnknownProperties { kRefuse, kIgnore };

/// Reads ResourceProperties. Every scalar has to be a text, as CloudFormation sends them; Region defaults to
/// `own_region`. ServiceToken and ServiceTimeout are CloudFormation's own and ignored.
/// @error  which property is wrong, how, and what it may be
Result<SettingProperties> read_setting_properties(const json::object& properties,
                                                  const aws::Region& own_region, UnknownProperties unknown);

}  // namespace eni::trunking
