#include "sandbox/services/ecs/tasks/task_plan.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/task_definitions/container_numbers.h"
#include "sandbox/services/ecs/task_definitions/runtime_platform.h"
#include "sandbox/services/ecs/task_definitions/task_size.h"

namespace eni::sandbox::ecs_service {

using aws::ApiResult;

namespace {

json::array text_array(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

// ---- containers -------------------------------------------------------------------------------------------

/// What a task keeps of a container definition: what DescribeTasks shows and placement weighs.
json::object kept_of(const json::object& definition) {
  json::object container;
  for (const std::string_view name :
       {"name", "image", "cpu", "memory", "memoryReservation", "portMappings"}) {
    if (const json::value* value = find(definition, name)) container.emplace(name, *value);
  }
  return container;
}

json::object* find_container(json::array& containers, std::string_view name) {
  for (json::value& container : containers)
    if (text_at(container, "name") == name) return &container.get_object();
  return nullptr;
}

ApiResult<void> override_container(json::array& containers, const json::object& override_) {
  const std::string name = text_at(override_, "name");
  if (name.empty()) return aws::invalid_parameter("Container override must have a name.");
  json::object* container = find_container(containers, name);
  if (container == nullptr) {
    return aws::invalid_parameter("Override for container named " + name +
                                  " is not a container in the TaskDefinition.");
  }
  ENI_CHECK(check_container_numbers(override_));
  for (const std::string_view member : {"cpu", "memory", "memoryReservation"})
    if (const auto number = find_integer(override_, member)) (*container)[member] = *number;
  return {};
}

/// As DescribeTasks shows them: every container has an entry.
json::object shown_overrides(const json::object& overrides, const json::array& containers) {
  json::object shown = overrides;
  json::array entries;
  for (const json::value& container : containers) {
    const std::string name = text_at(container, "name");
    json::object entry{{"name", name}};
    for (const json::value& given : array_at(overrides, "containerOverrides"))
      if (text_at(given, "name") == name) entry = given.as_object();
    entries.push_back(std::move(entry));
  }
  shown["containerOverrides"] = std::move(entries);
  shown["inferenceAcceleratorOverrides"] = json::array();
  return shown;
}

ApiResult<void> apply_overrides(TaskPlan& plan, const json::object& overrides) {
  for (const json::value& one : array_at(overrides, "containerOverrides"))
    ENI_CHECK(override_container(plan.containers, one.as_object()));
  ENI_TRY(const auto size, read_task_size(text_at(overrides, "cpu"), text_at(overrides, "memory")));
  if (size.cpu_units) plan.cpu = std::to_string(*size.cpu_units);
  if (size.memory_mib) plan.memory = std::to_string(*size.memory_mib);
  plan.overrides = shown_overrides(overrides, plan.containers);
  return {};
}

// ---- what it occupies -------------------------------------------------------------------------------------

/// What is taken off the host's memory: the reservation where there is one, else the hard limit.
std::int64_t reserved_memory(const json::object& container) {
  const std::int64_t reservation = integer_at(container, "memoryReservation");
  return reservation != 0 ? reservation : integer_at(container, "memory");
}

void add_ports(placement::Demand& demand, const json::object& container, const std::string& network_mode) {
  if (network_mode == "awsvpc" || network_mode == "none") return;  // its own address, or none at all
  for (const json::value& mapping : array_at(container, "portMappings")) {
    const json::object& m = mapping.get_object();
    auto port = integer_at(m, "hostPort");
    if (port == 0 && network_mode == "host") port = integer_at(m, "containerPort");
    if (port == 0) continue;  // a dynamic one
    const bool udp = text_at(m, "protocol") == "udp";
    demand.ports.push_back(
        {static_cast<std::uint16_t>(port), udp ? placement::Protocol::kUdp : placement::Protocol::kTcp});
  }
}

/// More than any host has, where it is more than can be counted.
std::int32_t capped(std::int64_t amount) {
  return static_cast<std::int32_t>(std::min<std::int64_t>(amount, std::numeric_limits<std::int32_t>::max()));
}

placement::Demand demand_of(const TaskPlan& plan) {
  placement::Demand demand;
  std::int64_t cpu = 0;
  std::int64_t memory = 0;
  for (const json::value& container : plan.containers) {
    cpu += integer_at(container.get_object(), "cpu");
    memory += reserved_memory(container.get_object());
    add_ports(demand, container.get_object(), plan.network_mode);
  }
  demand.resources.cpu_units = capped(parse_integer(plan.cpu).value_or(cpu));
  demand.resources.memory_mib = capped(parse_integer(plan.memory).value_or(memory));
  demand.resources.interfaces = plan.has_own_interface() ? 1 : 0;
  return demand;
}

// ---- as a document ----------------------------------------------------------------------------------------

json::object to_json(const placement::Demand& demand) {
  json::array ports;
  for (const auto& port : demand.ports) {
    const std::string_view protocol = port.protocol == placement::Protocol::kUdp ? "udp" : "tcp";
    ports.push_back(json::object{{"port", port.port}, {"protocol", protocol}});
  }
  const auto& r = demand.resources;
  return {{"cpu", r.cpu_units}, {"memory", r.memory_mib}, {"interfaces", r.interfaces}, {"ports", ports}};
}

placement::Demand demand_from(const json::object& document) {
  placement::Demand demand;
  demand.resources = {static_cast<std::int32_t>(integer_at(document, "cpu")),
                      static_cast<std::int32_t>(integer_at(document, "memory")),
                      static_cast<std::int32_t>(integer_at(document, "interfaces"))};
  for (const json::value& port : array_at(document, "ports")) {
    const json::object& p = port.get_object();
    const bool udp = text_at(p, "protocol") == "udp";
    demand.ports.push_back({static_cast<std::uint16_t>(integer_at(p, "port")),
                            udp ? placement::Protocol::kUdp : placement::Protocol::kTcp});
  }
  return demand;
}

json::object to_json(const TaskNetwork& network) {
  json::array subnets;
  for (const auto& subnet : network.subnets)
    subnets.push_back(
        json::object{{"id", subnet.id}, {"zone", subnet.availability_zone}, {"ipv6", subnet.has_ipv6}});
  return {{"subnets", subnets},
          {"dualStack", network.is_dual_stack},
          {"securityGroups", text_array(network.security_groups)},
          {"vpcId", network.vpc_id}};
}

TaskNetwork network_from(const json::object& document) {
  TaskNetwork network;
  for (const json::value& value : array_at(document, "subnets")) {
    const json::object& subnet = value.get_object();
    network.subnets.push_back({text_at(subnet, "id"), text_at(subnet, "zone"), flag_at(subnet, "ipv6")});
  }
  network.is_dual_stack = flag_at(document, "dualStack");
  network.security_groups = texts_at(document, "securityGroups");
  network.vpc_id = text_at(document, "vpcId");
  return network;
}

json::array to_json(const std::vector<placement::Attribute>& attributes) {
  json::array out;
  for (const auto& attribute : attributes) {
    json::object one{{"name", attribute.name}};
    if (attribute.value) one.emplace("value", *attribute.value);
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<placement::Attribute> attributes_from(const json::array& list) {
  std::vector<placement::Attribute> out;
  for (const json::value& one : list)
    out.push_back({text_at(one, "name"), find_string(one.get_object(), "value")});
  return out;
}

std::vector<std::string> member_of(const json::array& constraints) {
  std::vector<std::string> expressions;
  for (const json::value& one : constraints)
    if (text_at(one, "type") == "memberOf") expressions.push_back(text_at(one, "expression"));
  return expressions;
}

}  // namespace

std::optional<bool> TaskNetwork::wants_ipv6(std::string_view subnet) const {
  const auto found =
      std::find_if(subnets.begin(), subnets.end(), [subnet](const Subnet& one) { return one.id == subnet; });
  if (found == subnets.end() || !found->has_ipv6) return std::nullopt;
  return is_dual_stack;
}

std::vector<std::string> TaskNetwork::zones() const {
  std::vector<std::string> out;
  for (const auto& subnet : subnets)
    if (!contains(out, subnet.availability_zone)) out.push_back(subnet.availability_zone);
  return out;
}

std::vector<std::string> TaskNetwork::subnets_in(std::string_view availability_zone) const {
  std::vector<std::string> out;
  for (const auto& subnet : subnets)
    if (subnet.availability_zone == availability_zone) out.push_back(subnet.id);
  return out;
}

json::object TaskNetwork::wire() const {
  json::array ids;
  for (const auto& subnet : subnets) ids.push_back(json::string(subnet.id));
  return {{"awsvpcConfiguration", json::object{{"subnets", std::move(ids)},
                                               {"securityGroups", text_array(security_groups)},
                                               {"assignPublicIp", "DISABLED"}}}};
}

json::object TaskPlan::to_json() const {
  json::object document{{"taskDefinitionArn", task_definition_arn},
                        {"family", family},
                        {"networkMode", network_mode},
                        {"group", group},
                        {"startedBy", started_by},
                        {"cpu", cpu},
                        {"memory", memory},
                        {"containers", containers},
                        {"overrides", overrides},
                        {"demand", ecs_service::to_json(demand)},
                        {"requiredAttributes", ecs_service::to_json(required_attributes)},
                        {"memberOf", text_array(member_of)}};
  if (!strategy.empty()) {
    document["strategy"] = strategy;
    document["placement"] = placement_members;
  }
  if (network) document.emplace("network", ecs_service::to_json(*network));
  if (!load_balancers.empty()) document.emplace("loadBalancers", load_balancers);
  if (!service_registries.empty()) document.emplace("serviceRegistries", service_registries);
  if (enables_execute_command) document.emplace("enableExecuteCommand", true);
  return document;
}

TaskPlan TaskPlan::from_json(const json::object& document) {
  TaskPlan plan;
  plan.task_definition_arn = text_at(document, "taskDefinitionArn");
  plan.family = text_at(document, "family");
  plan.network_mode = text_at(document, "networkMode");
  plan.group = text_at(document, "group");
  plan.started_by = text_at(document, "startedBy");
  plan.cpu = text_at(document, "cpu");
  plan.memory = text_at(document, "memory");
  plan.containers = array_at(document, "containers");
  plan.overrides = object_at(document, "overrides");
  plan.load_balancers = array_at(document, "loadBalancers");
  plan.service_registries = array_at(document, "serviceRegistries");
  plan.enables_execute_command = flag_at(document, "enableExecuteCommand");
  plan.demand = demand_from(object_at(document, "demand"));
  plan.required_attributes = attributes_from(array_at(document, "requiredAttributes"));
  plan.member_of = texts_at(document, "memberOf");
  plan.strategy = array_at(document, "strategy");
  plan.placement_members = object_at(document, "placement");
  if (const json::value* network = find(document, "network"))
    plan.network = network_from(network->as_object());
  return plan;
}

ApiResult<TaskPlan> plan_task(const EcsTaskDefinition& definition, const json::object& overrides,
                              std::string group) {
  const json::object& document = definition.document;
  TaskPlan plan;
  plan.task_definition_arn = definition.arn;
  plan.family = definition.family;
  plan.network_mode = find_string(document, "networkMode").value_or("bridge");
  plan.group = std::move(group);
  plan.cpu = text_at(document, "cpu");
  plan.memory = text_at(document, "memory");
  for (const json::value& container : array_at(document, "containerDefinitions"))
    plan.containers.push_back(kept_of(container.get_object()));
  plan.required_attributes = attributes_from(array_at(document, "requiresAttributes"));
  for (auto& attribute : platform_attributes(document))
    plan.required_attributes.push_back(std::move(attribute));
  plan.member_of = member_of(array_at(document, "placementConstraints"));
  ENI_CHECK(apply_overrides(plan, overrides));
  plan.demand = demand_of(plan);
  if (plan.cpu.empty()) plan.cpu = std::to_string(plan.demand.resources.cpu_units);
  if (plan.memory.empty()) plan.memory = std::to_string(plan.demand.resources.memory_mib);
  return plan;
}

}  // namespace eni::sandbox::ecs_service
