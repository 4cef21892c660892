#include "trunking/setting_properties.h"

#include <algorithm>
#include <array>
#include <optional>

#include "aws/arn.h"
#include "aws/partition.h"
#include "base/text.h"

namespace eni::trunking {

namespace {

constexpr std::array<std::string_view, 8> kKnown{"EC2Role",      "EC2Roles",      "Region",
                                                 "Value",        "OnDelete",      "PropagationTimeout",
                                                 "ServiceToken", "ServiceTimeout"};
constexpr std::array<std::pair<std::string_view, OnDelete>, 3> kOnDelete{{
    {"Unset", OnDelete::kUnset},
    {"Disable", OnDelete::kDisable},
    {"Retain", OnDelete::kRetain},
}};
/// Each role costs five exchanges, which have to fit into Lambda's time.
constexpr std::size_t kMaxRoles = 20;
/// Lambda's own longest timeout.
constexpr long long kLongestPropagation = 900;

Error unknown_property(std::string_view name) {
  const auto nearest = std::min_element(kKnown.begin(), kKnown.end(), [name](auto a, auto b) {
    return edit_distance(name, a) < edit_distance(name, b);
  });
  std::string text = "Unknown property " + std::string(name);
  if (edit_distance(to_lower(name), to_lower(*nearest)) <= 2)
    text += "; did you mean " + std::string(*nearest) + "?";
  return {text, ""};
}

Result<void> check_names(const json::object& properties) {
  for (const auto& member : properties)
    if (std::find(kKnown.begin(), kKnown.end(), member.key()) == kKnown.end())
      return unknown_property(member.key());
  return {};
}

/// The text of a property, or nothing if it is absent.
Result<std::optional<std::string>> text_of(const json::object& properties, std::string_view name) {
  const json::value* value = find(properties, name);
  if (!value) return std::optional<std::string>{};
  if (!value->is_string()) return Error{"Property " + std::string(name) + " has to be a text", ""};
  return std::optional<std::string>{as_text(*value)};
}

Result<std::string> role_arn(const std::string& text, std::string_view property) {
  if (aws::is_role_arn(text)) return text;
  return Error{"Property " + std::string(property) +
                   " has to be the ARN of an IAM role (arn:aws:iam::123456789012:role/NAME), not '" +
                   std::string(utf8_prefix(to_valid_utf8(text), 200)) + "'; !GetAtt ROLE.Arn gives it",
               ""};
}

Result<std::vector<std::string>> listed_roles(const json::value& list) {
  if (!list.is_array() || list.get_array().empty() || list.get_array().size() > kMaxRoles)
    return Error{"Property EC2Roles has to be a list of 1 to " + std::to_string(kMaxRoles) + " role ARNs",
                 ""};
  std::vector<std::string> roles;
  for (const json::value& each : list.get_array()) {
    ENI_TRY(std::string role, role_arn(as_text(each), "EC2Roles"));
    if (std::find(roles.begin(), roles.end(), role) != roles.end())
      return Error{"Property EC2Roles names " + role + " twice", ""};
    roles.push_back(std::move(role));
  }
  return roles;
}

Result<void> read_roles(const json::object& properties, SettingProperties& out) {
  ENI_TRY(const auto single, text_of(properties, "EC2Role"));
  const json::value* list = find(properties, "EC2Roles");
  if (single && list) return Error{"Give either EC2Role or EC2Roles, not both", ""};
  if (!single && !list) return Error{"Property EC2Role is missing: the ARN of the hosts' IAM role", ""};
  out.is_list = list != nullptr;
  if (list) {
    ENI_TRY(out.roles, listed_roles(*list));
  } else {
    ENI_TRY(std::string role, role_arn(*single, "EC2Role"));
    out.roles = {std::move(role)};
  }
  return {};
}

Result<void> read_region(const json::object& properties, const aws::Region& own_region,
                         SettingProperties& out) {
  ENI_TRY(const auto region, text_of(properties, "Region"));
  out.region = region ? aws::Region{*region} : own_region;
  if (!aws::is_region(out.region.value))
    return Error{"Property Region has to be a region's name such as eu-central-1, not '" +
                     std::string(utf8_prefix(to_valid_utf8(out.region.value), 100)) + "'",
                 ""};
  for (const std::string& role : out.roles) {
    const std::string partition = aws::Arn::parse(role)->partition;
    if (partition != aws::partition_of(out.region).name)
      return Error{"Role " + role + " is of partition " + partition + ", but region " + out.region.value +
                       " is of partition " + std::string(aws::partition_of(out.region).name),
                   ""};
  }
  return {};
}

Result<void> read_value(const json::object& properties, SettingProperties& out) {
  ENI_TRY(const auto value, text_of(properties, "Value"));
  if (!value) return {};
  if (*value != "enabled" && *value != "disabled")
    return Error{"Property Value has to be enabled or disabled, not '" +
                     std::string(utf8_prefix(to_valid_utf8(*value), 100)) + "'",
                 ""};
  out.value = *value;
  return {};
}

Result<void> read_on_delete(const json::object& properties, SettingProperties& out) {
  ENI_TRY(const auto text, text_of(properties, "OnDelete"));
  if (!text) return {};
  for (const auto& [name, mode] : kOnDelete) {
    if (name != *text) continue;
    out.on_delete = mode;
    return {};
  }
  return Error{"Property OnDelete has to be Unset, Disable or Retain, not '" +
                   std::string(utf8_prefix(to_valid_utf8(*text), 100)) + "'",
               ""};
}

Result<void> read_propagation_timeout(const json::object& properties, SettingProperties& out) {
  ENI_TRY(const auto text, text_of(properties, "PropagationTimeout"));
  if (!text) return {};
  const auto seconds = parse_integer(*text);
  if (!seconds || *seconds < 0 || *seconds > kLongestPropagation)
    return Error{"Property PropagationTimeout has to be a whole number of seconds from 0 to " +
                     std::to_string(kLongestPropagation) + ", not '" +
                     std::string(utf8_prefix(to_valid_utf8(*text), 100)) + "'",
                 ""};
  out.propagation_timeout = std::chrono::seconds{*seconds};
  return {};
}

}  // namespace

std::string_view to_string(OnDelete mode) {
  for (const auto& [name, each] : kOnDelete)
    if (each == mode) return name;
  return "?";
}

Result<SettingProperties> read_setting_properties(const json::object& properties,
                                                  const aws::Region& own_region, UnknownProperties unknown) {
  if (unknown == UnknownProperties::kRefuse) {
    ENI_CHECK(check_names(properties));
  }
  SettingProperties out;
  ENI_CHECK(read_roles(properties, out));
  ENI_CHECK(read_region(properties, own_region, out));
  ENI_CHECK(read_value(properties, out));
  ENI_CHECK(read_on_delete(properties, out));
  ENI_CHECK(read_propagation_timeout(properties, out));
  return out;
}

}  // namespace eni::trunking
