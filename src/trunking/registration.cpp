#include "trunking/registration.h"

#include <array>

#include "base/text.h"
#include "trunking/density.h"

namespace eni::trunking {

namespace {

using Version = std::array<long long, 3>;
constexpr Version kFirstAgent{1, 28, 1};

std::optional<Version> parse_version(std::string_view text) {
  if (!text.empty() && text.front() == 'v') text.remove_prefix(1);
  const auto pieces = split(text.substr(0, text.find('-')), '.');
  Version version{};
  if (pieces.size() != version.size()) return std::nullopt;
  for (std::size_t i = 0; i < version.size(); ++i) {
    const auto number = parse_integer(pieces[i]);
    if (!number) return std::nullopt;
    version[i] = *number;
  }
  return version;
}

std::optional<bool> negated(std::optional<bool> fact) { return fact ? std::optional(!*fact) : std::nullopt; }

std::optional<bool> is_not_external(const RegistrationFacts& host) { return negated(host.is_external); }
std::string external_reason(const RegistrationFacts&) {
  return "the host is external (ECS Anywhere): its agent does not register the capability for trunks";
}

std::optional<bool> runs_linux(const RegistrationFacts& host) {
  return host.os_family ? std::optional(*host.os_family == OsFamily::kLinux) : std::nullopt;
}
std::string windows_reason(const RegistrationFacts&) { return "the host runs Windows"; }

std::optional<bool> agent_is_new_enough(const RegistrationFacts& host) {
  const auto version = host.agent_version ? parse_version(*host.agent_version) : std::nullopt;
  return version ? std::optional(*version >= kFirstAgent) : std::nullopt;
}
std::string agent_reason(const RegistrationFacts& host) {
  return "the host's agent has version " + host.agent_version.value_or("") + "; trunks need 1.28.1";
}

std::optional<bool> agent_can_trunk(const RegistrationFacts& host) { return host.has_trunking_capability; }
std::string capability_reason(const RegistrationFacts&) {
  return "the agent did not register ecs.capability.task-eni-trunking: ECS_ENABLE_HIGH_DENSITY_ENI is false, "
         "or ECS_ENABLE_TASK_ENI is not true";
}

std::optional<bool> setting_is_enabled(const RegistrationFacts& host) {
  return host.effective_setting ? std::optional(*host.effective_setting == "enabled") : std::nullopt;
}
std::string setting_reason(const RegistrationFacts& host) {
  return "awsvpcTrunking is " + host.effective_setting.value_or("disabled") + " for " + host.role_arn +
         " in " + host.region;
}

std::optional<bool> type_takes_trunk(const RegistrationFacts& host) {
  if (host.instance_type.empty() && host.type == nullptr) return std::nullopt;
  return host.type != nullptr && takes_trunk(*host.type);
}
std::string type_reason(const RegistrationFacts& host) {
  if (host.type == nullptr) return "no source knows the instance type " + host.instance_type;
  const std::string name(host.type->instance_type);
  if (host.type->burstable) return name + " takes no trunk: no T family does";
  switch (host.type->evidence) {
    case Evidence::kDocumentedExcluded:
      return name + " takes no trunk: the Amazon ECS Developer Guide excludes it";
    case Evidence::kUnknown:
      return "no source says that " + name + " takes a trunk";
    default:
      return name + " takes no trunk: it is not trunk compatible";
  }
}

std::optional<bool> service_linked_role_exists(const RegistrationFacts& host) {
  return host.has_service_linked_role;
}
std::string service_linked_role_reason(const RegistrationFacts&) {
  return "Unable to assume the service linked role. Please verify that the ECS service linked role exists.";
}

std::optional<bool> subnet_is_own(const RegistrationFacts& host) { return negated(host.subnet_is_shared); }
std::string shared_subnet_reason(const RegistrationFacts& host) {
  return create_interface_failure(host.subnet_id, "InvalidParameterValue");
}

std::optional<bool> address_is_free(const RegistrationFacts& host) {
  return host.free_ipv4_addresses ? std::optional(*host.free_ipv4_addresses > 0) : std::nullopt;
}
std::string no_address_reason(const RegistrationFacts& host) {
  return create_interface_failure(host.subnet_id, "InsufficientFreeAddressesInSubnet");
}

std::optional<bool> slot_is_free(const RegistrationFacts& host) {
  if (!host.attached_enis || host.type == nullptr) return std::nullopt;
  return *host.attached_enis < host.type->max_enis;
}
std::string no_slot_reason(const RegistrationFacts&) {
  return attach_interface_failure("AttachmentLimitExceeded");
}

std::optional<bool> a_record_is_off(const RegistrationFacts& host) {
  return negated(host.resource_name_dns_a_record);
}
std::string a_record_reason(const RegistrationFacts&) {
  return attach_interface_failure("UnsupportedOperation");
}

constexpr std::string_view kGuide =
    "Amazon ECS Developer Guide, \"Increasing Amazon ECS Linux container instance network interfaces\"";

/// That the A record, the missing role and the full host end as a failed registration is inferred: for a type
/// that takes a trunk ECS never falls back to plain interfaces, and EC2 (or IAM) refuses what ECS then asks.
constexpr TrunkCondition kConditions[] = {
    {"external-host", TrunkEnding::kNone, "the host is an EC2 instance, not an external one",
     "run the tasks on an EC2 instance",
     "amazon-ecs-agent, agent/app/agent_capability.go: externalUnsupportedCapabilities", Wording::kOwn,
     is_not_external, external_reason},
    {"operating-system", TrunkEnding::kNone, "the host runs Linux",
     "use a Linux variant of the Amazon ECS-optimized AMI", kGuide, Wording::kOwn, runs_linux,
     windows_reason},
    {"agent-version", TrunkEnding::kNone, "the agent has version 1.28.1 or later",
     "launch hosts from a newer Amazon ECS-optimized AMI", kGuide, Wording::kOwn, agent_is_new_enough,
     agent_reason},
    {"agent-capability", TrunkEnding::kNone, "the agent registers ecs.capability.task-eni-trunking",
     "take ECS_ENABLE_HIGH_DENSITY_ENI=false out of /etc/ecs/ecs.config, and set ECS_ENABLE_TASK_ENI=true",
     "amazon-ecs-agent, README.md and agent/app/agent_capability_unix.go", Wording::kOwn, agent_can_trunk,
     capability_reason},
    {"setting", TrunkEnding::kNone,
     "awsvpcTrunking is enabled for the role of the host's instance profile, in the host's region",
     "turn awsvpcTrunking on for that role in that region",
     "ECS API, PutAccountSetting; amazon-ecs-agent#2760", Wording::kOwn, setting_is_enabled, setting_reason},
    {"instance-type", TrunkEnding::kNone, "the instance type takes a trunk",
     "choose a type that does: eni-trunking density", "data/instance-limits.csv", Wording::kOwn,
     type_takes_trunk, type_reason},
    {"service-linked-role", TrunkEnding::kFailed, "the role AWSServiceRoleForECS exists",
     "aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com", kGuide, Wording::kAssumed,
     service_linked_role_exists, service_linked_role_reason},
    {"shared-subnet", TrunkEnding::kFailed, "the host's subnet belongs to the host's account",
     "launch hosts in subnets of their own account", "amazon-ecs-agent#2236", Wording::kAws, subnet_is_own,
     shared_subnet_reason},
    {"free-addresses", TrunkEnding::kFailed, "the host's subnet has a free address for the trunk",
     "use larger subnets: a trunk takes an address, and so does each task",
     "Amazon ECS best practices guide, \"Choosing a network mode\"; the reason as of tasks", Wording::kAws,
     address_is_free, no_address_reason},
    {"free-interface-slot", TrunkEnding::kFailed, "the host has room for one more interface",
     "attach no interfaces by hand to hosts of a cluster", "EC2 API, AttachNetworkInterface",
     Wording::kAssumed, slot_is_free, no_slot_reason},
    {"dns-a-record", TrunkEnding::kFailed,
     "the host does not answer resource-based IPv4 (A record) DNS requests",
     "set PrivateDnsNameOptions.EnableResourceNameDnsARecord to false in the launch template", kGuide,
     Wording::kAssumed, a_record_is_off, a_record_reason},
};

}  // namespace

std::string_view to_string(TrunkEnding ending) {
  switch (ending) {
    case TrunkEnding::kTrunk:
      return "trunk";
    case TrunkEnding::kNone:
      return "none";
    case TrunkEnding::kFailed:
      return "failed";
  }
  return "";
}

std::span<const TrunkCondition> trunk_conditions() { return kConditions; }

TrunkDecision decide_trunk(const RegistrationFacts& host) {
  for (const TrunkCondition& condition : kConditions)
    if (!condition.holds(host).value_or(true)) return {condition.ending, &condition, condition.reason(host)};
  return {};
}

std::string create_interface_failure(std::string_view subnet_id, std::string_view ec2_error_code) {
  return "Unexpected EC2 error while attempting to Create Network Interface in subnet '" +
         std::string(subnet_id) + "': " + std::string(ec2_error_code);
}

std::string attach_interface_failure(std::string_view ec2_error_code) {
  return "Unexpected EC2 error while attempting to attach network interface to instance: " +
         std::string(ec2_error_code);
}

}  // namespace eni::trunking
