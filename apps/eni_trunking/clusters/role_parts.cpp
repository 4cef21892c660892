#include <algorithm>

#include "aws/arn.h"
#include "base/text.h"
#include "eni_trunking/clusters/cluster_reader.h"
#include "eni_trunking/clusters/reply_fields.h"
#include "eni_trunking/roles/caller.h"
#include "trunking/setting_properties.h"

namespace eni::command {

using client::AwsClient;
using client::CallResult;
using diagnosis::Role;
using diagnosis::TrunkingSetting;

namespace {

/// Looking into all regions for each role would take long where there are many; a few tell what there is to tell.
constexpr std::size_t kRolesInOtherRegions = 5;

json::object question(const std::string& principal) {
  json::object params{{"name", trunking::kSettingName}};
  if (!principal.empty()) params["principalArn"] = principal;
  return params;
}

/// @param principal  empty: whoever asks
CallResult<TrunkingSetting> setting_of(AwsClient& client, const std::string& principal) {
  ENI_TRY(const json::array own,
          client.call_all("ecs", "ListAccountSettings", question(principal), "settings"));
  json::object effective_question = question(principal);
  effective_question["effectiveSettings"] = true;
  ENI_TRY(const json::array effective,
          client.call_all("ecs", "ListAccountSettings", effective_question, "settings"));
  TrunkingSetting setting;
  if (!own.empty()) setting.own = text_at(own.front(), "value");
  // AWS may list nothing where nothing is set: the service's own default.
  setting.effective = effective.empty() ? "disabled" : text_at(effective.front(), "value");
  return setting;
}

std::string name_of_profile(const std::string& name_or_arn) {
  const auto arn = aws::Arn::parse(name_or_arn);
  return arn ? std::string(arn->resource_name()) : name_or_arn;
}

}  // namespace

void ClusterReader::add_service_linked_role(Jobs& jobs) {
  jobs.push_back([this](AwsClient& client) {
    const auto reply = client.call("iam", "GetRole", {{"RoleName", "AWSServiceRoleForECS"}});
    if (reply.has_value())
      description_.has_service_linked_role = true;
    else if (reply.error().is_refused_with("NoSuchEntity"))
      description_.has_service_linked_role = false;
    else
      note_failure(reply.error(), "AWSServiceRoleForECS");
  });
  jobs.push_back([this](AwsClient& client) {
    auto setting = setting_of(client, "");
    if (setting.has_value())
      description_.setting_of_caller = *std::move(setting);
    else
      note_failure(setting.error(), "");
  });
}

/// Of the hosts, of the groups' launch templates, and of the instances that never joined.
void ClusterReader::add_profiles(Jobs& jobs) {
  std::set<std::string> names;
  const auto add = [&](const std::string& name_or_arn) {
    if (!name_or_arn.empty()) names.insert(name_of_profile(name_or_arn));
  };
  for (const auto& [id, cluster] : cluster_of_instance_) {
    const auto instance = description_.instances.find(id);
    if (instance != description_.instances.end()) add(instance->second.profile_arn);
  }
  for (const diagnosis::StrayInstance& stray : description_.strays)
    add(description_.instances.at(stray.instance_id).profile_arn);
  for (const auto& [group, launch_template] : description_.launch_templates) add(launch_template.profile);
  for (const std::string& name : names) {
    jobs.push_back([this, name](AwsClient& client) {
      const auto reply = ask(client, "iam", "GetInstanceProfile", {{"InstanceProfileName", name}}, name);
      if (!reply) return;
      const json::object& profile = object_at(*reply, "InstanceProfile");
      const json::array& roles = array_at(profile, "Roles");
      const std::string role = roles.empty() ? "" : text_at(roles.front(), "Arn");
      const std::lock_guard lock{mutex_};
      description_.role_of_profile[text_at(profile, "Arn")] = role;
      if (!role.empty())
        description_.roles.emplace(
            role, Role{.arn = role,
                       .name = text_at(roles.front(), "RoleName"),
                       .trust_policy = percent_decode(text_at(roles.front(), "AssumeRolePolicyDocument"))});
    });
  }
}

void ClusterReader::add_roles(Jobs& jobs) {
  for (auto& [arn, entry] : description_.roles) {
    Role& role = entry;
    jobs.push_back([this, &role](AwsClient& client) { read_setting(client, role); });
    jobs.push_back([this, &role](AwsClient& client) { read_policies(client, role); });
  }
}

void ClusterReader::read_policies(AwsClient& client, Role& role) {
  const auto names =
      ask_all(client, "iam", "ListRolePolicies", {{"RoleName", role.name}}, "PolicyNames", role.arn);
  if (!names) return;
  std::vector<diagnosis::InlinePolicy> policies;
  for (const json::value& name : *names) {
    const auto policy =
        ask(client, "iam", "GetRolePolicy", {{"RoleName", role.name}, {"PolicyName", name}}, role.arn);
    if (!policy) return;
    policies.push_back({as_text(name), percent_decode(text_at(*policy, "PolicyDocument"))});
  }
  role.policies = std::move(policies);
}

/// Only the account's root and the role itself are told a role's setting: who is neither acts as the role.
void ClusterReader::read_setting(AwsClient& client, Role& role) {
  auto setting = setting_of(client, role.arn);
  if (setting.has_error() && setting.error().refused) {
    auto assumed = assume_role(client, role.arn, trunking::kRoleSessionName);
    if (assumed.has_error()) {
      role.why_unseen = setting.error().as_error().message + "; " + assumed.error().as_error().message;
      return;
    }
    setting = setting_of(*assumed, "");
    if (setting.has_error() && setting.error().refused) {
      role.why_unseen = "as the role itself: " + setting.error().as_error().message;
      return;
    }
  }
  if (setting.has_value())
    role.setting = *std::move(setting);
  else
    note_failure(setting.error(), role.arn);
}

void ClusterReader::add_other_regions(Jobs& jobs) {
  std::vector<Role*> roles;
  for (auto& [arn, role] : description_.roles) {
    if (role.setting && role.setting->effective != "enabled" && roles.size() < kRolesInOtherRegions)
      roles.push_back(&role);
  }
  if (roles.empty()) return;
  std::vector<std::string> regions;
  pool_.run({[&](AwsClient& client) {
    const auto shown = ask_all(client, "ec2", "DescribeRegions", {}, "regionInfo");
    if (shown) regions = texts_of(*shown, "regionName");
  }});
  for (Role* role : roles) {
    if (!regions.empty()) role->enabled_in.emplace();
    for (const std::string& region : regions) {
      if (region == description_.region) continue;
      jobs.push_back([this, role, region](AwsClient& client) {
        AwsClient there = client.with(aws::Region{region});
        const auto setting = setting_of(there, role->arn);
        if (setting.has_error() || setting->effective != "enabled") return;
        const std::lock_guard lock{mutex_};
        auto& enabled_in = *role->enabled_in;
        enabled_in.insert(std::lower_bound(enabled_in.begin(), enabled_in.end(), region), region);
      });
    }
  }
}

}  // namespace eni::command
