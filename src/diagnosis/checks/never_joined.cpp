#include <algorithm>

#include "aws/arn.h"
#include "aws/error_kind.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_text.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/instance_type_choice.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"
#include "iam/statements.h"

namespace eni::diagnosis {

namespace {

constexpr std::string_view kName = "never-joined";
/// From launch to registration a host at AWS takes a minute or two.
constexpr std::chrono::minutes kTimeToJoin{5};

using Commands = std::vector<std::string>;

struct Case {
  const Description& description;
  const StrayInstance& stray;
  const Instance& instance;
};

bool has_cluster(const Description& description, const std::string& name) {
  const auto& names = description.cluster_names;
  return !names || std::find(names->begin(), names->end(), name) != names->end();
}

std::string role_name(const Case& c) {
  const Role* role = c.description.role_of(c.instance);
  return role ? role->name : "";
}

std::string reboot(const Case& c) {
  return aws_line(c.description, {"ec2", "reboot-instances", "--instance-ids", c.instance.id});
}

/// The name of an instance profile that hosts have already.
std::string profile_of_others(const Description& description) {
  for (const auto& [id, instance] : description.instances) {
    const auto arn = aws::Arn::parse(instance.profile_arn);
    if (arn && description.role_of(instance)) return std::string(arn->resource_name());
  }
  return "";
}

/// Where only the instance itself can tell more.
Commands show_console(const Case& c) {
  return {aws_line(c.description,
                   {"ec2", "get-console-output", "--instance-id", c.instance.id, "--output", "text"})};
}

Commands give_profile(const Case& c) {
  const std::string profile = profile_of_others(c.description);
  if (profile.empty()) return {aws_line(c.description, {"iam", "list-instance-profiles"})};
  return {aws_line(c.description, {"ec2", "associate-iam-instance-profile", "--instance-id", c.instance.id,
                                   "--iam-instance-profile", "Name=" + profile}),
          reboot(c)};
}

Commands give_policy(const Case& c) {
  const std::string role = role_name(c);
  if (role.empty()) return show_console(c);
  return {aws_line(c.description, {"iam", "attach-role-policy", "--role-name", role, "--policy-arn",
                                   "arn:" + c.description.partition +
                                       ":iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"}),
          reboot(c)};
}

/// For a subnet without a way to the internet.
Commands give_endpoints(const Case& c) {
  Commands commands;
  for (const std::string_view service : {"ecs", "ecs-agent", "ecs-telemetry"})
    commands.push_back(aws_line(
        c.description,
        {"ec2", "create-vpc-endpoint", "--vpc-id", c.instance.vpc_id, "--vpc-endpoint-type", "Interface",
         "--service-name", "com.amazonaws." + c.description.region + "." + std::string(service),
         "--subnet-ids", c.instance.subnet_id}));
  commands.push_back(reboot(c));
  return commands;
}

Commands give_address(const Case& c) {
  const Subnet* subnet = c.description.subnet_of(c.instance);
  if (!subnet || !subnet->has_internet_gateway.value_or(false)) return give_endpoints(c);
  return {"address=$(" +
              aws_line(c.description, {"ec2", "allocate-address", "--domain", "vpc", "--query",
                                       "AllocationId", "--output", "text"}) +
              ")",
          aws_line_with_variables(
              c.description,
              "ec2 associate-address --allocation-id \"$address\" --instance-id " + c.instance.id)};
}

Commands terminate(const Case& c) {
  return {aws_line(c.description, {"ec2", "terminate-instances", "--instance-ids", c.instance.id})};
}

/// The role's trust policy with EC2 in it, beside those that it names already.
Commands let_ec2_assume(const Case& c) {
  const Role* role = c.description.role_of(c.instance);
  if (!role) return show_console(c);
  const json::object statement{{"Sid", "AllowEC2"},
                               {"Effect", "Allow"},
                               {"Principal", json::object{{"Service", "ec2.amazonaws.com"}}},
                               {"Action", "sts:AssumeRole"}};
  const auto trust = iam::with_statement(role->trust_policy, statement);
  if (trust.has_error()) return show_console(c);
  return {aws_line(c.description, {"iam", "update-assume-role-policy", "--role-name", role->name,
                                   "--policy-document", json::serialize(*trust)}),
          reboot(c)};
}

/// A cluster that was deleted is made again under its name.
Commands create_cluster(const Case& c) {
  return {aws_line(c.description, {"ecs", "create-cluster", "--cluster-name", c.stray.cluster}), reboot(c)};
}

/// For one without an agent: its group is to launch others, or somebody is.
Commands launch_from_ecs_image(const Case& c) {
  const Group* group = c.description.group_of(c.instance);
  const LaunchTemplate* launch_template = group ? c.description.template_of(*group) : nullptr;
  if (group && !launch_template) return {show_launch_template(c.description, *group)};
  Commands commands;
  if (launch_template)
    commands = change_launch_template(
        c.description, *group, *launch_template,
        json::serialize(json::object{{"ImageId", recommended_image(c.instance.type)}}));
  else
    commands = {"# Launch another from this image: " + recommended_image(c.instance.type)};
  append(commands, terminate(c));
  return commands;
}

struct Cause {
  std::string_view shown;  ///< on the console
  std::string_view means;
  Commands (*mend)(const Case&);
};

/// The first that is shown counts.
/// Source: the messages of amazon-ecs-agent and of the AWS SDK that it is made with.
constexpr Cause kCauses[] = {
    {"no EC2 IMDS role found",
     "It has no instance profile, so its agent has no credentials. Give it one, and start its agent again.",
     give_profile},
    {"AssumeRoleUnauthorizedAccess",
     "EC2 may not assume the role of its instance profile. Add a statement to its trust policy that allows "
     "sts:AssumeRole to the service ec2.amazonaws.com, beside those that it has, and reboot the instance.",
     let_ec2_assume},
    {"ClusterNotFoundException",
     "Its agent asks for a cluster that does not exist in this region. Set ECS_CLUSTER in the user data "
     "right, "
     "and launch it anew.",
     terminate},
    {"Cluster was not ACTIVE", "Its cluster is not ACTIVE: no agent can register there.", create_cluster},
    {"ecs:RegisterContainerInstance",
     "The role of its instance profile may not register hosts: it lacks the policy "
     "AmazonEC2ContainerServiceforEC2Role.",
     give_policy},
    {"i/o timeout",
     "Its agent does not reach ECS. It needs a way out: a public address in a subnet with an internet "
     "gateway, "
     "else a NAT gateway, or interface endpoints for ecs, ecs-agent and ecs-telemetry.",
     give_address},
    {"Failed to run module scripts-user",
     "Its user data failed. The console shows where: aws ec2 get-console-output.", show_console},
    {"Error registering container instance", "Its agent could not register.", show_console},
};

/// The line of the console that has `text`.
std::string line_with(const std::string& console, std::string_view text) {
  for (const std::string& line : split(console, '\n')) {
    if (line.find(text) != std::string::npos) return aws::readable(line).substr(0, 300);
  }
  return "";
}

/// AWS's images without an agent by their names; users' own may have one under any name.
bool is_plain_image(const std::string& name) {
  constexpr std::string_view kPlain[] = {
      "al2023-ami-2023",  "al2023-ami-minimal", "amzn2-ami-hvm", "amzn2-ami-minimal",
      "amzn2-ami-kernel", "ubuntu/images/",     "debian-"};
  return std::any_of(std::begin(kPlain), std::end(kPlain),
                     [&](std::string_view start) { return name.starts_with(start); });
}

/// It is a host, but not of the cluster whose capacity provider its group is behind.
Finding finding_of_wrong_cluster(const Case& c, Finding finding) {
  const Group& group = *c.description.group_of(c.instance);
  finding.resource = group.name;
  finding.seen = "Instances of the group " + group.name + ", which a capacity provider of the cluster " +
                 c.stray.cluster + " scales, are hosts of " + c.stray.joined + ": " + c.instance.id + ".";
  finding.why =
      "Tasks of the provider wait for hosts in " + c.stray.cluster +
      ", where none comes. An agent joins the cluster that ECS_CLUSTER names in /etc/ecs/ecs.config, without "
      "it "
      "\"default\". Set it in the user data of the group's launch template, then replace the hosts.";
  finding.commands = set_agent_option(c.description, group, "ECS_CLUSTER", c.stray.cluster);
  if (finding.commands.empty())
    finding.commands = {show_launch_template(c.description, group)};
  else if (!group.refresh)
    finding.commands.push_back(refresh_group(c.description, group));
  return finding;
}

Finding finding_of(const Case& c) {
  Finding finding{std::string(kName),
                  Severity::kError,
                  c.stray.cluster,
                  c.instance.id,
                  "The instance " + c.instance.id + " (" + c.instance.type + ") runs since " +
                      iso8601(c.instance.launched_at) + ", and is no host of " + c.stray.cluster + ".",
                  "",
                  {}};
  if (!c.stray.joined.empty()) return finding_of_wrong_cluster(c, std::move(finding));
  for (const Cause& cause : kCauses) {
    const std::string line = line_with(c.stray.console, cause.shown);
    if (line.empty()) continue;
    finding.seen += " Its console shows: " + line;
    finding.why = cause.means;
    finding.commands = cause.mend(c);
    return finding;
  }
  if (!has_cluster(c.description, c.stray.cluster)) {
    finding.why =
        "That cluster does not exist in this region. If the instance is to be a host, set ECS_CLUSTER in the "
        "user "
        "data right, and launch it anew.";
    finding.commands = terminate(c);
  } else if (is_plain_image(c.stray.image_name)) {
    finding.seen += " Its image is " + c.stray.image_name + ".";
    finding.why =
        "That image has no ECS agent. Launch hosts from an Amazon ECS-optimized image, and terminate this "
        "one if "
        "it is nothing else.";
    finding.commands = launch_from_ecs_image(c);
  } else {
    const bool is_young = c.description.now - c.instance.launched_at < kTimeToJoin;
    if (is_young) finding.severity = Severity::kNote;
    finding.why = is_young ? "It may still be on its way."
                           : "Its console does not say why. Look at /var/log/ecs/ecs-agent.log and "
                             "/var/log/cloud-init-output.log on it.";
    if (!is_young) finding.commands = show_console(c);
  }
  return finding;
}

}  // namespace

Findings find_never_joined(const Description& description) {
  Findings findings;
  for (const StrayInstance& stray : description.strays) {
    const auto instance = description.instances.find(stray.instance_id);
    if (stray.cluster.empty() || instance == description.instances.end()) continue;
    const bool is_selected = std::any_of(description.clusters.begin(), description.clusters.end(),
                                         [&](const Cluster& one) { return one.name == stray.cluster; });
    if (is_selected || !has_cluster(description, stray.cluster))
      findings.push_back(finding_of({description, stray, instance->second}));
  }
  if (description.strays_left_out > 0)
    findings.push_back({std::string(kName),
                        Severity::kNote,
                        "",
                        "",
                        std::to_string(description.strays_left_out) +
                            " more running instances belong to no cluster that was looked at.",
                        "Only the newest were asked for the cluster in their user data.",
                        {}});
  return findings;
}

}  // namespace eni::diagnosis
