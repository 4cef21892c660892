#include "sandbox/services/ecs/managed_scaling/group_types.h"

#include <map>
#include <set>

#include "sandbox/gateway/gateway.h"
#include "sandbox/scaling/instance_requirements.h"
#include "sandbox/services/ecs/ec2_call.h"
#include "sandbox/store/ecs_repository.h"
#include "trunking/density.h"

namespace eni::sandbox::ecs_service {
namespace {

/// Instances that are looked at to know their types.
constexpr std::size_t kSample = 20;

Principal ecs(const aws::AccountId& account) { return Principal::service("ecs.amazonaws.com", account); }

/// What a version of a launch template says; empty if it cannot be read.
Task<json::object> template_data(Environment& env, aws::AccountId account, aws::Region region,
                                 json::object specification) {
  json::object params{{"LaunchTemplateId", text_at(specification, "LaunchTemplateId")}};
  std::string version = text_at(specification, "Version");
  if (version.empty()) version = "$Default";
  params["LaunchTemplateVersion"] = json::array{json::string(version)};
  auto asking = call_ec2(env, ecs(account), region, "DescribeLaunchTemplateVersions", std::move(params));
  const auto found = co_await std::move(asking);
  if (found.has_error()) co_return json::object{};
  const json::object& shown = first_in(*found, "launchTemplateVersionSet");
  co_return object_at(shown, "launchTemplateData");
}

Task<std::string> type_of_configuration(Environment& env, aws::AccountId account, aws::Region region,
                                        std::string name) {
  json::object params;
  params["LaunchConfigurationNames"] = json::array{json::string(name)};
  auto asking = env.gateway.call(ecs(account), region, "autoscaling", "DescribeLaunchConfigurations",
                                 std::move(params));
  const auto found = co_await std::move(asking);
  if (found.has_error()) co_return std::string{};
  const json::array& configurations = array_at(found->value, "LaunchConfigurations");
  co_return configurations.empty() ? std::string{} : text_at(configurations.front(), "InstanceType");
}

/// What a group launches from, as far as it says the types itself.
struct LaunchTypes {
  /// A launch template, and what it is to fulfil in place of naming a type.
  struct Source {
    json::object launch_template;
    json::object requirements;
  };
  std::set<std::string> named;  ///< by overrides
  std::vector<Source> from_where;
};

LaunchTypes launch_types_of(const json::object& launch) {
  const json::object& mixed = object_at(object_at(launch, "MixedInstancesPolicy"), "LaunchTemplate");
  json::object base = object_at(launch, "LaunchTemplate");
  if (base.empty()) base = object_at(mixed, "LaunchTemplateSpecification");
  const json::array& overrides = array_at(mixed, "Overrides");
  LaunchTypes types;
  if (overrides.empty() && !base.empty()) types.from_where.push_back({base, {}});
  for (const json::value& one : overrides) {
    const std::string type = text_at(one, "InstanceType");
    const json::object& own = object_at(one, "LaunchTemplateSpecification");
    if (!type.empty()) {
      types.named.insert(type);
    } else {
      types.from_where.push_back({own.empty() ? base : own, object_at(one, "InstanceRequirements")});
    }
  }
  return types;
}

/// Whether the account's default setting gives instances trunks.
bool has_trunking(Store& store, const EcsCluster& cluster) {
  const std::string root = "arn:aws:iam::" + cluster.account + ":root";
  const auto value = store.get<EcsRepository>().find_account_setting({cluster.account, cluster.region}, root,
                                                                     "awsvpcTrunking");
  return value == "enabled";
}

std::optional<placement::Resources> from_table(const std::string& type, bool has_trunk) {
  const auto* row = trunking::find_instance_type(type);
  if (!row || row->vcpus == 0) return std::nullopt;
  const auto trunk = has_trunk ? trunking::Trunk::kAttached : trunking::Trunk::kNone;
  return placement::Resources{row->vcpus * 1024, static_cast<std::int32_t>(row->memory_mib),
                              trunking::max_awsvpc_tasks(*row, trunk)};
}

}  // namespace

Task<std::vector<std::string>> types_of_group(Environment& env, aws::AccountId account, aws::Region region,
                                              GroupView group) {
  std::set<std::string> types;
  for (const GroupInstance& instance : group.instances) types.insert(instance.type);
  LaunchTypes launched = launch_types_of(group.launch);
  types.merge(launched.named);
  for (LaunchTypes::Source& source : launched.from_where) {
    auto asking = template_data(env, account, region, std::move(source.launch_template));
    json::object data = co_await std::move(asking);
    if (source.requirements.empty()) {
      types.insert(text_at(data, "instanceType"));
      continue;
    }
    auto matching = scaling::types_of_requirements(env, ecs(account), region, std::move(source.requirements),
                                                   std::move(data));
    const auto found = co_await std::move(matching);
    if (found.has_value()) types.insert(found->begin(), found->end());
  }
  const std::string configuration = text_at(group.launch, "LaunchConfigurationName");
  if (!configuration.empty()) {
    auto asking = type_of_configuration(env, account, region, configuration);
    const std::string type = co_await std::move(asking);
    types.insert(type);
  }
  types.erase("");
  co_return std::vector<std::string>(types.begin(), types.end());
}

std::vector<placement::Resources> capacities_of(Store& store, const EcsCluster& cluster,
                                                const std::vector<EcsContainerInstanceNumber>& hosts,
                                                const std::vector<std::string>& types) {
  std::map<std::string, placement::Resources> known;
  auto& instances = store.get<EcsContainerInstanceRepository>();
  for (std::size_t at = hosts.size(); at-- > 0 && hosts.size() - at <= kSample;) {
    const auto host = instances.find(hosts[at]);
    if (!host) continue;
    known.try_emplace(host->instance_type,
                      placement::Resources{static_cast<std::int32_t>(host->registered.cpu_units),
                                           static_cast<std::int32_t>(host->registered.memory_mib),
                                           static_cast<std::int32_t>(host->registered.interfaces)});
  }
  const bool has_trunk = has_trunking(store, cluster);
  std::vector<placement::Resources> capacities;
  for (const std::string& type : types) {
    if (const auto found = known.find(type); found != known.end()) {
      capacities.push_back(found->second);
    } else if (const auto row = from_table(type, has_trunk)) {
      capacities.push_back(*row);
    }
  }
  return capacities;
}

}  // namespace eni::sandbox::ecs_service
