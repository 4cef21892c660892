#include "diagnosis/checks/never_joined_remedies.h"

#include <algorithm>
#include <map>
#include <set>

#include "aws/arn.h"
#include "base/text.h"
#include "diagnosis/instance_type_choice.h"
#include "diagnosis/shell_commands.h"
#include "iam/statements.h"

namespace eni::diagnosis {
namespace {

/// RebootInstances and TerminateInstances take more.
constexpr std::size_t kInstancesOfACall = 100;

std::string role_name(const StrayInstances& strays) {
  const Role* role = strays.description.role_of(strays.instance);
  return role ? role->name : "";
}

Commands of_all(const StrayInstances& strays, const char* operation) {
  return aws_lines(strays.description, {"ec2", operation, "--instance-ids"}, strays.ids(), kInstancesOfACall);
}

Commands reboot(const StrayInstances& strays) { return of_all(strays, "reboot-instances"); }

Commands terminate(const StrayInstances& strays) { return of_all(strays, "terminate-instances"); }

std::string profile_name(const Description& description, const Instance& instance) {
  const auto arn = aws::Arn::parse(instance.profile_arn);
  return arn && description.role_of(instance) ? std::string(arn->resource_name()) : "";
}

/// A host whose instance profile and role are known: of this cluster, or else of any. Null: none.
const Instance* host_with_profile(const StrayInstances& strays) {
  const Instance* of_any = nullptr;
  for (const Cluster& cluster : strays.description.clusters) {
    for (const ContainerInstance& host : cluster.hosts_read()) {
      const Instance* instance = strays.description.instance_of(host);
      if (!instance || profile_name(strays.description, *instance).empty()) continue;
      if (cluster.name == strays.stray.cluster) return instance;
      if (!of_any) of_any = instance;
    }
  }
  return of_any;
}

/// To a profile without one. An instance has one profile, and would not be given another.
Commands give_role(const StrayInstances& strays, const Role& role) {
  const auto known = strays.description.role_of_profile.find(strays.instance.profile_arn);
  const auto arn = aws::Arn::parse(strays.instance.profile_arn);
  if (known == strays.description.role_of_profile.end() || !known->second.empty() || !arn)
    return show_console(strays);
  Commands commands{
      aws_line(strays.description, {"iam", "add-role-to-instance-profile", "--instance-profile-name",
                                    std::string(arn->resource_name()), "--role-name", role.name})};
  append(commands, reboot(strays));
  return commands;
}

/// One of each zone: an endpoint takes no more.
std::vector<std::string> subnets_of_zones(const StrayInstances& strays) {
  std::map<std::string, std::string> by_zone;
  for (const Instance* one : strays.instances) by_zone.emplace(one->zone, one->subnet_id);
  std::vector<std::string> subnets;
  for (const auto& [zone, subnet] : by_zone) subnets.push_back(subnet);
  return subnets;
}

/// A security group that lets the instances in: the one that is there from another time, or a new one. The VPC's default group, which an endpoint gets otherwise, need not.
Commands make_group_of_endpoints(const StrayInstances& strays) {
  Commands commands{
      "group=$(" +
          aws_line(strays.description,
                   {"ec2", "describe-security-groups", "--filters", "Name=group-name,Values=ecs-endpoints",
                    "Name=vpc-id,Values=" + strays.instance.vpc_id, "--query", "SecurityGroups[0].GroupId",
                    "--output", "text"}) +
          ")",
      "[ \"$group\" != None ] || group=$(" +
          aws_line(strays.description,
                   {"ec2", "create-security-group", "--group-name", "ecs-endpoints", "--description",
                    "HTTPS from ECS hosts to endpoints of ECS", "--vpc-id", strays.instance.vpc_id, "--query",
                    "GroupId", "--output", "text"}) +
          ")"};
  std::set<std::string> sources;
  for (const Instance* one : strays.instances)
    sources.insert(one->security_groups.begin(), one->security_groups.end());
  for (const std::string& source : sources)
    commands.push_back(aws_line_with_variables(strays.description,
                                               "ec2 authorize-security-group-ingress --group-id \"$group\" "
                                               "--protocol tcp --port 443 --source-group " +
                                                   source));
  return commands;
}

/// For subnets without a way to the internet. The names of ECS lead to the endpoints where the VPC's DNS knows them.
Commands give_endpoints(const StrayInstances& strays) {
  Commands commands;
  for (const char* attribute : {"--enable-dns-support", "--enable-dns-hostnames"})
    commands.push_back(aws_line(
        strays.description,
        {"ec2", "modify-vpc-attribute", "--vpc-id", strays.instance.vpc_id, attribute, R"({"Value":true})"}));
  append(commands, make_group_of_endpoints(strays));
  for (const std::string_view service : {"ecs", "ecs-agent", "ecs-telemetry"})
    commands.push_back(aws_line_with_variables(
        strays.description, "ec2 create-vpc-endpoint --vpc-id " + strays.instance.vpc_id +
                                " --vpc-endpoint-type Interface --service-name com.amazonaws." +
                                strays.description.region + "." + std::string(service) + " --subnet-ids " +
                                shell_line(subnets_of_zones(strays)) + " --security-group-ids \"$group\""));
  append(commands, reboot(strays));
  return commands;
}

/// The cluster that was meant in place of one that is not there: that of the group's capacity provider, or else the one with the most
/// similar name. "" if none is similar.
std::string cluster_meant(const StrayInstances& strays) {
  const Description& description = strays.description;
  for (const Cluster& cluster : description.clusters) {
    for (const auto& [provider, group] : description.scaled_by(cluster)) {
      if (group->name == strays.instance.group_name) return cluster.name;
    }
  }
  std::string nearest;
  std::size_t smallest = std::max<std::size_t>(2, strays.stray.cluster.size() / 3) + 1;
  for (const std::string& name : description.cluster_names.value_or(std::vector<std::string>{})) {
    const std::size_t distance = edit_distance(strays.stray.cluster, name);
    if (distance >= smallest) continue;
    smallest = distance;
    nearest = name;
  }
  return nearest;
}

}  // namespace

bool has_cluster(const Description& description, const std::string& name) {
  const auto& names = description.cluster_names;
  return !names || std::find(names->begin(), names->end(), name) != names->end();
}

Commands show_console(const StrayInstances& strays) {
  return {aws_line(strays.description,
                   {"ec2", "get-console-output", "--instance-id", strays.instance.id, "--output", "text"})};
}

Commands give_profile(const StrayInstances& strays) {
  const Instance* other = host_with_profile(strays);
  if (!other) return {aws_line(strays.description, {"iam", "list-instance-profiles"})};
  if (!strays.instance.profile_arn.empty()) return give_role(strays, *strays.description.role_of(*other));
  const std::string profile = profile_name(strays.description, *other);
  Commands commands;
  const Group* group = strays.group();
  const LaunchTemplate* launch_template = group ? strays.description.template_of(*group) : nullptr;
  if (launch_template && launch_template->profile.empty())
    commands = change_launch_template(
        strays.description, *group, *launch_template,
        json::serialize(json::object{{"IamInstanceProfile", json::object{{"Name", profile}}}}));
  for (const std::string& id : strays.ids())
    commands.push_back(aws_line(strays.description, {"ec2", "associate-iam-instance-profile", "--instance-id",
                                                     id, "--iam-instance-profile", "Name=" + profile}));
  append(commands, reboot(strays));
  return commands;
}

Commands give_policy(const StrayInstances& strays) {
  const std::string role = role_name(strays);
  if (role.empty()) return show_console(strays);
  Commands commands{aws_line(strays.description,
                             {"iam", "attach-role-policy", "--role-name", role, "--policy-arn",
                              "arn:" + strays.description.partition +
                                  ":iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"})};
  append(commands, reboot(strays));
  return commands;
}

bool is_in_public_subnet(const Description& description, const Instance& instance) {
  const Subnet* subnet = description.subnet_of(instance);
  return subnet && subnet->has_internet_gateway.value_or(false);
}

Commands give_egress(const StrayInstances& strays) {
  if (!is_in_public_subnet(strays.description, strays.instance)) return give_endpoints(strays);
  Commands commands;
  for (const std::string& id : strays.ids()) {
    commands.push_back("address=$(" +
                       aws_line(strays.description, {"ec2", "allocate-address", "--domain", "vpc", "--query",
                                                     "AllocationId", "--output", "text"}) +
                       ")");
    commands.push_back(aws_line_with_variables(
        strays.description, "ec2 associate-address --allocation-id \"$address\" --instance-id " + id));
  }
  return commands;
}

Commands let_ec2_assume(const StrayInstances& strays) {
  const Role* role = strays.description.role_of(strays.instance);
  if (!role) return show_console(strays);
  const json::object statement{{"Sid", "AllowEC2"},
                               {"Effect", "Allow"},
                               {"Principal", json::object{{"Service", "ec2.amazonaws.com"}}},
                               {"Action", "sts:AssumeRole"}};
  const auto trust = iam::with_statement(role->trust_policy, statement);
  if (trust.has_error()) return show_console(strays);
  Commands commands{aws_line(strays.description, {"iam", "update-assume-role-policy", "--role-name",
                                                  role->name, "--policy-document", json::serialize(*trust)})};
  append(commands, reboot(strays));
  return commands;
}

Commands create_cluster(const StrayInstances& strays) {
  Commands commands{
      aws_line(strays.description, {"ecs", "create-cluster", "--cluster-name", strays.stray.cluster})};
  append(commands, reboot(strays));
  return commands;
}

Commands correct_cluster(const StrayInstances& strays) {
  const std::string meant = cluster_meant(strays);
  if (meant.empty()) return create_cluster(strays);
  const Group* group = strays.group();
  Commands commands = group
                          ? set_agent_option(strays.description, *group, "ECS_CLUSTER", meant)
                          : Commands{"# In no Auto Scaling group: launch another, with ECS_CLUSTER=" + meant +
                                     " in its user data."};
  if (commands.empty()) return {show_launch_template(strays.description, *group)};
  append(commands, terminate(strays));
  return commands;
}

std::string about_cluster(const StrayInstances& strays) {
  const std::string meant = cluster_meant(strays);
  if (meant.empty())
    return " No cluster has a similar name, so it is made. If another was meant, set ECS_CLUSTER in the user "
           "data "
           "instead, and launch it anew.";
  return " Set ECS_CLUSTER in the user data" +
         (strays.group() ? " of the launch template of the group " + strays.group()->name : std::string{}) +
         " to " + meant + ", if that was meant, and launch it anew.";
}

Commands launch_from_ecs_image(const StrayInstances& strays) {
  const Group* group = strays.group();
  const LaunchTemplate* launch_template = group ? strays.description.template_of(*group) : nullptr;
  if (group && !launch_template) return {show_launch_template(strays.description, *group)};
  Commands commands;
  if (launch_template)
    commands = change_launch_template(
        strays.description, *group, *launch_template,
        json::serialize(json::object{{"ImageId", recommended_image(strays.instance.type)}}));
  else
    commands = {"# Launch another from this image: " + recommended_image(strays.instance.type)};
  append(commands, terminate(strays));
  return commands;
}

}  // namespace eni::diagnosis
