#include "sandbox/hosts/agent_introspection.h"

#include "aws/arn.h"
#include "base/text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/hosts/machine.h"
#include "sandbox/store/host_repository.h"

namespace eni::sandbox::hosts {
namespace {

constexpr std::string_view kEcs = "ecs.amazonaws.com";

/// "web" of arn:…:container-instance/web/0123…
std::string cluster_of(const std::string& container_instance) {
  const std::vector<std::string> parts = split(container_instance, '/');
  return parts.size() == 3 ? parts[1] : "";
}

net::Response as_json(const json::value& value) {
  return {200, {{"Content-Type", "application/json"}}, json::serialize(value)};
}

json::object shown_container(const json::value& container) {
  return {{"DockerId", text_at(container, "runtimeId")},
          {"DockerName", text_at(container, "name")},
          {"Name", text_at(container, "name")}};
}

/// family:revision is the end of the task definition's ARN.
json::object shown_task(const json::value& task) {
  const std::string definition = text_at(task, "taskDefinitionArn");
  const std::string name = definition.substr(definition.rfind('/') + 1);
  json::array containers;
  for (const json::value& container : array_at(task, "containers"))
    containers.push_back(shown_container(container));
  return {{"Arn", text_at(task, "taskArn")},
          {"DesiredStatus", text_at(task, "desiredStatus")},
          {"KnownStatus", text_at(task, "lastStatus")},
          {"Family", name.substr(0, name.rfind(':'))},
          {"Version", name.substr(name.rfind(':') + 1)},
          {"Containers", std::move(containers)}};
}

/// At most a page of them, as ListTasks and DescribeTasks give it.
Task<json::array> tasks_on(Environment& env, Machine machine, std::string container_instance) {
  const Principal ecs = Principal::service(std::string(kEcs), machine.account);
  const std::string cluster = cluster_of(container_instance);
  json::object wanted{{"cluster", cluster}, {"containerInstance", container_instance}};
  auto listing = env.gateway.call(ecs, machine.region, "ecs", "ListTasks", std::move(wanted));
  const ApiResult<Reply> listed = co_await std::move(listing);
  const json::array arns = listed ? array_at(listed->value, "taskArns") : json::array{};
  json::array shown;
  if (arns.empty()) co_return shown;
  json::object named{{"cluster", cluster}, {"tasks", arns}};
  auto describing = env.gateway.call(ecs, machine.region, "ecs", "DescribeTasks", std::move(named));
  const ApiResult<Reply> described = co_await std::move(describing);
  if (!described) co_return shown;
  for (const json::value& task : array_at(described->value, "tasks")) shown.push_back(shown_task(task));
  co_return shown;
}

/// One task by ?taskarn=, else all.
net::Response answer_tasks(const json::array& tasks, const std::optional<std::string>& arn) {
  if (!arn) return as_json(json::object{{"Tasks", tasks}});
  for (const json::value& task : tasks)
    if (text_at(task, "Arn") == *arn) return as_json(task);
  return {404, {{"Content-Type", "application/json"}}, "{}"};
}

}  // namespace

Task<std::optional<net::Response>> answer_introspection(Environment& env, std::string instance_id,
                                                        net::Request request) {
  const auto host = env.store.get<HostRepository>().find(instance_id);
  const auto machine = find_machine(env.store, instance_id);
  if (!host || host->phase != HostPhase::kJoined || !machine) co_return std::nullopt;
  const std::string path(request.path());
  if (path == "/v1/metadata") {
    co_return as_json(json::object{
        {"Cluster", cluster_of(host->container_instance_arn)},
        {"ContainerInstanceArn", host->container_instance_arn},
        {"Version", "Amazon ECS Agent - v" + std::string(machine->image->agent_version) + " (*00000000)"}});
  }
  if (path == "/v1/tasks") {
    auto asking = tasks_on(env, *machine, host->container_instance_arn);
    const json::array tasks = co_await std::move(asking);
    co_return answer_tasks(tasks, net::query_value(request.query(), "taskarn"));
  }
  if (path == "/license") {
    co_return net::Response{200,
                            {{"Content-Type", "text/plain"}},
                            "The Amazon ECS agent is licensed under the Apache License, Version 2.0.\n"};
  }
  co_return as_json(
      json::object{{"AvailableCommands", json::array{"/v1/metadata", "/v1/tasks", "/license"}}});
}

}  // namespace eni::sandbox::hosts
