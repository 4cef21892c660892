#include "sandbox/services/ecs/container_instances/registration.h"

#include "base/text.h"
#include "sandbox/services/ecs/container_instances/attribute_rules.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/service_linked_role.h"
#include "sandbox/services/ecs/settings/account_settings.h"
#include "trunking/density.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::int64_t kMaxPort = 65'535;
/// Source: Amazon ECS API Reference, Attribute.
constexpr std::size_t kMaxAttributeValue = 128;

/// A resource's whole number, which agents send as integerValue and some clients as longValue.
ApiResult<std::int64_t> read_amount(const json::object& resource, const std::string& name) {
  const Params members{resource};
  for (const char* member : {"integerValue", "longValue"}) {
    const auto value = members.integer(member, 0, 1LL << 40);
    if (value.has_error()) return aws::invalid_parameter("Invalid value of the resource " + name);
    if (*value && **value > 0) return **value;
  }
  return std::int64_t{0};
}

ApiResult<void> add_ports(std::vector<EcsHostPort>& ports, const json::object& resource,
                          EcsPortProtocol protocol) {
  const auto texts = Params{resource}.texts("stringSetValue");
  if (texts.has_error()) return aws::invalid_parameter(texts.error().message);
  for (const std::string& text : *texts) {
    const auto port = parse_integer(text);
    if (!port || *port < 0 || *port > kMaxPort) return aws::invalid_parameter("Invalid port: " + text);
    ports.push_back({static_cast<std::uint16_t>(*port), protocol});
  }
  return {};
}

ApiResult<void> read_resource(Registration& registration, const json::object& resource) {
  const std::string name = Params{resource}.text_or("name", "");
  if (name == "PORTS") return add_ports(registration.reserved_ports, resource, EcsPortProtocol::kTcp);
  if (name == "PORTS_UDP") return add_ports(registration.reserved_ports, resource, EcsPortProtocol::kUdp);
  if (name == "CPU") {
    ENI_TRY(registration.resources.cpu_units, read_amount(resource, name));
    return {};
  }
  if (name == "MEMORY") {
    ENI_TRY(registration.resources.memory_mib, read_amount(resource, name));
    return {};
  }
  return aws::invalid_parameter("the sandbox does not support the resource " + name);
}

trunking::OsFamily os_family(const Registration& registration, const Ec2View& view) {
  const auto type = registration.attributes.find("ecs.os-type");
  const bool windows =
      view.is_windows || (type != registration.attributes.end() && type->second == "windows");
  return windows ? trunking::OsFamily::kWindows : trunking::OsFamily::kLinux;
}

}  // namespace

ApiResult<InstanceIdentity> read_identity(const Call& call) {
  ENI_TRY(const auto text, required_member(call, "instanceIdentityDocument"));
  const auto parsed = parse_json(text);
  if (parsed.has_error() || !parsed->is_object())
    return aws::invalid_parameter("Invalid instance identity document.");
  const json::object& document = parsed->get_object();
  const auto member = [&document](std::string_view name) { return text_at(document, name); };
  InstanceIdentity identity{member("instanceId"), member("instanceType"), member("availabilityZone"),
                            member("imageId")};
  if (identity.instance_id.empty() || identity.instance_type.empty())
    return aws::invalid_parameter("Invalid instance identity document.");
  if (member("accountId") != call.account().value || member("region") != call.region.value) {
    return aws::invalid_parameter("The instance identity document is of account " + member("accountId") +
                                  " in " + member("region") + ", the call of account " +
                                  call.account().value + " in " + call.region.value + ".");
  }
  return identity;
}

ApiResult<EcsAttributes> read_attributes(const Call& call) {
  ENI_TRY(const auto list, object_list(call, "attributes"));
  EcsAttributes attributes;
  for (const json::object& entry : list) {
    const Params members{entry};
    const std::string name = members.text_or("name", "");
    const auto value = members.text("value");
    // Left out without a word; the agent compares, and ends.
    if (value && value->size() > kMaxAttributeValue) continue;
    ENI_CHECK(check_attribute(name, value));
    attributes[name] = value && !value->empty() ? value : std::nullopt;
  }
  return attributes;
}

ApiResult<Registration> read_registration(const Call& call) {
  Registration registration;
  ENI_TRY(registration.identity, read_identity(call));
  ENI_TRY(const auto resources, object_list(call, "totalResources"));
  for (const json::object& resource : resources) ENI_CHECK(read_resource(registration, resource));
  ENI_TRY(registration.attributes, read_attributes(call));
  if (const json::object* info = call.params.object("versionInfo")) {
    registration.version_info = *info;
    registration.agent_version = text_at(*info, "agentVersion");
  }
  return registration;
}

void add_ecs_attributes(EcsAttributes& attributes, const InstanceIdentity& identity, const Ec2View& view) {
  attributes["ecs.availability-zone"] = view.zone.empty() ? identity.zone : view.zone;
  attributes["ecs.instance-type"] = identity.instance_type;
  if (!view.image_id.empty()) attributes["ecs.ami-id"] = view.image_id;
  if (!view.subnet_id.empty()) attributes["ecs.subnet-id"] = view.subnet_id;
  if (!view.vpc_id.empty()) attributes["ecs.vpc-id"] = view.vpc_id;
  attributes.try_emplace("ecs.os-type", view.is_windows ? "windows" : "linux");
}

trunking::TrunkDecision decide_trunk(const Call& call, const Registration& registration,
                                     const Ec2View& view) {
  trunking::RegistrationFacts facts;
  facts.effective_setting = own_effective_value(call, "awsvpcTrunking");
  facts.role_arn = own_arn(call);
  facts.region = call.region.value;
  facts.os_family = os_family(registration, view);
  facts.is_external = false;
  if (!registration.agent_version.empty()) facts.agent_version = registration.agent_version;
  facts.has_trunking_capability = registration.attributes.contains("ecs.capability.task-eni-trunking");
  facts.instance_type = registration.identity.instance_type;
  facts.type = trunking::find_instance_type(facts.instance_type);
  facts.attached_enis = static_cast<int>(view.device_indexes.size());
  facts.subnet_id = view.subnet_id;
  facts.subnet_is_shared = view.subnet_is_shared;
  facts.free_ipv4_addresses = view.free_ipv4_addresses;
  facts.resource_name_dns_a_record = view.resource_name_dns_a_record;
  facts.has_service_linked_role = has_service_linked_role(call.env.store, call.account());
  return trunking::decide_trunk(facts);
}

std::int64_t interface_slots(std::string_view instance_type, trunking::TrunkEnding ending) {
  const auto* type = trunking::find_instance_type(instance_type);
  if (!type) return 0;
  const bool trunk = ending == trunking::TrunkEnding::kTrunk;
  return trunking::max_awsvpc_tasks(*type, trunk ? trunking::Trunk::kAttached : trunking::Trunk::kNone);
}

}  // namespace eni::sandbox::ecs_service
