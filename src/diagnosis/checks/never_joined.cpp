#include <algorithm>
#include <map>
#include <set>

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

/// RebootInstances and TerminateInstances take more.
constexpr std::size_t kInstancesOfACall = 100;

using Commands = std::vector<std::string>;

/// Instances that the same is to be done about.
struct Case {
  const Description& description;
  const StrayInstance& stray;  ///< the first of them
  const Instance& instance;
  std::vector<const Instance*> instances;

  const Group* group() const { return description.group_of(instance); }
  std::vector<std::string> ids() const {
    std::vector<std::string> all;
    for (const Instance* one : instances) all.push_back(one->id);
    return all;
  }
};

bool has_cluster(const Description& description, const std::string& name) {
  const auto& names = description.cluster_names;
  return !names || std::find(names->begin(), names->end(), name) != names->end();
}

std::string role_name(const Case& c) {
  const Role* role = c.description.role_of(c.instance);
  return role ? role->name : "";
}

Commands of_all(const Case& c, const char* operation) {
  return aws_lines(c.description, {"ec2", operation, "--instance-ids"}, c.ids(), kInstancesOfACall);
}

Commands reboot(const Case& c) { return of_all(c, "reboot-instances"); }

Commands terminate(const Case& c) { return of_all(c, "terminate-instances"); }

std::string profile_name(const Description& description, const Instance& instance) {
  const auto arn = aws::Arn::parse(instance.profile_arn);
  return arn && description.role_of(instance) ? std::string(arn->resource_name()) : "";
}

/// A host whose instance profile and role are known: of this cluster, or else of any. Null: none.
const Instance* host_with_profile(const Case& c) {
  const Instance* of_any = nullptr;
  for (const Cluster& cluster : c.description.clusters) {
    for (const ContainerInstance& host : cluster.hosts_read()) {
      const Instance* instance = c.description.instance_of(host);
      if (!instance || profile_name(c.description, *instance).empty()) continue;
      if (cluster.name == c.stray.cluster) return instance;
      if (!of_any) of_any = instance;
    }
  }
  return of_any;
}

/// Where only the instance itself can tell more.
Commands show_console(const Case& c) {
  return {aws_line(c.description,
                   {"ec2", "get-console-output", "--instance-id", c.instance.id, "--output", "text"})};
}

/// To a profile without one. An instance has one profile, and would not be given another.
Commands give_role(const Case& c, const Role& role) {
  const auto known = c.description.role_of_profile.find(c.instance.profile_arn);
  const auto arn = aws::Arn::parse(c.instance.profile_arn);
  if (known == c.description.role_of_profile.end() || !known->second.empty() || !arn) return show_console(c);
  Commands commands{aws_line(c.description, {"iam", "add-role-to-instance-profile", "--instance-profile-name",
                                             std::string(arn->resource_name()), "--role-name", role.name})};
  append(commands, reboot(c));
  return commands;
}

/// To the instances, and to those that their group will launch.
Commands give_profile(const Case& c) {
  const Instance* other = host_with_profile(c);
  if (!other) return {aws_line(c.description, {"iam", "list-instance-profiles"})};
  if (!c.instance.profile_arn.empty()) return give_role(c, *c.description.role_of(*other));
  const std::string profile = profile_name(c.description, *other);
  Commands commands;
  const Group* group = c.group();
  const LaunchTemplate* launch_template = group ? c.description.template_of(*group) : nullptr;
  if (launch_template && launch_template->profile.empty())
    commands = change_launch_template(
        c.description, *group, *launch_template,
        json::serialize(json::object{{"IamInstanceProfile", json::object{{"Name", profile}}}}));
  for (const std::string& id : c.ids())
    commands.push_back(aws_line(c.description, {"ec2", "associate-iam-instance-profile", "--instance-id", id,
                                                "--iam-instance-profile", "Name=" + profile}));
  append(commands, reboot(c));
  return commands;
}

Commands give_policy(const Case& c) {
  const std::string role = role_name(c);
  if (role.empty()) return show_console(c);
  Commands commands{
      aws_line(c.description, {"iam", "attach-role-policy", "--role-name", role, "--policy-arn",
                               "arn:" + c.description.partition +
                                   ":iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"})};
  append(commands, reboot(c));
  return commands;
}

/// One of each zone: an endpoint takes no more.
std::vector<std::string> subnets_of_zones(const Case& c) {
  std::map<std::string, std::string> by_zone;
  for (const Instance* one : c.instances) by_zone.emplace(one->zone, one->subnet_id);
  std::vector<std::string> subnets;
  for (const auto& [zone, subnet] : by_zone) subnets.push_back(subnet);
  return subnets;
}

/// A security group that lets the instances in: the one that is there from another time, or a new one. The VPC's default group, which an endpoint gets otherwise, need not.
Commands make_group_of_endpoints(const Case& c) {
  Commands commands{
      "group=$(" +
          aws_line(c.description,
                   {"ec2", "describe-security-groups", "--filters", "Name=group-name,Values=ecs-endpoints",
                    "Name=vpc-id,Values=" + c.instance.vpc_id, "--query", "SecurityGroups[0].GroupId",
                    "--output", "text"}) +
          ")",
      "[ \"$group\" != None ] || group=$(" +
          aws_line(c.description, {"ec2", "create-security-group", "--group-name", "ecs-endpoints",
                                   "--description", "HTTPS from ECS hosts to endpoints of ECS", "--vpc-id",
                                   c.instance.vpc_id, "--query", "GroupId", "--output", "text"}) +
          ")"};
  std::set<std::string> sources;
  for (const Instance* one : c.instances)
    sources.insert(one->security_groups.begin(), one->security_groups.end());
  for (const std::string& source : sources)
    commands.push_back(aws_line_with_variables(c.description,
                                               "ec2 authorize-security-group-ingress --group-id \"$group\" "
                                               "--protocol tcp --port 443 --source-group " +
                                                   source));
  return commands;
}

/// For subnets without a way to the internet. The names of ECS lead to the endpoints where the VPC's DNS knows them.
Commands give_endpoints(const Case& c) {
  Commands commands;
  for (const char* attribute : {"--enable-dns-support", "--enable-dns-hostnames"})
    commands.push_back(aws_line(c.description, {"ec2", "modify-vpc-attribute", "--vpc-id", c.instance.vpc_id,
                                                attribute, R"({"Value":true})"}));
  append(commands, make_group_of_endpoints(c));
  for (const std::string_view service : {"ecs", "ecs-agent", "ecs-telemetry"})
    commands.push_back(aws_line_with_variables(
        c.description, "ec2 create-vpc-endpoint --vpc-id " + c.instance.vpc_id +
                           " --vpc-endpoint-type Interface --service-name com.amazonaws." +
                           c.description.region + "." + std::string(service) + " --subnet-ids " +
                           shell_line(subnets_of_zones(c)) + " --security-group-ids \"$group\""));
  append(commands, reboot(c));
  return commands;
}

bool is_in_public_subnet(const Description& description, const Instance& instance) {
  const Subnet* subnet = description.subnet_of(instance);
  return subnet && subnet->has_internet_gateway.value_or(false);
}

Commands give_way_out(const Case& c) {
  if (!is_in_public_subnet(c.description, c.instance)) return give_endpoints(c);
  Commands commands;
  for (const std::string& id : c.ids()) {
    commands.push_back("address=$(" +
                       aws_line(c.description, {"ec2", "allocate-address", "--domain", "vpc", "--query",
                                                "AllocationId", "--output", "text"}) +
                       ")");
    commands.push_back(aws_line_with_variables(
        c.description, "ec2 associate-address --allocation-id \"$address\" --instance-id " + id));
  }
  return commands;
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
  Commands commands{aws_line(c.description, {"iam", "update-assume-role-policy", "--role-name", role->name,
                                             "--policy-document", json::serialize(*trust)})};
  append(commands, reboot(c));
  return commands;
}

/// A cluster that was deleted, or never made, is made under its name.
Commands create_cluster(const Case& c) {
  Commands commands{aws_line(c.description, {"ecs", "create-cluster", "--cluster-name", c.stray.cluster})};
  append(commands, reboot(c));
  return commands;
}

/// The cluster that was meant in place of one that is not there: that of the group's capacity provider, or else the one with the most
/// similar name. "" if none is similar.
std::string cluster_meant(const Case& c) {
  const Description& description = c.description;
  for (const Cluster& cluster : description.clusters) {
    for (const auto& [provider, group] : description.scaled_by(cluster)) {
      if (group->name == c.instance.group_name) return cluster.name;
    }
  }
  std::string nearest;
  std::size_t smallest = std::max<std::size_t>(2, c.stray.cluster.size() / 3) + 1;
  for (const std::string& name : description.cluster_names.value_or(std::vector<std::string>{})) {
    const std::size_t distance = edit_distance(c.stray.cluster, name);
    if (distance >= smallest) continue;
    smallest = distance;
    nearest = name;
  }
  return nearest;
}

/// Those that a group launches in the place of terminated ones have its user data, so these come first.
Commands correct_cluster(const Case& c) {
  const std::string meant = cluster_meant(c);
  if (meant.empty()) return create_cluster(c);
  const Group* group = c.group();
  Commands commands = group
                          ? set_agent_option(c.description, *group, "ECS_CLUSTER", meant)
                          : Commands{"# In no Auto Scaling group: launch another, with ECS_CLUSTER=" + meant +
                                     " in its user data."};
  if (commands.empty()) return {show_launch_template(c.description, *group)};
  append(commands, terminate(c));
  return commands;
}

std::string about_cluster(const Case& c) {
  const std::string meant = cluster_meant(c);
  if (meant.empty())
    return " No cluster has a similar name, so it is made. If another was meant, set ECS_CLUSTER in the user "
           "data "
           "instead, and launch it anew.";
  return " Set ECS_CLUSTER in the user data" +
         (c.group() ? " of the launch template of the group " + c.group()->name : std::string{}) + " to " +
         meant + ", if that was meant, and launch it anew.";
}

/// For one without an agent: its group is to launch others, or somebody is.
Commands launch_from_ecs_image(const Case& c) {
  const Group* group = c.group();
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
  std::string (*more)(const Case&) = nullptr;  ///< to say, of this case
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
     "security "
     "group lets it in. Where the VPC has these, look at that group.",
     give_way_out},
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
  const Group& group = *c.group();
  finding.resource = group.name;
  finding.seen = "Instances of the group " + group.name + ", which a capacity provider of the cluster " +
                 c.stray.cluster + " scales, are hosts of " + c.stray.joined + ": " + c.instance.id + ".";
  finding.why =
      "Tasks of the provider wait for hosts in " + c.stray.cluster +
      ", where none comes. An agent joins the cluster that ECS_CLUSTER names in /etc/ecs/ecs.config, without "
      "it \"default\". Set it in the user data of the group's launch template; drain the hosts, and "
      "terminate "
      "them once no task is left on them: the group launches others.";
  finding.commands = set_agent_option(c.description, group, "ECS_CLUSTER", c.stray.cluster);
  if (finding.commands.empty())
    finding.commands = {show_launch_template(c.description, group)};
  else
    append(finding.commands, drain_hosts_of_group(c.description, c.stray.joined, group));
  return finding;
}

const Cause* cause_of(const StrayInstance& stray) {
  const auto* found = std::find_if(std::begin(kCauses), std::end(kCauses), [&](const Cause& cause) {
    return !line_with(stray.console, cause.shown).empty();
  });
  return found == std::end(kCauses) ? nullptr : found;
}

std::string seen_of(const Case& c) {
  if (c.instances.size() == 1)
    return "The instance " + c.instance.id + " (" + c.instance.type + ") runs since " +
           iso8601(c.instance.launched_at) + ", and is no host of " + c.stray.cluster + ".";
  return counted(c.instances.size(), "instance") + ", " + listed(c.ids()) + ", run since " +
         iso8601(c.instance.launched_at) + " or longer, and are no hosts of " + c.stray.cluster + ".";
}

bool is_young(const Description& description, const Instance& instance) {
  return description.now - instance.launched_at < kTimeToJoin;
}

Finding finding_of(const Case& c) {
  Finding finding{std::string(kName), Severity::kError, c.stray.cluster, c.instance.id, seen_of(c), "", {}};
  if (!c.stray.joined.empty()) return finding_of_wrong_cluster(c, std::move(finding));
  if (const Cause* cause = cause_of(c.stray)) {
    finding.seen += " Its console shows: " + line_with(c.stray.console, cause->shown);
    finding.why = std::string(cause->means) + (cause->more ? cause->more(c) : "");
    finding.commands = cause->mend(c);
  } else if (!has_cluster(c.description, c.stray.cluster)) {
    finding.why = "That cluster does not exist in this region." + about_cluster(c);
    finding.commands = correct_cluster(c);
  } else if (is_plain_image(c.stray.image_name)) {
    finding.seen += " Its image is " + c.stray.image_name + ".";
    finding.why =
        "That image has no ECS agent. Launch hosts from an Amazon ECS-optimized image, and terminate this "
        "one if it is nothing else.";
    finding.commands = launch_from_ecs_image(c);
  } else if (is_young(c.description, c.instance)) {
    finding.severity = Severity::kNote;
    finding.why = "It may still be on its way.";
  } else {
    finding.why =
        "Its console does not say why. Look at /var/log/ecs/ecs-agent.log and "
        "/var/log/cloud-init-output.log on it.";
    finding.commands = show_console(c);
  }
  return finding;
}

/// Those of a group that the same is shown of are one finding, and so are those of a VPC that need its endpoints: what is made for one
/// of them, AWS would refuse to make again for another.
std::vector<std::string> key_of(const Description& description, const StrayInstance& stray,
                                const Instance& instance) {
  const Cause* cause = cause_of(stray);
  const bool needs_endpoints =
      cause && cause->mend == give_way_out && !is_in_public_subnet(description, instance);
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
  std::vector<Case> cases;
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
  for (const Case& one : cases) findings.push_back(finding_of(one));
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
