#include <algorithm>
#include <iterator>

#include "diagnosis/check.h"
#include "diagnosis/checks/checks.h"

namespace eni::diagnosis {

namespace {

constexpr std::string_view kGuide =
    "Amazon ECS Developer Guide, \"Increasing Amazon ECS Linux container instance network interfaces\"";

using Actions = std::vector<std::string_view>;

Actions together(std::initializer_list<Actions> parts) {
  Actions all;
  for (const Actions& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

const Actions kClusters{"ecs:ListClusters", "ecs:DescribeClusters"};
const Actions kHosts{"ecs:ListClusters", "ecs:DescribeClusters", "ecs:ListContainerInstances",
                     "ecs:DescribeContainerInstances", "ec2:DescribeInstances"};
const Actions kRoles{"iam:GetInstanceProfile", "ecs:ListAccountSettings", "sts:AssumeRole"};
const Actions kGroups{"ecs:DescribeCapacityProviders", "autoscaling:DescribeAutoScalingGroups",
                      "autoscaling:DescribeInstanceRefreshes", "autoscaling:DescribeLifecycleHooks",
                      "ec2:DescribeLaunchTemplateVersions"};
const Actions kServices{"ecs:ListServices", "ecs:DescribeServices"};
const Actions kStacks{"cloudformation:DescribeStacks", "cloudformation:DescribeStackResources",
                      "cloudformation:ListStackResources", "cloudformation:GetTemplate"};

const Check kChecks[] = {
    {"setting-not-effective", Severity::kError,
     "awsvpcTrunking is not enabled for the role of the hosts in their region",
     "Host, instance profile, role; then the role's own setting, the account's default, and both in the "
     "other "
     "regions. For groups the role of their launch template.",
     "Enable the setting for that role in that region, then replace the hosts that are there.",
     "ECS API, PutAccountSetting; aws/amazon-ecs-agent#2760, #2669, #2448",
     together({kHosts, kRoles, kGroups, {"ec2:DescribeRegions"}}), find_setting_not_effective},
    {"registered-before-setting", Severity::kError,
     "Hosts registered before the setting was effective for their role",
     "Hosts that are ACTIVE without the attribute ecs.awsvpc-trunk-id, though all that ECS goes by is in "
     "order.",
     "Replace them: eni-trunking rollout.",
     "Amazon ECS Developer Guide, \"Account settings\"; aws/aws-cdk#14427",
     together({kHosts, kRoles, kGroups}), find_registered_before_setting},
    {"unsupported-type", Severity::kError, "Hosts are of a type that takes no trunk",
     "Types of the hosts, of the groups' launch templates and of their mixed instances policies, against "
     "data/instance-limits.csv.",
     "Choose a type that takes a trunk: eni-trunking density.",
     "Amazon ECS Developer Guide, \"Supported Amazon EC2 instance types\"; aws/containers-roadmap#7",
     together({kHosts, kGroups}), find_unsupported_type},
    {"agent-too-old", Severity::kError, "The ECS agent is older than trunks",
     "versionInfo.agentVersion of the hosts, against 1.28.1.",
     "Launch hosts from a newer Amazon ECS-optimized image.", kGuide, together({kHosts, kGroups}),
     find_agent_too_old},
    {"agent-capability", Severity::kError, "The ECS agent does not offer trunks",
     "The attribute ecs.capability.task-eni-trunking, which an agent registers unless it is told not to.",
     "Take ECS_ENABLE_HIGH_DENSITY_ENI=false out of /etc/ecs/ecs.config, set ECS_ENABLE_TASK_ENI=true, and "
     "replace "
     "the hosts.",
     "aws/amazon-ecs-agent, README.md and agent/app/agent_capability_unix.go", together({kHosts, kGroups}),
     find_agent_capability},
    {"service-linked-role", Severity::kError, "The role AWSServiceRoleForECS is missing",
     "That role of the account.", "aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com",
     "Amazon ECS Developer Guide, \"Using service-linked roles\"", together({kHosts, {"iam:GetRole"}}),
     find_service_linked_role},
    {"dns-a-record", Severity::kError, "Resource-based IPv4 (A record) DNS is on",
     "PrivateDnsNameOptions.EnableResourceNameDnsARecord of hosts and of the groups' launch templates.",
     "Set it to false in the launch template, and launch the hosts anew.", kGuide,
     together({kHosts, kRoles, kGroups}), find_dns_a_record},
    {"shared-subnet", Severity::kError, "Hosts run in a subnet of another account",
     "The owner of the hosts' subnets.", "Launch hosts in subnets of their own account.",
     "aws/amazon-ecs-agent#2236", together({kHosts, {"ec2:DescribeSubnets"}}), find_shared_subnet},
    {"subnet-addresses", Severity::kError, "A subnet has too few free addresses",
     "Free addresses of the subnets of hosts and groups, against what a host with a trunk takes when it is "
     "full: two, "
     "and one a task.",
     "Use larger subnets, or free addresses.", "Amazon ECS Best Practices Guide, \"Choosing a network mode\"",
     together({kHosts, kGroups, {"ec2:DescribeSubnets"}}), find_subnet_addresses},
    {"registration-failed", Severity::kError, "The registration of hosts failed",
     "Hosts with REGISTRATION_FAILED whose reason is none of the above.",
     "Remove the reason that ECS tells, then the hosts.", kGuide,
     together({kHosts, {"ec2:DescribeSubnets", "iam:GetRole"}}), find_registration_failed},
    {"never-joined", Severity::kError, "Running instances did not become hosts",
     "Running instances that no cluster knows, whose user data (or whose group) names one; what their "
     "console shows.",
     "As the console tells: an instance profile, its role's policies, the cluster's name, a way to ECS, an "
     "image with "
     "an agent.",
     "aws/containers-roadmap#1086, aws/aws-cdk#16260",
     together({kHosts,
               kGroups,
               {"ec2:DescribeInstanceAttribute", "ec2:GetConsoleOutput", "ec2:DescribeImages",
                "ec2:DescribeRouteTables", "ec2:DescribeSubnets"}}),
     find_never_joined},
    {"service-subnets", Severity::kError, "A service has its subnets where no host is",
     "VPC and zone of the services' subnets, and of the hosts.",
     "Give the service subnets where the hosts are, or launch hosts where its subnets are.",
     "Amazon ECS Developer Guide, \"Task networking with the awsvpc network mode\"",
     together({kHosts, kServices, {"ec2:DescribeSubnets"}}), find_service_subnets},
    {"setting-unseen", Severity::kWarning, "The setting of a role could not be seen",
     "Roles of hosts without a trunk whose setting neither the caller could read, nor the role in the "
     "caller's hands.",
     "Ask as the account's root, or let the caller assume the role.", "ECS API, ListAccountSettings",
     together({kHosts, kRoles}), find_setting_unseen},
    {"managed-tag-gone", Severity::kError, "A capacity provider's group lacks the tag AmazonECSManaged",
     "The tags of the Auto Scaling groups behind the clusters' capacity providers.",
     "Put the tag back, and have it handed on to instances.",
     "AmazonECSServiceRolePolicy; hashicorp/terraform-provider-aws#12582", together({kHosts, kGroups}),
     find_managed_tag_gone},
    {"instance-without-provider", Severity::kWarning,
     "Hosts do not belong to their group's capacity provider",
     "capacityProviderName of hosts whose instances are of a provider's group.",
     "Drain and terminate them: what the group launches then belongs to the provider.",
     "aws/containers-roadmap#2055; hashicorp/terraform-provider-aws#12582", together({kHosts, kGroups}),
     find_instance_without_provider},
    {"group-maximum", Severity::kWarning, "A group is at its maximum, and tasks wait",
     "Desired and maximum size of the groups, and the services that use their capacity provider.",
     "Raise the group's maximum.", "Amazon ECS Developer Guide, \"Cluster auto scaling\"",
     together({kHosts, kGroups, kServices}), find_group_maximum},
    {"task-larger-than-type", Severity::kError, "Tasks are larger than the hosts that are launched for them",
     "Services that want more tasks than run, the size of their tasks, and the types of their capacity "
     "providers' groups.",
     "Launch larger types, or give the service a capacity provider of its own.",
     "aws/containers-roadmap#1718", together({kHosts, kGroups, kServices, {"ecs:DescribeTaskDefinition"}}),
     find_task_larger_than_type},
    {"scale-in-blocked", Severity::kWarning, "A group cannot shrink, for all its instances are protected",
     "Desired size of the groups, and the protection of their instances from scale-in.",
     "Take the protection from those with the fewest tasks.",
     "aws/containers-roadmap#1471; aws/aws-cdk#14732; hashicorp/terraform-provider-aws#18849",
     together({kHosts, kGroups}), find_scale_in_blocked},
    {"draining-stuck", Severity::kWarning, "Hosts are drained that a service's tasks cannot leave",
     "Hosts with DRAINING, the services whose tasks are on them, and these services' minimumHealthyPercent "
     "and "
     "maximumPercent.",
     "Raise the service's maximumPercent.", "aws/containers-roadmap#2467",
     together({kHosts, kServices, {"ecs:ListTasks", "ecs:DescribeTasks"}}), find_draining_stuck},
    {"provider-named-by-arn", Severity::kWarning, "A strategy names a capacity provider by its ARN",
     "The capacity provider strategies of clusters and services.", "Name the capacity provider.",
     "hashicorp/terraform-provider-aws#11817", together({kHosts, kServices}), find_provider_named_by_arn},
    {"no-circuit-breaker", Severity::kWarning, "A deployment fails for ever",
     "failedTasks of the services' deployments that are under way, and their circuit breaker.",
     "Turn the deployment circuit breaker on, and mend what the tasks stop for.", "aws/copilot-cli#1180",
     together({kHosts, kServices}), find_no_circuit_breaker},
    {"refresh-waits", Severity::kWarning, "An instance refresh waits for protected instances",
     "Refreshes under way, their preference ScaleInProtectedInstances, and the protection of the instances.",
     "Start the refresh again with ScaleInProtectedInstances=Refresh; where nothing drains the group's "
     "hosts, "
     "drain and terminate them instead.",
     "Amazon ECS Developer Guide, \"Managed instance draining\"; hashicorp/terraform-provider-aws#33310",
     together({kHosts, kGroups}), find_refresh_waits},
    {"service-outside-scaling", Severity::kWarning, "A service does not use the cluster's capacity providers",
     "Services with the launch type EC2 in clusters with managed scaling.",
     "Give the service a capacity provider strategy, and force a new deployment.",
     "aws/containers-roadmap#689", together({kHosts, kGroups, kServices}), find_service_outside_scaling},
    {"provider-not-deletable", Severity::kWarning, "A capacity provider could not be deleted",
     "Capacity providers of the clusters with DELETE_FAILED.", "Take it from its cluster, then delete it.",
     "aws/aws-cdk#19275; hashicorp/terraform-provider-aws#14393", together({kHosts, kGroups}),
     find_provider_not_deletable},
    {"provider-name-reserved", Severity::kWarning,
     "A stack asks for a capacity provider with a reserved name",
     "Stacks with ROLLBACK_COMPLETE whose names begin with aws, ecs or fargate, and their capacity "
     "providers.",
     "Delete the stack, and create it under another name.", "aws/aws-cdk#17321, #29151",
     together({kClusters, kStacks}), find_provider_name_reserved},
    {"stack-not-deletable", Severity::kWarning, "A stack with hosts could not be deleted",
     "Stacks with DELETE_FAILED that made groups of the clusters: their resources with DELETE_FAILED, why, "
     "and "
     "the DeletionPolicy of the groups.",
     "As the resource tells: delete the group by force once no task runs on its hosts, take its capacity "
     "provider from the cluster, or retain the resource; then delete the stack.",
     "aws/aws-cdk#14732, #19275; hashicorp/terraform-provider-aws#12739, #18849",
     together({kHosts, kGroups, kStacks}), find_stack_not_deletable},
    {"signal-always-succeeds", Severity::kWarning, "Hosts signal success whatever happens",
     "Templates of the stacks that made the groups, with their parameters put in: commands of cfn-init, and "
     "lines of "
     "user data, that give cfn-signal the exit code of no command, or of one that cannot fail.",
     "Signal in the command that can fail, or after cfn-init.",
     "AWS CloudFormation User Guide, \"cfn-signal\"", together({kHosts, kGroups, kStacks}),
     find_signal_always_succeeds},
    {"loses-by-trunking", Severity::kWarning, "Hosts take fewer tasks with a trunk than without",
     "Types of hosts with a trunk, and of the groups and roles that they have in common with others, against "
     "data/instance-limits.csv.",
     "Disable the setting for the role of these hosts, or choose another type.",
     "Amazon ECS Developer Guide, \"Supported Amazon EC2 instance types\"",
     together({kHosts, kRoles, kGroups}), find_loses_by_trunking},
    {"tasks-without-interface", Severity::kWarning, "Services find no free interface for their tasks",
     "Services that want more tasks than run, and their events with RESOURCE:ENI since the last steady "
     "state.",
     "Mend what keeps hosts from having a trunk; if all have one, add hosts.",
     "Amazon ECS Developer Guide, \"Service event messages\"; aws/amazon-ecs-agent#2448",
     together({kHosts, kServices}), find_tasks_without_interface},
    {"no-linux-instance", Severity::kNote, "Windows and external hosts take no trunk",
     "The operating system of the hosts, and whether they are EC2's.",
     "Run tasks that need interfaces of their own on Linux instances.",
     "aws/containers-roadmap#1490; aws/amazon-ecs-agent, agent/app/agent_capability.go", kHosts,
     find_no_linux_instance},
    {"resources-bind-first", Severity::kNote, "CPU or memory limits hosts before interfaces do",
     "The mean size of the services' awsvpc tasks, against what hosts register.",
     "None: trunking brings nothing as long as tasks are that large.",
     "Amazon ECS Developer Guide, \"Task size\"",
     together({kHosts, kServices, {"ecs:DescribeTaskDefinition"}}), find_resources_bind_first},
    {"spread-before-binpack", Severity::kNote, "Services spread over hosts that are meant to stay free",
     "Placement strategies of services, and capacity providers with a target capacity below 100 %.",
     "Pack first, or set the target capacity to 100 %.",
     "Amazon ECS Developer Guide, \"Cluster auto scaling\"", together({kHosts, kGroups, kServices}),
     find_spread_before_binpack},
    {"desired-set-by-hand", Severity::kNote,
     "A group's size is set by hand while managed scaling sets it, too",
     "Scaling activities of the last day, of groups behind capacity providers with managed scaling.",
     "Leave the group's size to managed scaling.", "aws/containers-roadmap#945",
     together({kHosts, kGroups, {"autoscaling:DescribeScalingActivities"}}), find_desired_set_by_hand},
    {"nodejs-pattern", Severity::kNote, "The setting is made by an inline Node.js function",
     "Stacks with a resource Custom::CustomEniTrunking, and the runtime of their function.",
     "Deploy templates/eni-trunking.yml in its place.",
     "containersonaws.com, \"ENI trunking with CloudFormation\"", together({kClusters, kStacks}),
     find_nodejs_pattern},
    {"trunk-security-group", Severity::kNote, "Trunks are in a security group that lets everybody in",
     "The default security groups of VPCs with trunks.",
     "Take the open rules out of the default security group.",
     "aws/containers-roadmap#2235; nccgroup/ScoutSuite#621",
     together({kHosts, {"ec2:DescribeSecurityGroups"}}), find_trunk_security_group},
    {"role-may-set", Severity::kNote, "Hosts may change account settings",
     "Inline policies of the hosts' roles that allow ecs:PutAccountSetting on everything.",
     "Take the permission away once the setting is made.", "Service Authorization Reference, Amazon ECS",
     together({kHosts, kRoles, {"iam:ListRolePolicies", "iam:GetRolePolicy"}}), find_role_may_set},
};

}  // namespace

std::span<const Check> all_checks() { return kChecks; }

const Check* find_check(std::string_view name) {
  const auto* row = std::find_if(std::begin(kChecks), std::end(kChecks),
                                 [&](const Check& check) { return check.name == name; });
  return row == std::end(kChecks) ? nullptr : row;
}

}  // namespace eni::diagnosis
