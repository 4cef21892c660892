#pragma once
/// The parameters of a launch, as RunInstances takes them and launch templates keep them: which the sandbox knows, and how
/// replies name them.
/// Source: Amazon EC2 API Reference, RequestLaunchTemplateData, ResponseLaunchTemplateData.
#include <cstdint>
#include <span>
#include <string_view>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::ec2_service {

struct LaunchMember {
  enum class Kind : std::uint8_t { kText, kInteger, kBoolean, kTexts, kStructure, kStructures };
  std::string_view name;   ///< in requests
  std::string_view shown;  ///< in replies
  Kind kind = Kind::kText;
  std::span<const LaunchMember> members = {};  ///< of structures
};

/// What launch templates may hold.
std::span<const LaunchMember> launch_members();

/// The data as replies show it, numbers and booleans as such.
/// @error  UnsupportedOperation (a member that no row names, or an option of launch_options.h that asks for something), InvalidParameterValue (a value of another type)
ApiResult<json::object> shown_launch_data(const json::object& data);

/// `data` with what it lacks taken from `beneath`; tags are merged by key. What a launch says counts before its template.
json::object merge_launch_data(json::object data, const json::object& beneath);

}  // namespace eni::sandbox::ec2_service
