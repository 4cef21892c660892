#include "sandbox/services/ecs/tasks/task_value.h"

#include "base/hash.h"
#include "base/text.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/tasks/container_states.h"
#include "sandbox/services/ecs/tasks/provisioning.h"
#include "sandbox/services/ecs/tasks/task_interface.h"
#include "sandbox/services/ecs/tasks/task_ports.h"
#include "sandbox/services/ecs/tasks/task_status.h"

namespace eni::sandbox::ecs_service {

namespace {

/// A UUID that is the same each time for the same container, so that none need be kept.
std::string container_id(const EcsTaskRow& task, std::string_view container) {
  const std::string digest = hex(sha256(task.id + "/" + std::string(container))).substr(0, 32);
  return digest.substr(0, 8) + "-" + digest.substr(8, 4) + "-4" + digest.substr(13, 3) + "-a" +
         digest.substr(17, 3) + "-" + digest.substr(20, 12);
}

/// Where nobody tells of containers, they are what their task is.
std::string_view container_status(const EcsTask& task) {
  if (task.last_status < EcsTaskStatus::kRunning) return "PENDING";
  if (task.last_status <= EcsTaskStatus::kStopping) return "RUNNING";
  return "STOPPED";
}

/// Numbers of a container are texts in a task.
void copy_number(json::object& to, const json::object& from, std::string_view name, bool always) {
  const auto number = find_integer(from, name);
  if (number || always) to.emplace(name, std::to_string(number.value_or(0)));
}

json::array network_interfaces(const EcsTask& task) {
  const json::object* attachment = attachment_of(task);
  if (attachment == nullptr) return {};
  const std::string address = text_at(*attachment, "privateIPv4Address");
  if (address.empty()) return {};
  json::object interface {
    {"attachmentId", text_at(*attachment, "id")}, { "privateIpv4Address", address }
  };
  if (const auto ipv6 = find_string(*attachment, "ipv6Address")) interface.emplace("ipv6Address", *ipv6);
  json::array interfaces;
  interfaces.push_back(std::move(interface));
  return interfaces;
}

/// What was told of it; a container whose task has STOPPED is not on its way any more.
void add_told_state(json::object& container, const EcsTask& task, std::string_view name) {
  const json::object* told = container_state(task, name);
  if (told == nullptr) return;
  for (const auto& [member, value] : *told) container[member] = value;
  if (task.last_status == EcsTaskStatus::kStopped) container["lastStatus"] = "STOPPED";
}

/// ECS Exec's agent, which is there with a container that really runs.
json::array managed_agents(const json::object& container, const EcsTask& task) {
  const bool has_run = container.contains("runtimeId");
  json::object agent{{"name", "ExecuteCommandAgent"},
                     {"lastStatus", has_run ? text_at(container, "lastStatus") : "PENDING"}};
  if (const json::value* started = find(task.document, "startedAt"); has_run && started != nullptr)
    agent.emplace("lastStartedAt", timestamp(started->as_int64()));
  return json::array{std::move(agent)};
}

json::array containers_value(const EcsCluster& cluster, const TaskPlan& plan, const EcsTask& task) {
  json::array containers;
  const std::string arn = task_arn(cluster, task);
  for (const json::value& planned : plan.containers) {
    const json::object& definition = planned.get_object();
    const std::string name = text_at(definition, "name");
    json::object container{{"containerArn", container_arn(cluster, task, name)},
                           {"taskArn", arn},
                           {"name", name},
                           {"image", text_at(definition, "image")},
                           {"lastStatus", container_status(task)},
                           {"networkBindings", network_bindings(plan, task, name)},
                           {"networkInterfaces", network_interfaces(task)},
                           {"healthStatus", "UNKNOWN"}};
    copy_number(container, definition, "cpu", true);
    copy_number(container, definition, "memory", false);
    copy_number(container, definition, "memoryReservation", false);
    add_told_state(container, task, name);
    if (plan.enables_execute_command) container["managedAgents"] = managed_agents(container, task);
    containers.push_back(std::move(container));
  }
  return containers;
}

/// What ElasticNetworkInterface attachments tell, in this order.
constexpr std::string_view kDetails[] = {"subnetId",       "networkInterfaceId", "macAddress",
                                         "privateDnsName", "privateIPv4Address", "ipv6Address"};

json::array attachments_value(const EcsTask& task) {
  const json::object* attachment = attachment_of(task);
  if (attachment == nullptr) return {};
  json::array details;
  for (const std::string_view name : kDetails) {
    const std::string value = text_at(*attachment, name);
    if (!value.empty()) details.push_back(json::object{{"name", name}, {"value", value}});
  }
  json::array attachments;
  attachments.push_back(json::object{{"id", text_at(*attachment, "id")},
                                     {"type", "ElasticNetworkInterface"},
                                     {"status", text_at(*attachment, "status")},
                                     {"details", std::move(details)}});
  return attachments;
}

json::array attributes_value(const EcsContainerInstance& host) {
  constexpr std::string_view kArchitecture = "ecs.cpu-architecture";
  const auto found = host.attributes.find(kArchitecture);
  json::array attributes;
  if (found != host.attributes.end() && found->second)
    attributes.push_back(json::object{{"name", kArchitecture}, {"value", *found->second}});
  return attributes;
}

void add_times(json::object& value, const EcsTask& task) {
  for (const std::string_view name : kTaskTimes)
    if (const json::value* time = find(task.document, name)) value.emplace(name, timestamp(time->as_int64()));
  if (task.stopped_at != 0) value.emplace("stoppedAt", timestamp(task.stopped_at));
}

}  // namespace

std::string task_arn(const EcsCluster& cluster, const EcsTaskRow& task) {
  return arn_in_cluster(cluster, "task", task.id);
}

std::string container_arn(const EcsCluster& cluster, const EcsTaskRow& task, std::string_view container) {
  return arn_in_cluster(cluster, "container", task.id + "/" + container_id(task, container));
}

json::object task_value(Store& store, PlacementIndexes& indexes, const EcsCluster& cluster,
                        const EcsTask& task) {
  const auto plan = indexes.plan(task.origin);
  json::object value{
      {"attachments", attachments_value(task)},
      {"clusterArn", cluster.arn},
      {"containers", containers_value(cluster, *plan, task)},
      {"cpu", plan->cpu},
      {"desiredStatus", to_string(task.desired_status)},
      {"enableExecuteCommand", plan->enables_execute_command},
      {"group", plan->group},
      {"healthStatus", task_health(task)},
      {"inferenceAccelerators", json::array()},
      {"lastStatus", to_string(task.last_status)},
      {"memory", plan->memory},
      {"overrides", plan->overrides},
      {"tags", json::array()},
      {"taskArn", task_arn(cluster, task)},
      {"taskDefinitionArn", plan->task_definition_arn},
  };
  if (const std::string provider = provider_of(task); !provider.empty()) {
    value.emplace("capacityProviderName", provider);
  } else {
    value.emplace("launchType", "EC2");
  }
  if (const auto host = store.get<EcsContainerInstanceRepository>().find(task.host)) {
    value.emplace("attributes", attributes_value(*host));
    value.emplace("availabilityZone", host->availability_zone);
    value.emplace("containerInstanceArn", arn_in_cluster(cluster, "container-instance", host->id));
  }
  if (!plan->started_by.empty()) value.emplace("startedBy", plan->started_by);
  if (find(task.document, "connectivityAt") != nullptr) value.emplace("connectivity", "CONNECTED");
  for (const std::string_view name : {"stopCode", "stoppedReason", "version"})
    if (const json::value* member = find(task.document, name)) value.emplace(name, *member);
  add_times(value, task);
  return value;
}

}  // namespace eni::sandbox::ecs_service
