#include "sandbox/services/autoscaling/launches/launch_source.h"

#include "sandbox/scaling/instance_requirements.h"
#include "sandbox/services/autoscaling/calls.h"

namespace eni::sandbox::autoscaling_service {
namespace {

const json::object& policy_template(const json::object& settings) {
  return object_at(object_at(settings, "MixedInstancesPolicy"), "LaunchTemplate");
}

json::array one_text(std::string text) {
  json::array list;
  list.emplace_back(std::move(text));
  return list;
}

json::object versions_query(const json::object& specification) {
  json::object query;
  for (const std::string_view name : {"LaunchTemplateId", "LaunchTemplateName"})
    if (const std::string text = text_at(specification, name); !text.empty() && query.empty())
      query[name] = text;
  const std::string version = text_at(specification, "Version");
  query["LaunchTemplateVersion"] = one_text(version.empty() ? "$Default" : version);
  return query;
}

}  // namespace

json::object launch_settings_of(const AutoScalingGroup& group) {
  const json::object& wanted = object_at(group.document, "_refreshSource");
  if (wanted.empty()) return launch_source_of(group.document);
  return launch_source_of(wanted);
}

json::object launch_template_of(const json::object& settings) {
  if (const json::object& own = object_at(settings, "LaunchTemplate"); !own.empty()) return own;
  return object_at(policy_template(settings), "LaunchTemplateSpecification");
}

json::object launch_source_of(const json::object& settings) {
  json::object source;
  for (const std::string_view name : {"LaunchTemplate", "LaunchConfigurationName", "MixedInstancesPolicy"})
    if (const json::value* value = find(settings, name)) source[name] = *value;
  return source;
}

std::vector<TypeChoice> type_choices(const json::object& settings) {
  std::vector<TypeChoice> choices;
  for (const json::value& entry : array_at(policy_template(settings), "Overrides"))
    choices.push_back({text_at(entry, "InstanceType"), object_at(entry, "LaunchTemplateSpecification"),
                       object_at(entry, "InstanceRequirements")});
  return choices;
}

Task<ApiResult<std::vector<TypeChoice>>> resolve_choices(Environment& env, Principal principal,
                                                         aws::Region region, json::object settings) {
  std::vector<TypeChoice> resolved;
  for (TypeChoice& choice : type_choices(settings)) {
    if (choice.requirements.empty()) {
      resolved.push_back(std::move(choice));
      continue;
    }
    json::object specification =
        choice.launch_template.empty() ? launch_template_of(settings) : choice.launch_template;
    auto reading = resolve_template(env, principal, region, std::move(specification));
    ENI_CO_TRY(ResolvedTemplate source, co_await std::move(reading));
    auto matching = scaling::types_of_requirements(env, principal, region, std::move(choice.requirements),
                                                   std::move(source.data));
    const auto types = co_await std::move(matching);
    if (types.has_error()) co_return aws::validation_error(types.error().message);
    // [unverified] its wording
    if (types->empty()) co_return aws::validation_error("No instance types match the instance requirements.");
    for (const std::string& type : *types) resolved.push_back({type, choice.launch_template, {}});
  }
  co_return resolved;
}

std::int64_t on_demand_share(const json::object& settings, std::int64_t total) {
  const json::object& policy = object_at(settings, "MixedInstancesPolicy");
  if (policy.empty()) return total;
  const json::object& distribution = object_at(policy, "InstancesDistribution");
  const std::int64_t base = integer_at(distribution, "OnDemandBaseCapacity", 0);
  const std::int64_t percent = integer_at(distribution, "OnDemandPercentageAboveBaseCapacity", 100);
  if (total <= base) return total;
  return base + ((total - base) * percent + 99) / 100;
}

Task<ApiResult<ResolvedTemplate>> resolve_template(Environment& env, Principal principal, aws::Region region,
                                                   json::object specification) {
  auto call = call_service(env, std::move(principal), std::move(region), "ec2",
                           "DescribeLaunchTemplateVersions", versions_query(specification));
  const auto reply = co_await std::move(call);
  if (reply.has_error()) {
    co_return aws::validation_error("You must use a valid fully-formed launch template. " +
                                    reply.error().message);
  }
  const json::array& versions = array_at(*reply, "launchTemplateVersionSet");
  if (versions.empty()) co_return aws::validation_error("You must use a valid fully-formed launch template.");
  const json::object& version = versions.front().as_object();
  ResolvedTemplate resolved;
  resolved.id = text_at(version, "launchTemplateId");
  resolved.name = text_at(version, "launchTemplateName");
  resolved.version = integer_at(version, "versionNumber");
  resolved.data = object_at(version, "launchTemplateData");
  co_return resolved;
}

}  // namespace eni::sandbox::autoscaling_service
