#pragma once
/// A sandbox with ECS, a cluster of hosts as the store has them, and an EC2 that remembers what it was asked.
#include <algorithm>
#include <gtest/gtest.h>
#include <map>

#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/service.h"
#include "sandbox/store/ecs_cluster_repository.h"
#include "sandbox/store/ecs_task_definition_repository.h"
#include "sandbox/store/iam_repository.h"
#include "sandbox/store/iam_snapshot.h"

namespace eni::sandbox::ecs_service {

/// Interfaces and associations by id, what ECS has left of them; errors on request.
struct FakeEc2 {
  struct Interface {
    std::string subnet;
    std::string type;
    std::string on;  ///< "eni-trunk1/3": VLAN id 3; "i-1/1": device index 1
  };
  std::map<std::string, Interface> interfaces;
  std::map<std::string, std::string> errors;  ///< operation -> error code
  std::map<std::string, std::string> states;  ///< of instances that do not run
  std::map<std::string, std::string> launch_times;
  std::map<std::string, json::object> by_token;
  std::vector<std::string> principals;
  int made = 0;

  static FakeEc2& instance() {
    static FakeEc2 ec2;
    return ec2;
  }

  bool is_free(const std::string& place) const {
    return std::none_of(interfaces.begin(), interfaces.end(),
                        [&place](const auto& entry) { return entry.second.on == place; });
  }
  /// The lowest VLAN id or device index from `first` on that nothing has.
  std::string free_place(const std::string& on, int first) const {
    while (!is_free(on + "/" + std::to_string(first))) ++first;
    return on + "/" + std::to_string(first);
  }

  ApiResult<Reply> run(const Call& call, std::string_view operation) {
    principals.push_back(call.principal.identity_arn);
    const auto error = errors.find(std::string(operation));
    if (error != errors.end()) return ApiError{error->second, "as the test wants it"};
    return Reply{json::object{}};
  }
};

inline std::string param(const Call& call, std::string_view name) { return call.params.text_or(name, ""); }

inline ApiResult<Reply> fake_describe_subnets(Call& call) {
  ENI_TRY(const Reply ok, FakeEc2::instance().run(call, "DescribeSubnets"));
  const auto ids = call.params.texts("SubnetId");
  json::array set;
  for (const std::string& id : *ids) {
    // subnet-a1 lies in the zone a of vpc-1.
    const std::string zone = call.region.value + id.substr(7, 1);
    set.push_back(json::object{{"subnetId", id}, {"availabilityZone", zone}, {"vpcId", "vpc-1"}});
  }
  return Reply{json::object{{"subnetSet", set}}};
}

inline ApiResult<Reply> fake_describe_security_groups(Call& call) {
  ENI_TRY(const Reply ok, FakeEc2::instance().run(call, "DescribeSecurityGroups"));
  const auto ids = call.params.texts("GroupId");
  json::array set;
  for (const std::string& id : *ids) set.push_back(json::object{{"groupId", id}, {"vpcId", "vpc-1"}});
  return Reply{json::object{{"securityGroupInfo", set}}};
}

inline ApiResult<Reply> fake_create_network_interface(Call& call) {
  FakeEc2& ec2 = FakeEc2::instance();
  ENI_TRY(const Reply ok, ec2.run(call, "CreateNetworkInterface"));
  const std::string token = param(call, "ClientToken");
  if (const auto known = ec2.by_token.find(token); known != ec2.by_token.end())
    return Reply{json::object{{"networkInterface", known->second}}};
  const std::string n = std::to_string(++ec2.made);
  const std::string id = "eni-" + n;
  ec2.interfaces[id] = {param(call, "SubnetId"), call.params.text_or("InterfaceType", "interface"), ""};
  ec2.by_token[token] = {{"networkInterfaceId", id},
                         {"macAddress", "02:00:00:00:00:" + n},
                         {"privateIpAddress", "10.0.0." + n},
                         {"privateDnsName", "ip-10-0-0-" + n + ".internal"}};
  return Reply{json::object{{"networkInterface", ec2.by_token[token]}}};
}

inline ApiResult<Reply> fake_associate(Call& call) {
  FakeEc2& ec2 = FakeEc2::instance();
  ENI_TRY(const Reply ok, ec2.run(call, "AssociateTrunkInterface"));
  const std::string id = param(call, "BranchInterfaceId");
  ec2.interfaces[id].on = ec2.free_place(param(call, "TrunkInterfaceId"), 1);
  return Reply{json::object{{"interfaceAssociation", json::object{{"associationId", "trunk-assoc-" + id}}}}};
}

/// With its primary interface, and those that ECS attached.
inline ApiResult<Reply> fake_describe_instances(Call& call) {
  const FakeEc2& ec2 = FakeEc2::instance();
  const std::string id = call.params.texts("InstanceId")->front();
  json::array interfaces;
  interfaces.push_back(json::object{{"attachment", json::object{{"deviceIndex", 0}}}});
  for (const auto& [key, interface] : ec2.interfaces) {
    if (!interface.on.starts_with(id + "/")) continue;
    const int index = std::stoi(interface.on.substr(id.size() + 1));
    interfaces.push_back(json::object{{"attachment", json::object{{"deviceIndex", index}}}});
  }
  const auto state = ec2.states.find(id);
  const auto launched = ec2.launch_times.find(id);
  json::array instances;
  instances.push_back(json::object{
      {"instanceState", json::object{{"name", state == ec2.states.end() ? "running" : state->second}}},
      {"privateIpAddress", "10.0.9.1"},
      {"launchTime", launched == ec2.launch_times.end() ? "2026-01-02T03:04:05.000Z" : launched->second},
      {"networkInterfaceSet", std::move(interfaces)}});
  json::array reservations;
  reservations.push_back(json::object{{"instancesSet", std::move(instances)}});
  return Reply{json::object{{"reservationSet", std::move(reservations)}}};
}

inline ApiResult<Reply> fake_describe_network_interfaces(Call& call) {
  const FakeEc2& ec2 = FakeEc2::instance();
  const auto found = ec2.interfaces.find(call.params.texts("NetworkInterfaceId")->front());
  if (found == ec2.interfaces.end()) return ApiError{"InvalidNetworkInterfaceID.NotFound", "gone"};
  json::object interface;
  if (const std::string& on = found->second.on; on.starts_with("i-")) {
    interface["attachment"] = json::object{{"attachmentId", "eni-attach-" + found->first},
                                           {"instanceId", on.substr(0, on.find('/'))}};
  }
  json::array set;
  set.push_back(std::move(interface));
  return Reply{json::object{{"networkInterfaceSet", std::move(set)}}};
}

inline ApiResult<Reply> fake_attach(Call& call) {
  FakeEc2& ec2 = FakeEc2::instance();
  ENI_TRY(const Reply ok, ec2.run(call, "AttachNetworkInterface"));
  const std::string id = param(call, "NetworkInterfaceId");
  const std::string place = param(call, "InstanceId") + "/" + param(call, "DeviceIndex");
  if (!ec2.is_free(place))
    return ApiError{"InvalidParameterValue", "already has an interface attached at device index"};
  ec2.interfaces[id].on = place;
  return Reply{json::object{{"attachmentId", "eni-attach-" + id}}};
}

inline ApiResult<Reply> fake_disassociate(Call& call) {
  ENI_TRY(const Reply ok, FakeEc2::instance().run(call, "DisassociateTrunkInterface"));
  FakeEc2::instance().interfaces[param(call, "AssociationId").substr(12)].on.clear();
  return Reply{json::object{{"return", true}}};
}

inline ApiResult<Reply> fake_detach(Call& call) {
  ENI_TRY(const Reply ok, FakeEc2::instance().run(call, "DetachNetworkInterface"));
  FakeEc2::instance().interfaces[param(call, "AttachmentId").substr(11)].on.clear();
  return Reply{json::object{{"return", true}}};
}

inline ApiResult<Reply> fake_delete_network_interface(Call& call) {
  FakeEc2& ec2 = FakeEc2::instance();
  ENI_TRY(const Reply ok, ec2.run(call, "DeleteNetworkInterface"));
  const std::string id = param(call, "NetworkInterfaceId");
  if (!ec2.interfaces[id].on.empty()) return ApiError{"InvalidParameterValue", "currently in use"};
  ec2.interfaces.erase(id);
  return Reply{json::object{{"return", true}}};
}

inline const Operation kFakeEc2Operations[] = {
    {"DescribeSubnets", any_resource, fake_describe_subnets, "*"},
    {"DescribeInstances", any_resource, fake_describe_instances, "*"},
    {"DescribeNetworkInterfaces", any_resource, fake_describe_network_interfaces, "*"},
    {"DescribeSecurityGroups", any_resource, fake_describe_security_groups, "*"},
    {"CreateNetworkInterface", any_resource, fake_create_network_interface, "*"},
    {"AssociateTrunkInterface", any_resource, fake_associate, "*"},
    {"AttachNetworkInterface", any_resource, fake_attach, "*"},
    {"DisassociateTrunkInterface", any_resource, fake_disassociate, "*"},
    {"DetachNetworkInterface", any_resource, fake_detach, "*"},
    {"DeleteNetworkInterface", any_resource, fake_delete_network_interface, "*"},
};

inline const Service kFakeEc2 = {.name = "ec2",
                                 .title = "EC2 as tests want it",
                                 .protocol = Protocol::kEc2,
                                 .version = "2016-11-15",
                                 .xml_namespace = {},
                                 .target_prefix = {},
                                 .operations = kFakeEc2Operations};

inline const Service* const kTestServices[] = {&kService, &kFakeEc2};

class ClusterTest : public testing::Test {
 protected:
  /// @param file      of the store; a new one
  /// @param services  ECS, its EC2, and what else the test needs
  explicit ClusterTest(const std::string& file = ":memory:",
                       std::span<const Service* const> services = kTestServices)
      : sandbox_{services, file} {
    FakeEc2::instance() = {};
    IamIdentity role;
    role.account = "000000000000";
    role.name = "AWSServiceRoleForECS";
    role.arn = "arn:aws:iam::000000000000:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS";
    role.path = "/aws-service-role/ecs.amazonaws.com/";
    role.unique_id = "AROATEST";
    role = store<IamRepository>().insert(std::move(role));
    store<IamRepository>().attach(role.id,
                                  "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy");
    publish_identity(sandbox_.env.store, role, {sandbox_.scheduler.now(), std::chrono::seconds{0}});
    cluster_.account = "000000000000";
    cluster_.region = "eu-central-1";
    cluster_.name = "default";
    cluster_.arn = "arn:aws:ecs:eu-central-1:000000000000:cluster/default";
    cluster_ = store<EcsClusterRepository>().insert(cluster_);
  }

  template <class T>
  T& store() {
    return sandbox_.env.store.get<T>();
  }
  FakeEc2& ec2() { return FakeEc2::instance(); }
  Engine& engine() { return engine_of(sandbox_.env); }

  /// A c5.large in zone a, b, … with an interface limit, and a trunk if it has a name.
  EcsContainerInstance host(std::string id, std::int64_t interfaces, std::string trunk = "",
                            char zone = 'a') {
    EcsContainerInstance instance;
    instance.cluster = cluster_.number;
    instance.id = std::move(id);
    instance.ec2_instance_id = "i-" + instance.id;
    instance.instance_type = "c5.large";
    instance.availability_zone = std::string("eu-central-1") + zone;
    instance.vpc_id = "vpc-1";
    instance.registered = {2048, 3884, interfaces};
    instance.remaining = instance.registered;
    instance.attributes = {{"ecs.availability-zone", instance.availability_zone}, {"ecs.vpc-id", "vpc-1"}};
    instance.document["launchTime"] = "2026-01-02T03:04:05.000Z";
    if (!trunk.empty()) instance.document["trunk"] = json::object{{"networkInterfaceId", trunk}};
    instance = store<EcsContainerInstanceRepository>().insert(std::move(instance));
    engine().host_changed(instance);
    return instance;
  }
  void set_status(EcsContainerInstance instance, EcsHostStatus status) {
    instance = store<EcsContainerInstanceRepository>().find(instance.number).value();
    instance.status = status;
    store<EcsContainerInstanceRepository>().update(instance);
    engine().host_changed(instance);
    settle();
  }
  EcsContainerInstance now(const EcsContainerInstance& instance) {
    return store<EcsContainerInstanceRepository>().find(instance.number).value();
  }

  /// As the store has it now.
  EcsCluster cluster_row() { return store<EcsClusterRepository>().find(cluster_.number).value(); }

  /// web:REVISION with one container of 64 units and 64 MiB.
  void define(std::string network_mode, json::array port_mappings = {}, std::int64_t revision = 1) {
    EcsTaskDefinition definition;
    definition.account = "000000000000";
    definition.region = "eu-central-1";
    definition.family = "web";
    definition.revision = revision;
    definition.arn = "arn:aws:ecs:eu-central-1:000000000000:task-definition/web:" + std::to_string(revision);
    json::array containers;
    containers.push_back(json::object{{"name", "main"},
                                      {"image", "nginx"},
                                      {"cpu", 64},
                                      {"memory", 64},
                                      {"portMappings", std::move(port_mappings)}});
    definition.document = {{"networkMode", network_mode}, {"containerDefinitions", std::move(containers)}};
    store<EcsTaskDefinitionRepository>().insert(definition);
  }

  static json::object network(json::array subnets = {"subnet-a1"}, json::array groups = {}) {
    json::object awsvpc{{"subnets", std::move(subnets)}};
    if (!groups.empty()) awsvpc.emplace("securityGroups", std::move(groups));
    return {{"awsvpcConfiguration", std::move(awsvpc)}};
  }

  /// The reply, or the error as {"error": "CODE: message"}. Time does not pass.
  json::object call(std::string_view operation, json::object params) {
    std::optional<ApiResult<Reply>> result;
    sandbox_.gateway.spawn(keep(sandbox_.gateway.call(Principal::root(aws::AccountId{"000000000000"}),
                                                      sandbox_.region, "ecs", operation, std::move(params)),
                                result));
    if (!result) sandbox_.scheduler.run_ready();
    if (!result) throw std::logic_error("the call does not end");
    if (result->has_error()) return {{"error", result->error().code + ": " + result->error().message}};
    return (*result)->value.as_object();
  }
  /// Lets everything happen that needs no time.
  void settle() { sandbox_.scheduler.run_ready(); }

  static std::string text(const json::object& object, std::string_view name) {
    const json::value* value = find(object, name);
    return value != nullptr && value->is_string() ? as_text(*value) : std::string{};
  }
  json::object describe(const std::string& task) {
    const auto reply = call("DescribeTasks", {{"tasks", json::array{json::string(task)}}});
    const json::value* tasks = find(reply, "tasks");
    if (tasks == nullptr || tasks->as_array().empty()) return {};
    return tasks->as_array()[0].as_object();
  }

  TestSandbox sandbox_;
  EcsCluster cluster_;

 private:
  static Task<void> keep(Task<ApiResult<Reply>> task, std::optional<ApiResult<Reply>>& result) {
    auto outcome = co_await std::move(task);
    result.emplace(std::move(outcome));
  }
};

}  // namespace eni::sandbox::ecs_service
