#include "eni_trunking/demo/hosts.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "eni_trunking/demo/wait_until.h"

namespace eni::command {

namespace {

constexpr const char* kCluster = "demo";
constexpr const char* kFamily = "web";
constexpr const char* kImage =
    "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id";

std::string on_host(const std::string& instance_id) { return "ec2InstanceId == " + instance_id; }

/// Of a task's own interface.
std::string address_of(const json::value& task) {
  for (const json::value& attachment : array_at(task, "attachments"))
    for (const json::value& detail : array_at(attachment, "details"))
      if (text_at(detail, "name") == "privateIPv4Address") return text_at(detail, "value");
  return "";
}

/// Of a container that knows, or else of the task as a whole.
std::string why_stopped(const json::value& task) {
  for (const json::value& container : array_at(task, "containers"))
    if (const std::string reason = text_at(container, "reason"); !reason.empty()) return reason;
  return text_at(task, "stoppedReason");
}

std::string purpose_of(const json::value& interface, int device_index) {
  if (text_at(interface, "interfaceType") == "trunk") return "trunk";
  return device_index == 0 ? "primary" : "task";
}

}  // namespace

client::CallResult<json::value> DemoHosts::ecs(std::string_view operation, const json::object& params) {
  return client_.call("ecs", operation, params);
}

client::CallResult<void> DemoHosts::prepare() {
  ENI_CHECK(ecs("CreateCluster", {{"clusterName", kCluster}}));
  container_["name"] = "web";
  ENI_CHECK(ecs("RegisterTaskDefinition", {{"family", kFamily},
                                           {"networkMode", "awsvpc"},
                                           {"containerDefinitions", json::array{json::value(container_)}}}));
  ENI_TRY(const json::value subnets,
          client_.call("ec2", "DescribeSubnets",
                       {{"Filter.1.Name", "default-for-az"}, {"Filter.1.Value.1", "true"}}));
  const json::array& found = array_at(subnets, "subnetSet");
  if (found.empty()) return client::CallFailure::unexpected("there is no default subnet");
  subnet_id_ = text_at(found[0], "subnetId");
  return {};
}

client::CallResult<std::string> DemoHosts::launch(const std::string& instance_profile) {
  const std::string user_data =
      "#!/bin/bash\necho ECS_CLUSTER=" + std::string(kCluster) + " >> /etc/ecs/ecs.config\n";
  ENI_TRY(const json::value reply, client_.call("ec2", "RunInstances",
                                                {{"ImageId", kImage},
                                                 {"InstanceType", kInstanceType},
                                                 {"MinCount", "1"},
                                                 {"MaxCount", "1"},
                                                 {"SubnetId", subnet_id_},
                                                 {"IamInstanceProfile.Name", instance_profile},
                                                 {"UserData", base64_encode(user_data)}}));
  const json::array& instances = array_at(reply, "instancesSet");
  if (instances.empty()) return client::CallFailure::unexpected("RunInstances gave no instance");
  const std::string instance_id = text_at(instances[0], "instanceId");
  ENI_CHECK(wait_until(instance_id + " does not register", [&] { return has_registered(instance_id); }));
  return instance_id;
}

client::CallResult<bool> DemoHosts::has_registered(const std::string& instance_id) {
  ENI_TRY(const json::value reply,
          ecs("ListContainerInstances",
              {{"cluster", kCluster}, {"filter", on_host(instance_id)}, {"status", "ACTIVE"}}));
  return !array_at(reply, "containerInstanceArns").empty();
}

client::CallResult<std::string> DemoHosts::run_task(const std::string& instance_id) {
  const json::object vpc{{"subnets", json::array{json::value(subnet_id_)}}};
  const json::object constraint{{"type", "memberOf"}, {"expression", on_host(instance_id)}};
  ENI_TRY(const json::value reply,
          ecs("RunTask", {{"cluster", kCluster},
                          {"taskDefinition", kFamily},
                          {"networkConfiguration", json::object{{"awsvpcConfiguration", vpc}}},
                          {"placementConstraints", json::array{json::value(constraint)}}}));
  for (const json::value& failure : array_at(reply, "failures")) {
    const std::string reason = text_at(failure, "reason");
    if (reason.rfind("RESOURCE:", 0) == 0) return reason;
  }
  if (array_at(reply, "tasks").empty()) {
    const json::array& failures = array_at(reply, "failures");
    const std::string reason = failures.empty() ? "no reason given" : text_at(failures[0], "reason");
    return client::CallFailure::unexpected("the task was not placed: " + reason);
  }
  return std::string{};
}

client::CallResult<std::string> DemoHosts::container_instance(const std::string& instance_id) {
  ENI_TRY(const json::value hosts,
          ecs("ListContainerInstances", {{"cluster", kCluster}, {"filter", on_host(instance_id)}}));
  const json::array& arns = array_at(hosts, "containerInstanceArns");
  if (arns.empty()) return client::CallFailure::unexpected(instance_id + " is no host of the cluster");
  return as_text(arns[0]);
}

client::CallResult<json::array> DemoHosts::task_arns(const json::object& which) {
  json::object params = which;
  params["cluster"] = kCluster;
  ENI_TRY(const json::value reply, ecs("ListTasks", params));
  return array_at(reply, "taskArns");
}

client::CallResult<json::array> DemoHosts::describe_tasks(const json::object& which) {
  ENI_TRY(const json::array arns, task_arns(which));
  if (arns.empty()) return json::array{};
  ENI_TRY(const json::value reply, ecs("DescribeTasks", {{"cluster", kCluster}, {"tasks", arns}}));
  return array_at(reply, "tasks");
}

client::CallResult<bool> DemoHosts::do_tasks_run(const std::string& instance_id, int count) {
  ENI_TRY(const std::string host, container_instance(instance_id));
  ENI_TRY(const json::array ended,
          describe_tasks({{"containerInstance", host}, {"desiredStatus", "STOPPED"}}));
  if (!ended.empty()) return client::CallFailure::unexpected("a task does not run: " + why_stopped(ended[0]));
  ENI_TRY(const json::array tasks, describe_tasks({{"containerInstance", host}}));
  const auto running = std::count_if(tasks.begin(), tasks.end(), [](const json::value& task) {
    return text_at(task, "lastStatus") == "RUNNING";
  });
  return running >= count;
}

client::CallResult<PlacedTasks> DemoHosts::place(const std::string& instance_id) {
  PlacedTasks placed;
  while (placed.refused_for.empty()) {
    ENI_TRY(placed.refused_for, run_task(instance_id));
    if (placed.refused_for.empty()) ++placed.count;
  }
  return placed;
}

client::CallResult<FilledHost> DemoHosts::settle(const std::string& instance_id, const PlacedTasks& placed) {
  FilledHost host;
  host.refused_for = placed.refused_for;
  ENI_CHECK(wait_until("tasks on " + instance_id + " do not start",
                       [&] { return do_tasks_run(instance_id, placed.count); }));
  ENI_TRY(const auto tasks, tasks_on(instance_id));
  host.tasks = static_cast<int>(tasks.size());
  ENI_TRY(host.picture, look_at(instance_id));
  host.picture.caption = std::to_string(host.tasks) + " tasks, the next is refused: " + host.refused_for;
  return host;
}

client::CallResult<FilledHost> DemoHosts::fill(const std::string& instance_id) {
  ENI_TRY(const PlacedTasks placed, place(instance_id));
  return settle(instance_id, placed);
}

client::CallResult<std::vector<RunningTask>> DemoHosts::tasks_on(const std::string& instance_id) {
  ENI_TRY(const std::string host, container_instance(instance_id));
  ENI_TRY(const json::array described, describe_tasks({{"containerInstance", host}}));
  std::vector<RunningTask> tasks;
  for (const json::value& task : described) {
    if (text_at(task, "lastStatus") != "RUNNING") continue;
    const std::string arn = text_at(task, "taskArn");
    tasks.push_back({arn.substr(arn.rfind('/') + 1), address_of(task)});
  }
  std::sort(tasks.begin(), tasks.end(), [](const auto& a, const auto& b) {
    return std::pair{a.address.size(), a.address} < std::pair{b.address.size(), b.address};
  });
  return tasks;
}

client::CallResult<void> DemoHosts::stop_tasks() {
  ENI_TRY(const json::array arns, task_arns({}));
  for (const json::value& arn : arns) ENI_CHECK(ecs("StopTask", {{"cluster", kCluster}, {"task", arn}}));
  if (arns.empty()) return {};
  return wait_until("tasks do not end", [&]() -> client::CallResult<bool> {
    ENI_TRY(const json::value reply, ecs("DescribeTasks", {{"cluster", kCluster}, {"tasks", arns}}));
    const json::array& tasks = array_at(reply, "tasks");
    return std::all_of(tasks.begin(), tasks.end(),
                       [](const json::value& task) { return text_at(task, "lastStatus") == "STOPPED"; });
  });
}

client::CallResult<HostPicture> DemoHosts::look_at(const std::string& instance_id) {
  HostPicture picture;
  picture.instance_id = instance_id;
  picture.instance_type = kInstanceType;
  ENI_TRY(const json::value reply,
          client_.call("ec2", "DescribeNetworkInterfaces",
                       {{"Filter.1.Name", "attachment.instance-id"}, {"Filter.1.Value.1", instance_id}}));
  for (const json::value& interface : array_at(reply, "networkInterfaceSet")) {
    const json::value* attachment = find(interface, "attachment");
    const auto index = attachment ? parse_integer(text_at(*attachment, "deviceIndex")) : std::nullopt;
    if (!index) continue;
    const int slot = static_cast<int>(*index);
    picture.slots.push_back({slot, text_at(interface, "networkInterfaceId"), purpose_of(interface, slot),
                             text_at(interface, "privateIpAddress")});
    if (picture.slots.back().purpose != "trunk") continue;
    ENI_TRY(picture.branches, branches_of(picture.slots.back().interface_id));
  }
  std::sort(picture.slots.begin(), picture.slots.end(),
            [](const auto& a, const auto& b) { return a.device_index < b.device_index; });
  return picture;
}

client::CallResult<std::vector<BranchInterface>> DemoHosts::branches_of(
    const std::string& trunk_interface_id) {
  ENI_TRY(const json::value associations, client_.call("ec2", "DescribeTrunkInterfaceAssociations", {}));
  std::map<std::string, int> vlan_by_interface;
  json::array ids;
  for (const json::value& association : array_at(associations, "interfaceAssociationSet")) {
    if (text_at(association, "trunkInterfaceId") != trunk_interface_id) continue;
    const std::string branch = text_at(association, "branchInterfaceId");
    vlan_by_interface[branch] = static_cast<int>(parse_integer(text_at(association, "vlanId")).value_or(0));
    ids.push_back(json::value(branch));
  }
  std::vector<BranchInterface> branches;
  if (ids.empty()) return branches;
  ENI_TRY(const json::value interfaces,
          client_.call("ec2", "DescribeNetworkInterfaces", {{"NetworkInterfaceId", ids}}));
  for (const json::value& interface : array_at(interfaces, "networkInterfaceSet")) {
    branches.push_back({vlan_by_interface[text_at(interface, "networkInterfaceId")],
                        text_at(interface, "privateIpAddress")});
  }
  std::sort(branches.begin(), branches.end(),
            [](const auto& a, const auto& b) { return a.vlan_id < b.vlan_id; });
  return branches;
}

}  // namespace eni::command
