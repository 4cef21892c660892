#include "eni_trunking/demo/hosts.h"

#include <algorithm>
#include <map>
#include <thread>

#include "base/text.h"

namespace eni::command {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPause{5};
constexpr std::chrono::seconds kPatience{30};
constexpr const char* kCluster = "demo";
constexpr const char* kFamily = "web";
constexpr const char* kImage =
    "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id";

client::CallFailure gave_up(const std::string& what) {
  return client::CallFailure::unexpected("waited " + std::to_string(kPatience.count()) +
                                         " s in vain: " + what);
}

/// Asks until the answer is yes.
/// @param condition  () -> client::CallResult<bool>
template <class Condition>
client::CallResult<void> wait_until(const std::string& what, const Condition& condition) {
  for (const auto end = steady_clock::now() + kPatience; steady_clock::now() < end;) {
    ENI_TRY(const bool yes, condition());
    if (yes) return {};
    std::this_thread::sleep_for(kPause);
  }
  return gave_up(what);
}

std::string on_host(const std::string& instance_id) { return "ec2InstanceId == " + instance_id; }

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
  const json::object container{
      {"name", "web"}, {"image", "public.ecr.aws/nginx/nginx:stable"}, {"memory", 64}, {"cpu", 64}};
  ENI_CHECK(ecs("RegisterTaskDefinition", {{"family", kFamily},
                                           {"networkMode", "awsvpc"},
                                           {"containerDefinitions", json::array{json::value(container)}}}));
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

client::CallResult<int> DemoHosts::running_tasks(const std::string& instance_id) {
  ENI_TRY(const json::value hosts,
          ecs("ListContainerInstances", {{"cluster", kCluster}, {"filter", on_host(instance_id)}}));
  ENI_TRY(const json::value reply,
          ecs("DescribeContainerInstances",
              {{"cluster", kCluster}, {"containerInstances", array_at(hosts, "containerInstanceArns")}}));
  const json::array& described = array_at(reply, "containerInstances");
  if (described.empty()) return 0;
  const auto count = find_integer(described[0].as_object(), "runningTasksCount");
  return static_cast<int>(count.value_or(0));
}

client::CallResult<FilledHost> DemoHosts::fill(const std::string& instance_id) {
  FilledHost host;
  int placed = 0;
  while (host.refused_for.empty()) {
    ENI_TRY(host.refused_for, run_task(instance_id));
    if (host.refused_for.empty()) ++placed;
  }
  ENI_CHECK(wait_until("tasks on " + instance_id + " do not start", [&]() -> client::CallResult<bool> {
    ENI_TRY(host.tasks, running_tasks(instance_id));
    return host.tasks >= placed;
  }));
  ENI_TRY(host.picture, look_at(instance_id));
  host.picture.caption = std::to_string(host.tasks) + " tasks, the next is refused: " + host.refused_for;
  return host;
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
