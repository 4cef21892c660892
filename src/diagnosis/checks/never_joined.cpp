#include <algorithm>
#include <map>

#include "aws/error_kind.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_text.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/checks/never_joined_remedies.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

constexpr std::string_view kName = "never-joined";
/// From launch to registration a host at AWS takes a minute or two.
constexpr std::chrono::minutes kTimeToJoin{5};

struct Cause {
  std::string_view shown;  ///< on the console
  std::string_view means;
  Commands (*mend)(const StrayInstances&);
  std::string (*more)(const StrayInstances&) = nullptr;  ///< to say, of this case
};

/// The first that is shown counts.
/// Source: the messages of amazon-ecs-agent and of the AWS SDK that it is made with.
constexpr Cause kCauses[] = {
    {"no EC2 IMDS role found",
     "It has no instance profile, or one without a role, so its agent has no credentials. Give it one, and "
     "start its agent again.",
     give_profile},
    {"AssumeRoleUnauthorizedAccess",
     "EC2 may not assume the role of its instance profile. Add a statement to its trust policy that allows "
     "sts:AssumeRole to the service ec2.amazonaws.com, beside those that it has, and reboot the instance.",
     let_ec2_assume},
    {"ClusterNotFoundException", "Its agent asks for a cluster that does not exist in this region.",
     correct_cluster, about_cluster},
    {"Cluster was not ACTIVE", "Its cluster is not ACTIVE: no agent can register there.", create_cluster},
    {"ecs:RegisterContainerInstance",
     "The role of its instance profile may not register hosts: it lacks the policy "
     "AmazonEC2ContainerServiceforEC2Role.",
     give_policy},
    {"i/o timeout",
     "Its agent does not reach ECS. It needs a way out: a public address in a subnet with an internet "
     "gateway, else a NAT gateway, or interface endpoints for ecs, ecs-agent and ecs-telemetry whose "
     "security group lets it in. Where the VPC has these, look at that group.",
     give_egress},
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
Finding finding_of_wrong_cluster(const StrayInstances& strays, Finding finding) {
  const Group& group = *strays.group();
  finding.resource = group.name;
  finding.seen = "Instances of the group " + group.name + ", which a capacity provider of the cluster " +
                 strays.stray.cluster + " scales, are hosts of " + strays.stray.joined + ": " +
                 strays.instance.id + ".";
  finding.why =
      "Tasks of the provider wait for hosts in " + strays.stray.cluster +
      ", where none comes. An agent joins the cluster that ECS_CLUSTER names in /etc/ecs/ecs.config, without "
      "it \"default\". Set it in the user data of the group's launch template; drain the hosts, and "
      "terminate "
      "them once no task is left on them: the group launches others.";
  finding.commands = set_agent_option(strays.description, group, "ECS_CLUSTER", strays.stray.cluster);
  if (finding.commands.empty())
    finding.commands = {show_launch_template(strays.description, group)};
  else
    append(finding.commands, drain_hosts_of_group(strays.description, strays.stray.joined, group));
  return finding;
}

const Cause* cause_of(const StrayInstance& stray) {
  const auto* found = std::find_if(std::begin(kCauses), std::end(kCauses), [&](const Cause& cause) {
    return !line_with(stray.console, cause.shown).empty();
  });
  return found == std::end(kCauses) ? nullptr : found;
}

std::string seen_of(const StrayInstances& strays) {
  if (strays.instances.size() == 1)
    return "The instance " + strays.instance.id + " (" + strays.instance.type + ") runs since " +
           iso8601(strays.instance.launched_at) + ", and is no host of " + strays.stray.cluster + ".";
  return counted(strays.instances.size(), "instance") + ", " + listed(strays.ids()) + ", run since " +
         iso8601(strays.instance.launched_at) + " or longer, and are no hosts of " + strays.stray.cluster +
         ".";
}

bool is_young(const Description& description, const Instance& instance) {
  return description.now - instance.launched_at < kTimeToJoin;
}

Finding finding_of(const StrayInstances& strays) {
  Finding finding{std::string(kName),
                  Severity::kError,
                  strays.stray.cluster,
                  strays.instance.id,
                  seen_of(strays),
                  "",
                  {}};
  if (!strays.stray.joined.empty()) return finding_of_wrong_cluster(strays, std::move(finding));
  if (const Cause* cause = cause_of(strays.stray)) {
    finding.seen += " Its console shows: " + line_with(strays.stray.console, cause->shown);
    finding.why = std::string(cause->means) + (cause->more ? cause->more(strays) : "");
    finding.commands = cause->mend(strays);
  } else if (!has_cluster(strays.description, strays.stray.cluster)) {
    finding.why = "That cluster does not exist in this region." + about_cluster(strays);
    finding.commands = correct_cluster(strays);
  } else if (is_plain_image(strays.stray.image_name)) {
    finding.seen += " Its image is " + strays.stray.image_name + ".";
    finding.why =
        "That image has no ECS agent. Launch hosts from an Amazon ECS-optimized image, and terminate this "
        "one if it is nothing else.";
    finding.commands = launch_from_ecs_image(strays);
  } else if (is_young(strays.description, strays.instance)) {
    finding.severity = Severity::kNote;
    finding.why = "It may still be on its way.";
  } else {
    finding.why =
        "Its console does not say why. Look at /var/log/ecs/ecs-agent.log and "
        "/var/log/cloud-init-output.log on it.";
    finding.commands = show_console(strays);
  }
  return finding;
}

/// Those of a group that the same is shown of are one finding, and so are those of a VPC that need its endpoints: what is made for one
/// of them, AWS would refuse to make again for another.
std::vector<std::string> key_of(const Description& description, const StrayInstance& stray,
                                const Instance& instance) {
  const Cause* cause = cause_of(stray);
  const bool needs_endpoints =
      cause && cause->mend == give_egress && !is_in_public_subnet(description, instance);
  const std::string& scope = needs_endpoints               ? instance.vpc_id
                             : instance.group_name.empty() ? instance.id
                                                           : instance.group_name;
  return {needs_endpoints ? std::string{} : stray.cluster,
          stray.joined,
          cause ? std::string(cause->shown) : "",
          cause || !is_young(description, instance) ? "" : "young",
          scope,
          needs_endpoints ? "" : instance.profile_arn};
}

}  // namespace

Findings find_never_joined(const Description& description) {
  std::vector<StrayInstances> cases;
  std::map<std::vector<std::string>, std::size_t> case_of;
  for (const StrayInstance& stray : description.strays) {
    const auto instance = description.instances.find(stray.instance_id);
    if (stray.cluster.empty() || instance == description.instances.end()) continue;
    const bool is_selected = std::any_of(description.clusters.begin(), description.clusters.end(),
                                         [&](const Cluster& one) { return one.name == stray.cluster; });
    if (!is_selected && has_cluster(description, stray.cluster)) continue;
    const auto [known, is_new] = case_of.emplace(key_of(description, stray, instance->second), cases.size());
    if (is_new) cases.push_back({description, stray, instance->second, {}});
    cases[known->second].instances.push_back(&instance->second);
  }
  Findings findings;
  for (const StrayInstances& one : cases) findings.push_back(finding_of(one));
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
