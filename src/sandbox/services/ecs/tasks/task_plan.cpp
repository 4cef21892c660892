#include "sandbox/services/ecs/tasks/task_plan.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/task_definitions/runtime_platform.h"
#include "sandbox/services/ecs/task_definitions/task_size.h"

namespace eni::sandbox::ecs_service {

using aws::ApiResult;

namespace {

std::string text_of(const json::object& object, std::string_view name) {
  return find_string(object, name).value_or("");
}

/// A number, or a text that is one; 0 for anything else.
std::int64_t number_of(const json::object& object, std::string_view name) {
  const json::value* value = find(object, name);
  if (value == nullptr) return 0;
  if (value->is_int64()) return value->as_int64();
  if (value->is_string()) return parse_integer(as_text(*value)).value_or(0);
  return 0;
}

const json::array& array_of(const json::object& object, std::string_view name) {
  static const json::array kNone;
  const json::value* value = find(object, name);
  return value != nullptr && value->is_array() ? value->get_array() : kNone;
}

bool is_true(const json::object& object, std::string_view name) {
  const json::value* value = find(object, name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

json::array text_array(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

std::vector<std::string> texts_of(const json::object& object, std::string_view name) {
  std::vector<std::string> out;
  for (const json::value& value : array_of(object, name)) out.push_back(as_text(value));
  return out;
}

/// Docker takes no less, in MiB.
constexpr std::int64_t kMinMemory = 4;

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
    if (text_of(container.get_object(), "name") == name) return &container.get_object();
  return nullptr;
}

/// Source: Amazon ECS API Reference, ContainerOverride: numbers as in a container definition.
ApiResult<void> check_number(const json::object& override_, std::string_view member, std::int64_t min) {
  const json::value* value = find(override_, member);
  if (value == nullptr || value->is_null()) return {};
  constexpr std::int64_t kMax = std::numeric_limits<std::int32_t>::max();
  if (value->is_int64() && value->as_int64() >= min && value->as_int64() <= kMax) return {};
  return client_exception("Invalid '" + std::string(member) + "' setting for container '" +
                          text_of(override_, "name") + "'.");
}

ApiResult<void> override_container(json::array& containers, const json::object& override_) {
  const std::string name = text_of(override_, "name");
  if (name.empty()) return aws::invalid_parameter("Container override must have a name.");
  json::object* container = find_container(containers, name);
  if (container == nullptr) {
    return aws::invalid_parameter("Override for container named " + name +
                                  " is not a container in the TaskDefinition.");
  }
  ENI_CHECK(check_number(override_, "cpu", 0));
  for (const std::string_view member : {"memory", "memoryReservation"})
    ENI_CHECK(check_number(override_, member, kMinMemory));
  for (const std::string_view member : {"cpu", "memory", "memoryReservation"})
    if (const json::value* value = find(override_, member)) (*container)[member] = *value;
  return {};
}

/// As DescribeTasks shows them: every container has an entry.
json::object shown_overrides(const json::object& overrides, const json::array& containers) {
  json::object shown = overrides;
  json::array entries;
  for (const json::value& container : containers) {
    const std::string name = text_of(container.get_object(), "name");
    json::object entry{{"name", name}};
    for (const json::value& given : array_of(overrides, "containerOverrides"))
      if (given.is_object() && text_of(given.get_object(), "name") == name) entry = given.get_object();
    entries.push_back(std::move(entry));
  }
  shown["containerOverrides"] = std::move(entries);
  shown["inferenceAcceleratorOverrides"] = json::array();
  return shown;
}

ApiResult<void> apply_overrides(TaskPlan& plan, const json::object& overrides) {
  for (const json::value& one : array_of(overrides, "containerOverrides")) {
    if (!one.is_object()) return aws::invalid_parameter("containerOverrides must be a list of structures");
    ENI_CHECK(override_container(plan.containers, one.get_object()));
  }
  ENI_TRY(const auto size, read_task_size(text_of(overrides, "cpu"), text_of(overrides, "memory")));
  if (size.cpu_units) plan.cpu = std::to_string(*size.cpu_units);
  if (size.memory_mib) plan.memory = std::to_string(*size.memory_mib);
  plan.overrides = shown_overrides(overrides, plan.containers);
  return {};
}

// ---- what it occupies -------------------------------------------------------------------------------------

/// What is taken off the host's memory: the reservation where there is one, else the hard limit.
std::int64_t reserved_memory(const json::object& container) {
  const std::int64_t reservation = number_of(container, "memoryReservation");
  return reservation != 0 ? reservation : number_of(container, "memory");
}

void add_ports(placement::Demand& demand, const json::object& container, const std::string& network_mode) {
  if (network_mode == "awsvpc" || network_mode == "none") return;  // its own address, or none at all
  for (const json::value& mapping : array_of(container, "portMappings")) {
    const json::object& m = mapping.get_object();
    auto port = number_of(m, "hostPort");
    if (port == 0 && network_mode == "host") port = number_of(m, "containerPort");
    if (port == 0) continue;  // a dynamic one
    const bool udp = text_of(m, "protocol") == "udp";
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
    cpu += number_of(container.get_object(), "cpu");
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
  demand.resources = {static_cast<std::int32_t>(number_of(document, "cpu")),
                      static_cast<std::int32_t>(number_of(document, "memory")),
                      static_cast<std::int32_t>(number_of(document, "interfaces"))};
  for (const json::value& port : array_of(document, "ports")) {
    const json::object& p = port.get_object();
    const bool udp = text_of(p, "protocol") == "udp";
    demand.ports.push_back({static_cast<std::uint16_t>(number_of(p, "port")),
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
  for (const json::value& value : array_of(document, "subnets")) {
    const json::object& subnet = value.get_object();
    network.subnets.push_back({text_of(subnet, "id"), text_of(subnet, "zone"), is_true(subnet, "ipv6")});
  }
  network.is_dual_stack = is_true(document, "dualStack");
  network.security_groups = texts_of(document, "securityGroups");
  network.vpc_id = text_of(document, "vpcId");
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
    out.push_back({text_of(one.get_object(), "name"), find_string(one.get_object(), "value")});
  return out;
}

std::vector<std::string> member_of(const json::array& constraints) {
  std::vector<std::string> expressions;
  for (const json::value& one : constraints)
    if (text_of(one.get_object(), "type") == "memberOf")
      expressions.push_back(text_of(one.get_object(), "expression"));
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
  if (network) document.emplace("network", ecs_service::to_json(*network));
  return document;
}

TaskPlan TaskPlan::from_json(const json::object& document) {
  TaskPlan plan;
  plan.task_definition_arn = text_of(document, "taskDefinitionArn");
  plan.family = text_of(document, "family");
  plan.network_mode = text_of(document, "networkMode");
  plan.group = text_of(document, "group");
  plan.started_by = text_of(document, "startedBy");
  plan.cpu = text_of(document, "cpu");
  plan.memory = text_of(document, "memory");
  plan.containers = array_of(document, "containers");
  plan.overrides = document.at("overrides").as_object();
  plan.demand = demand_from(document.at("demand").as_object());
  plan.required_attributes = attributes_from(array_of(document, "requiredAttributes"));
  plan.member_of = texts_of(document, "memberOf");
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
  plan.cpu = text_of(document, "cpu");
  plan.memory = text_of(document, "memory");
  for (const json::value& container : array_of(document, "containerDefinitions"))
    plan.containers.push_back(kept_of(container.get_object()));
  plan.required_attributes = attributes_from(array_of(document, "requiresAttributes"));
  for (auto& attribute : platform_attributes(document))
    plan.required_attributes.push_back(std::move(attribute));
  plan.member_of = member_of(array_of(document, "placementConstraints"));
  ENI_CHECK(apply_overrides(plan, overrides));
  plan.demand = demand_of(plan);
  if (plan.cpu.empty()) plan.cpu = std::to_string(plan.demand.resources.cpu_units);
  if (plan.memory.empty()) plan.memory = std::to_string(plan.demand.resources.memory_mib);
  return plan;
}

}  // namespace eni::sandbox::ecs_service
