#include <algorithm>

#include "base/text.h"
#include "sandbox/gateway/pagination.h"
#include "sandbox/services/autoscaling/activities/activity.h"
#include "sandbox/services/autoscaling/activities/operations.h"
#include "sandbox/services/autoscaling/input.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::int64_t kPageSize = 100;

/// The groups whose activities are asked for.
std::vector<ActivityOwner> asked_owners(const Call& call, const json::object& input) {
  auto owners = instances_of(call).activity_owners(call.account().value, call.region.value);
  const std::string name = text_at(input, "AutoScalingGroupName");
  const bool deleted_too = flag_at(input, "IncludeDeletedGroups");
  std::erase_if(owners, [&](const ActivityOwner& owner) {
    return (owner.is_deleted && !deleted_too) || (!name.empty() && owner.name != name && owner.arn != name);
  });
  return owners;
}

ApiResult<json::array> named_activities(const Call& call, const std::vector<std::string>& ids,
                                        const std::vector<ActivityOwner>& owners) {
  json::array values;
  for (const std::string& id : ids) {
    const auto activity = instances_of(call).find_activity(id);
    if (!activity) continue;
    for (const ActivityOwner& owner : owners)
      if (owner.group == activity->group) values.push_back(activity_value(*activity, owner));
  }
  return values;
}

/// Where a page begins: how many activities lie before it.
ApiResult<std::int64_t> offset_of(const json::object& input) {
  const std::string token = text_at(input, "NextToken");
  const auto last = read_page_token(token);
  const auto offset = last && !last->empty() ? parse_integer(*last) : std::optional<long long>{0};
  if (!last || !offset || *offset < 0)
    return ApiError{"InvalidNextToken", "The token '" + token + "' is invalid.", 400};
  return *offset;
}

}  // namespace

ApiResult<Reply> describe_scaling_activities(Call& call) {
  const json::object input = typed_input(call, "DescribeScalingActivities");
  if (const std::string name = text_at(input, "AutoScalingGroupName");
      !name.empty() && !flag_at(input, "IncludeDeletedGroups"))
    ENI_CHECK(find_group(call, name));
  const auto owners = asked_owners(call, input);
  if (const auto ids = texts_at(input, "ActivityIds"); !ids.empty()) {
    ENI_TRY(auto values, named_activities(call, ids, owners));
    return page_reply("Activities", std::move(values), {});
  }
  ENI_TRY(const std::int64_t offset, offset_of(input));
  const std::int64_t size =
      std::clamp<std::int64_t>(integer_at(input, "MaxRecords", kPageSize), 1, kPageSize);
  json::array values;
  std::int64_t skipped = 0;
  for (const ActivityOwner& owner : owners) {
    const std::int64_t missing = size + 1 - static_cast<std::int64_t>(values.size());
    if (missing <= 0) break;
    for (const ScalingActivity& activity :
         instances_of(call).activities(owner.group, 0, offset - skipped + missing)) {
      if (skipped < offset) {
        ++skipped;
        continue;
      }
      values.push_back(activity_value(activity, owner));
    }
  }
  const bool has_more = static_cast<std::int64_t>(values.size()) > size;
  if (has_more) values.resize(static_cast<std::size_t>(size));
  return page_reply("Activities", std::move(values),
                    has_more ? page_token(std::to_string(offset + size)) : std::string{});
}

}  // namespace eni::sandbox::autoscaling_service
