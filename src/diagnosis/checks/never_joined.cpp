#include <algorithm>

#include "aws/arn.h"
#include "aws/error_kind.h"
#include "base/text.h"
#include "base/time_text.h"
#include "diagnosis/checks/checks.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/trunkless_hosts.h"

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

Commands give_profile(const Case& c) {
  const std::string profile = profile_of_others(c.description);
  if (profile.empty()) return {};
  return {aws_line(c.description, {"ec2", "associate-iam-instance-profile", "--instance-id", c.instance.id,
                                   "--iam-instance-profile", "Name=" + profile}),
          reboot(c)};
}

Commands give_policy(const Case& c) {
  const std::string role = role_name(c);
  if (role.empty()) return {};
  return {aws_line(c.description, {"iam", "attach-role-policy", "--role-name", role, "--policy-arn",
                                   "arn:" + c.description.partition +
                                       ":iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"}),
          reboot(c)};
}

Commands give_address(const Case& c) {
  const Subnet* subnet = c.description.subnet_of(c.instance);
  if (!subnet || !subnet->has_internet_gateway.value_or(false)) return {};
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

Commands nothing(const Case&) { return {}; }

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
     nothing},
    {"ClusterNotFoundException",
     "Its agent asks for a cluster that does not exist in this region. Set ECS_CLUSTER in the user data "
     "right, "
     "and launch it anew.",
     terminate},
    {"Cluster was not ACTIVE", "Its cluster is not ACTIVE: no agent can register there.", nothing},
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
     "Its user data failed. The console shows where: aws ec2 get-console-output.", nothing},
    {"Error registering container instance", "Its agent could not register.", nothing},
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

Finding finding_of(const Case& c) {
  Finding finding{std::string(kName),
                  Severity::kError,
                  c.stray.cluster,
                  c.instance.id,
                  "The instance " + c.instance.id + " (" + c.instance.type + ") runs since " +
                      iso8601(c.instance.launched_at) + ", and is no host of " + c.stray.cluster + ".",
                  "",
                  {}};
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
  } else if (is_plain_image(c.stray.image_name)) {
    finding.seen += " Its image is " + c.stray.image_name + ".";
    finding.why =
        "That image has no ECS agent. Launch hosts from an Amazon ECS-optimized image, and terminate this "
        "one if "
        "it is nothing else.";
  } else {
    const bool is_young = c.description.now - c.instance.launched_at < kTimeToJoin;
    if (is_young) finding.severity = Severity::kNote;
    finding.why = is_young ? "It may still be on its way."
                           : "Its console does not say why. Look at /var/log/ecs/ecs-agent.log and "
                             "/var/log/cloud-init-output.log on it.";
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
