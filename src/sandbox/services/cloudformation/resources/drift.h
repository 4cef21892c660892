#pragma once
/// How far a resource is from what its template says. Source: CloudFormation User Guide, "Detect unmanaged configuration changes".
#include "sandbox/services/cloudformation/resources/driver.h"

namespace eni::sandbox::cloudformation {

struct ResourceDrift {
  bool is_deleted = false;
  json::object actual;  ///< the properties that the template has, as they are: without secrets, see `written`
  json::array differences;  ///< {PropertyPath, ExpectedValue, ActualValue, DifferenceType}
};

/// Whether the type's row says how to read a resource.
bool can_drift(const ResourceType& type);

/// A property that operations take.
struct ComparedProperty {
  std::string_view property;
  std::vector<std::string_view> names;  ///< paths under which the service may show it, in what the row reads
  bool can_change = false;              ///< an update changes it
  bool is_collected = false;            ///< a list is of all values at the one path
};
std::vector<ComparedProperty> compared_properties(const ResourceType& type);

/// Compares what operations take and the service shows: a property that it does not show is as expected.
/// @param written  call.properties with references in the places of secrets: these are shown where the actual value is the secret's, and
///                 "****" where it is another
/// @error  the service's
Task<ApiResult<ResourceDrift>> detect_drift(const ResourceType& type, ResourceCall& call,
                                            json::object written);

}  // namespace eni::sandbox::cloudformation
