/// PutAttributes, DeleteAttributes, ListAttributes. Container instances are the only targets.
#include <algorithm>
#include <map>

#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/container_instances/attribute_rules.h"
#include "sandbox/services/ecs/container_instances/operations.h"
#include "sandbox/services/ecs/container_instances/store_host.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tags/tags.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::size_t kMaxPerCall = 10;

struct NamedAttribute {
  std::string name;
  std::optional<std::string> value;
  std::string target;  ///< an id or an ARN
};

ApiResult<NamedAttribute> read_attribute(const json::object& entry) {
  const Params members{entry};
  NamedAttribute attribute{members.text_or("name", ""), members.text("value"),
                           members.text_or("targetId", "")};
  if (attribute.value && attribute.value->empty()) attribute.value.reset();
  ENI_CHECK(check_attribute(attribute.name, attribute.value));
  if (is_reserved_attribute(attribute.name)) {
    return aws::invalid_parameter(
        "Attribute names that begin with 'ecs.' or 'com.amazonaws.' are reserved: " + attribute.name);
  }
  if (attribute.target.empty()) return aws::invalid_parameter("targetId can not be blank.");
  return attribute;
}

ApiResult<std::vector<NamedAttribute>> read_list(const Call& call) {
  ENI_TRY(const auto list, object_list(call, "attributes"));
  if (list.empty()) return aws::invalid_parameter("attributes can not be blank.");
  if (list.size() > kMaxPerCall) return aws::invalid_parameter("attributes can have at most 10 items.");
  std::vector<NamedAttribute> attributes;
  for (const json::object& entry : list) {
    ENI_TRY(auto attribute, read_attribute(entry));
    attributes.push_back(std::move(attribute));
  }
  return attributes;
}

/// @error  TargetNotFoundException
ApiResult<Host> find_target(const Call& call, const EcsCluster& cluster, const std::string& target) {
  ENI_TRY(auto instance, find_instance(call, cluster, target));
  if (!instance || instance->status == EcsHostStatus::kInactive)
    return ApiError{"TargetNotFoundException", "The specified target wasn't found: " + target};
  return Host{cluster, *std::move(instance)};
}

ApiResult<void> check_count(const EcsAttributes& attributes) {
  const auto own = std::count_if(attributes.begin(), attributes.end(), [](const auto& attribute) {
    return !is_reserved_attribute(attribute.first);
  });
  if (static_cast<std::size_t>(own) <= kMaxOwnAttributes) return {};
  return ApiError{"AttributeLimitExceededException",
                  "You can apply up to 10 custom attributes for each resource."};
}

json::object attribute_value(std::string_view name, const std::optional<std::string>& value,
                             const std::string& target_arn) {
  json::object shown{{"name", name}};
  if (value) shown["value"] = *value;
  shown["targetId"] = target_arn;
  return shown;
}

/// The value with which the reply shows an attribute; nothing for one that it does not show.
using Shown = std::optional<std::optional<std::string>>;

/// All or none, and the hosts are told of it only when all are in order.
/// @param change  of one attribute among those of its target
template <class Change>
ApiResult<Reply> change_each(const Call& call, const Change& change) {
  ENI_TRY(const auto cluster, find_cluster(call));
  ENI_TRY(const auto attributes, read_list(call));
  std::map<std::string, Host> hosts;  // by ARN
  json::array shown;
  for (const NamedAttribute& attribute : attributes) {
    ENI_TRY(auto target, find_target(call, cluster, attribute.target));
    const std::string arn = target.arn();
    Host& host = hosts.try_emplace(arn, std::move(target)).first->second;
    ENI_TRY(const Shown value, change(host.instance.attributes, attribute));
    if (value) shown.push_back(attribute_value(attribute.name, *value, arn));
  }
  for (const auto& [arn, host] : hosts) update_host(call.env, host);
  return Reply{json::object{{"attributes", std::move(shown)}}};
}

}  // namespace

Access attributes_access(const Call& call) {
  std::vector<std::string> targets;
  for (const json::value& entry : array_at(call.params.all(), "attributes")) {
    const std::string target = text_at(entry, "targetId");
    targets.push_back(host_arn(call, target.empty() ? "*" : target));
  }
  if (targets.empty()) targets.push_back(host_arn(call, "*"));
  Access access = access_to(call, targets);
  add_cluster_key(access, call);
  return access;
}

ApiResult<Reply> put_attributes(Call& call) {
  return change_each(call, [](EcsAttributes& present, const NamedAttribute& given) -> ApiResult<Shown> {
    present[given.name] = given.value;
    ENI_CHECK(check_count(present));
    return Shown{std::in_place, given.value};
  });
}

/// One that is not there, or has another value than the one given, is no error.
ApiResult<Reply> delete_attributes(Call& call) {
  return change_each(call, [](EcsAttributes& present, const NamedAttribute& given) -> ApiResult<Shown> {
    const auto found = present.find(given.name);
    if (found == present.end() || (given.value && found->second != given.value)) return Shown{};
    Shown shown{std::in_place, found->second};
    present.erase(found);
    return shown;
  });
}

}  // namespace eni::sandbox::ecs_service
