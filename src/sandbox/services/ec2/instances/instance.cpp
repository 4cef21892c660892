#include "sandbox/services/ec2/instances/instance.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/instances/network.h"
#include "sandbox/services/ec2/resources.h"
#include "sandbox/services/ec2/tags.h"

namespace eni::sandbox::ec2_service {
namespace {

struct StateName {
  InstanceState state;
  std::string_view name;
};

constexpr std::array kStates = {
    StateName{InstanceState::kPending, "pending"},
    StateName{InstanceState::kRunning, "running"},
    StateName{InstanceState::kShuttingDown, "shutting-down"},
    StateName{InstanceState::kTerminated, "terminated"},
    StateName{InstanceState::kStopping, "stopping"},
    StateName{InstanceState::kStopped, "stopped"},
};

std::optional<Ec2Resource> find_own_instance(const Call& call, std::string_view id) {
  auto found = call.store<Ec2Repository>().find(id);
  const bool is_own = found && found->kind == kInstance && found->account == call.account().value &&
                      found->region == call.region.value;
  return is_own ? std::move(found) : std::nullopt;
}

ApiError no_such_instances(const std::vector<std::string>& ids) {
  const bool one = ids.size() == 1;
  return {"InvalidInstanceID.NotFound", std::string("The instance ID") + (one ? "" : "s") + " '" +
                                            join(ids, ", ") + "' do" + (one ? "es" : "") + " not exist"};
}

}  // namespace

std::string_view to_string(InstanceState state) {
  return std::find_if(kStates.begin(), kStates.end(),
                      [state](const StateName& row) { return row.state == state; })
      ->name;
}

InstanceState state_of(const Ec2Resource& instance) {
  return static_cast<InstanceState>(
      instance.document.at("instanceState").at("code").to_number<std::uint8_t>());
}

json::object state_value(InstanceState state) {
  return {{"code", static_cast<int>(state)}, {"name", to_string(state)}};
}

ApiResult<Ec2Resource> find_instance(const Call& call, std::string_view id) {
  ENI_CHECK(check_form(kind_of(kInstance), id));
  auto found = find_own_instance(call, id);
  if (!found) return no_such_instances({std::string(id)});
  return *std::move(found);
}

ApiResult<std::vector<Ec2Resource>> find_instances(const Call& call, const std::vector<std::string>& ids) {
  std::vector<Ec2Resource> found;
  std::vector<std::string> unknown;
  for (const std::string& id : ids) {
    ENI_CHECK(check_form(kind_of(kInstance), id));
    const bool again = std::any_of(found.begin(), found.end(),
                                   [&id](const Ec2Resource& instance) { return instance.id == id; });
    if (again) continue;
    auto one = find_own_instance(call, id);
    if (one) {
      found.push_back(*std::move(one));
    } else {
      unknown.push_back(id);
    }
  }
  if (!unknown.empty()) return no_such_instances(unknown);
  return found;
}

ApiResult<std::vector<Ec2Resource>> named_instances(const Call& call) {
  ENI_TRY(const auto ids, call.params.texts("InstanceId"));
  if (ids.empty()) return missing_parameter("InstanceId");
  return find_instances(call, ids);
}

ApiResult<Ec2Resource> named_instance(const Call& call) {
  const auto id = call.params.text("InstanceId");
  if (!id) return missing_parameter("instanceId");
  return find_instance(call, *id);
}

json::object instance_item(const Call& call, const Ec2Resource& instance) {
  json::object item = instance.document;
  add_network_members(call, instance.id, item);
  item["tagSet"] = tag_set(call.store<Ec2Repository>().tags(instance.id));
  return item;
}

}  // namespace eni::sandbox::ec2_service
