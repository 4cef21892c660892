#pragma once
/// What the operations of all areas read and look up.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/operation.h"
#include "sandbox/store/autoscaling_instance_repository.h"
#include "sandbox/store/autoscaling_repository.h"

namespace eni::sandbox::autoscaling_service {

/// The input with numbers and booleans as such: the query protocol delivers texts. The gateway has checked it.
json::object typed_input(const Call& call, std::string_view operation);

AutoScalingPlace place_of(const Call& call);
AutoScalingRepository& groups_of(const Call& call);
AutoScalingInstanceRepository& instances_of(const Call& call);

std::int64_t millis(TimePoint time);
TimePoint time_of(std::int64_t millis);

/// The group that a member names, by its name or its ARN.
/// @error  ValidationError: "AutoScalingGroup name not found - AutoScalingGroup 'X' not found"
ApiResult<AutoScalingGroup> find_group(const Call& call, std::string_view name);
/// The one in AutoScalingGroupName.
ApiResult<AutoScalingGroup> named_group(const Call& call);
/// The same for a change. @error  ValidationError if it is being deleted
ApiResult<AutoScalingGroup> changeable_group(const Call& call);

/// An instance of the group, or of any of the account's if `group` is null.
/// @error  ValidationError: "Instance Id not found - No managed instance found for instance ID: i-…"
ApiResult<AutoScalingInstance> find_instance(const Call& call, const AutoScalingGroup* group,
                                             std::string_view id);

/// The names in the input's list, or all that are known. @error  ValidationError: "X is not a valid KIND."
ApiResult<std::vector<std::string>> names_or_all(const json::object& input, std::string_view list,
                                                 std::span<const std::string_view> known,
                                                 std::string_view kind);
/// The entries of the group's list that are none of those named in the member `key`.
json::array entries_without(const AutoScalingGroup& group, std::string_view list, std::string_view key,
                            const std::vector<std::string>& names);

/// What IAM is asked about: the named group with its tags as condition keys. Operations that describe are asked as "*".
Access group_access(const Call& call);
/// The same of calls that say how the group is to be: autoscaling:MinSize, MaxSize, LaunchConfigurationName,
/// LaunchTemplateVersionSpecified, InstanceTypes (the overrides), TargetGroupARNs and VPCZoneIdentifiers, and their tags.
Access changed_group_access(const Call& call);
/// The same with autoscaling:ForceDelete.
Access deleted_group_access(const Call& call);
/// The group of the instance in InstanceId.
Access instance_access(const Call& call);
/// The groups in Tags.
Access tagged_groups_access(const Call& call);

/// One page of `all`, MaxRecords long or `page_size`; the key of each names it in tokens.
struct Page {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string next_token;
};
/// @error  InvalidNextToken
ApiResult<Page> page_of(const Call& call, const std::vector<std::string>& keys, std::size_t page_size,
                        std::size_t max_size = 100);

/// {"Name": […], "NextToken"}
Reply page_reply(std::string_view list, json::array elements, const std::string& next_token);

/// {} with RESULT in it.
Reply empty_reply();

}  // namespace eni::sandbox::autoscaling_service
