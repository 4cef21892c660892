#pragma once
/// What EC2's resource types share: parameters as EC2 names them on the wire, tags, the one item of a Describe.
#include "sandbox/services/cloudformation/resources/driver.h"

namespace eni::sandbox::cloudformation {

inline constexpr Tagging kEc2Tagging{
    "Tag", Tagging::Form::kSpecification, "CreateTags", "DeleteTags", "ResourceId", "Tag"};
/// What EC2 says while something else holds what is to be deleted, and may let go.
inline constexpr std::string_view kEc2InTheWay[] = {"DependencyViolation", "InvalidParameterValue.InUse",
                                                    "IncorrectState", "InvalidNetworkInterface.InUse"};

/// The properties named, under their own names and as texts. For those that EC2 names alike.
void copy_to_ec2(const json::object& properties, std::initializer_list<std::string_view> names,
                 json::object& params);

/// The first of the items that a Describe shows.
/// @error  "NotFound" if it shows none, named after the call's physical id
Task<ApiResult<json::object>> describe_first(ResourceCall& call, std::string_view operation,
                                             json::object params, std::string_view list);
/// {Filter: [{Name, Value: [value]}, …]}
json::object ec2_filters(const std::map<std::string, std::string>& filters);
/// The subnet's entry in its network ACL; "" if there is none.
Task<ApiResult<std::string>> acl_association(ResourceCall& call, std::string subnet);
/// Deletes, while what holds it may let go.
Task<ApiResult<void>> remove_from_ec2(ResourceCall& call, std::string_view operation, json::object params);

}  // namespace eni::sandbox::cloudformation
