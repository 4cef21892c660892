/// Services with a registry: which are taken, and when their tasks are instances of Cloud Map's.
#include <map>

#include "sandbox/services/ecs/cluster_for_test.h"

namespace eni::sandbox::ecs_service {
namespace {

constexpr const char* kArn = "arn:aws:servicediscovery:eu-central-1:000000000000:service/srv-1";

/// One service, of which records or health checks are as tests want them, and its instances' attributes.
struct FakeCloudMap {
  json::object service =
      json::parse(R"({"DnsConfig": {"DnsRecords": [{"Type": "A", "TTL": 10}]}})").as_object();
  std::map<std::string, json::object> instances;
  std::map<std::string, std::string> errors;  ///< operation -> error code
  std::vector<std::string> calls;
  std::vector<std::string> principals;

  static FakeCloudMap& instance() {
    static FakeCloudMap map;
    return map;
  }
  ApiResult<void> note(const Call& call, const std::string& operation) {
    calls.push_back(operation);
    principals.push_back(call.principal.identity_arn);
    const auto error = errors.find(operation);
    if (error != errors.end()) return ApiError{error->second, "as the test wants it"};
    return {};
  }
};

FakeCloudMap& cloud_map() { return FakeCloudMap::instance(); }

ApiResult<Reply> fake_get_service(Call& call) {
  ENI_CHECK(cloud_map().note(call, "GetService"));
  if (call.params.text_or("Id", "") != kArn) return ApiError{"ServiceNotFound", "Service not found"};
  return Reply{json::object{{"Service", cloud_map().service}}};
}

ApiResult<Reply> fake_register_instance(Call& call) {
  ENI_CHECK(cloud_map().note(call, "RegisterInstance"));
  cloud_map().instances[call.params.text_or("InstanceId", "")] = *call.params.object("Attributes");
  return Reply{json::object{{"OperationId", "1"}}};
}

ApiResult<Reply> fake_deregister_instance(Call& call) {
  ENI_CHECK(cloud_map().note(call, "DeregisterInstance"));
  if (cloud_map().instances.erase(call.params.text_or("InstanceId", "")) == 0)
    return ApiError{"InstanceNotFound", "Instance not found"};
  return Reply{json::object{{"OperationId", "1"}}};
}

const Operation kFakeOperations[] = {
    {"GetService", any_resource, fake_get_service, "*"},
    {"RegisterInstance", any_resource, fake_register_instance, "*"},
    {"DeregisterInstance", any_resource, fake_deregister_instance, "*"},
};

const Service kFakeCloudMap = {.name = "servicediscovery",
                               .title = "Cloud Map as tests want it",
                               .protocol = Protocol::kJson11,
                               .version = "2017-03-14",
                               .xml_namespace = {},
                               .target_prefix = "Route53AutoNaming_v20170314",
                               .operations = kFakeOperations};

const Service* const kServices[] = {&kService, &kFakeEc2, &kFakeCloudMap};

class ServiceRegistriesTest : public ClusterTest {
 protected:
  ServiceRegistriesTest() : ClusterTest(":memory:", kServices) { cloud_map() = {}; }

  static json::array port_mappings() {
    json::array mappings;
    mappings.push_back(json::object{{"containerPort", 80}, {"hostPort", 8080}, {"protocol", "tcp"}});
    return mappings;
  }
  static json::array own_port_mappings() {
    json::array mappings;
    mappings.push_back(json::object{{"containerPort", 80}, {"hostPort", 80}, {"protocol", "tcp"}});
    return mappings;
  }
  json::object create(const char* registry, bool has_network = true, int count = 1) {
    json::object params{{"serviceName", "web"}, {"taskDefinition", "web"}, {"desiredCount", count}};
    if (has_network) params["networkConfiguration"] = network();
    json::object one = json::parse(registry).as_object();
    one.emplace("registryArn", kArn);
    json::array registries;
    registries.push_back(std::move(one));
    params["serviceRegistries"] = std::move(registries);
    return call("CreateService", std::move(params));
  }
  void set_records(const char* records) {
    cloud_map().service["DnsConfig"] = json::object{{"DnsRecords", json::parse(records)}};
  }
  std::string rollout_state() {
    const auto reply = call("DescribeServices", {{"services", json::array{"web"}}});
    const json::object& now = reply.at("services").as_array()[0].as_object();
    return text(now.at("deployments").as_array()[0].as_object(), "rolloutState");
  }
  std::string task() {
    const auto reply = call("ListTasks", {{"serviceName", "web"}});
    return as_text(reply.at("taskArns").as_array()[0]);
  }
};

TEST_F(ServiceRegistriesTest, ATaskIsAnInstanceWhileItRuns) {
  define("awsvpc", own_port_mappings());
  host("h1", 2);
  const auto made = create("{}");
  ASSERT_EQ(text(made, "error"), "");
  EXPECT_EQ(text_at(array_at(object_at(made, "service"), "serviceRegistries").front(), "registryArn"), kArn);
  settle();
  const std::string arn = task();
  const std::string id = arn.substr(arn.rfind('/') + 1);
  ASSERT_TRUE(cloud_map().instances.contains(id));
  const json::object attributes = cloud_map().instances[id];
  EXPECT_EQ(text_at(attributes, "AWS_INSTANCE_IPV4"), "10.0.0.1");
  EXPECT_EQ(text_at(attributes, "ECS_SERVICE_NAME"), "web");
  EXPECT_EQ(text_at(attributes, "ECS_TASK_DEFINITION_FAMILY"), "web");
  EXPECT_EQ(text_at(attributes, "REGION"), "eu-central-1");
  EXPECT_EQ(text_at(attributes, "EC2_INSTANCE_ID"), "i-h1");
  EXPECT_FALSE(text_at(attributes, "AVAILABILITY_ZONE").empty());
  EXPECT_FALSE(text_at(attributes, "ECS_CLUSTER_NAME").empty());
  EXPECT_FALSE(attributes.contains("AWS_INSTANCE_PORT"));
  EXPECT_FALSE(attributes.contains("AWS_INIT_HEALTH_STATUS"));
  EXPECT_EQ(rollout_state(), "COMPLETED");
  call("UpdateService", {{"service", "web"}, {"desiredCount", 0}});
  settle();
  EXPECT_TRUE(cloud_map().instances.empty());
  EXPECT_EQ(text(describe(arn), "lastStatus"), "STOPPED");
  for (const std::string& principal : cloud_map().principals)
    EXPECT_TRUE(principal.ends_with("/ecs.amazonaws.com/AWSServiceRoleForECS")) << principal;
}

TEST_F(ServiceRegistriesTest, HealthIsToldWhereTheRegistryAsksForIt) {
  cloud_map().service["HealthCheckCustomConfig"] = json::object{{"FailureThreshold", 1}};
  define("awsvpc", own_port_mappings());
  host("h1", 2);
  create("{}");
  settle();
  ASSERT_EQ(cloud_map().instances.size(), 1U);
  EXPECT_EQ(text_at(cloud_map().instances.begin()->second, "AWS_INIT_HEALTH_STATUS"), "HEALTHY");
}

TEST_F(ServiceRegistriesTest, AHostsPortIsToldWithTheHostsAddress) {
  set_records(R"([{"Type": "SRV", "TTL": 10}])");
  define("bridge", port_mappings());
  host("h1", 2);
  ASSERT_EQ(text(create(R"({"containerName": "main", "containerPort": 80})", false), "error"), "");
  settle();
  ASSERT_EQ(cloud_map().instances.size(), 1U);
  const json::object attributes = cloud_map().instances.begin()->second;
  EXPECT_EQ(text_at(attributes, "AWS_INSTANCE_IPV4"), "10.0.9.1");
  EXPECT_EQ(text_at(attributes, "AWS_INSTANCE_PORT"), "8080");
}

TEST_F(ServiceRegistriesTest, APortOfATasksOwnIsToldAsItWasGiven) {
  set_records(R"([{"Type": "SRV", "TTL": 10}])");
  define("awsvpc", own_port_mappings());
  host("h1", 2);
  ASSERT_EQ(text(create(R"({"port": 9000})"), "error"), "");
  settle();
  ASSERT_EQ(cloud_map().instances.size(), 1U);
  EXPECT_EQ(text_at(cloud_map().instances.begin()->second, "AWS_INSTANCE_PORT"), "9000");
}

TEST_F(ServiceRegistriesTest, ARefusedRegistrationIsTriedAgainAndTheServiceIsNotSteadyBefore) {
  define("awsvpc", own_port_mappings());
  host("h1", 2);
  cloud_map().errors["RegisterInstance"] = "RequestLimitExceeded";
  create("{}");
  settle();
  EXPECT_TRUE(cloud_map().instances.empty());
  EXPECT_EQ(rollout_state(), "IN_PROGRESS");
  cloud_map().errors.clear();
  sandbox_.scheduler.advance(std::chrono::seconds{11});
  EXPECT_EQ(cloud_map().instances.size(), 1U);
  EXPECT_EQ(rollout_state(), "COMPLETED");
}

TEST_F(ServiceRegistriesTest, ATaskStopsOnceItIsDeregistered) {
  define("awsvpc", own_port_mappings());
  host("h1", 2);
  create("{}");
  settle();
  const std::string arn = task();
  cloud_map().errors["DeregisterInstance"] = "RequestLimitExceeded";
  call("UpdateService", {{"service", "web"}, {"desiredCount", 0}});
  settle();
  EXPECT_EQ(text(describe(arn), "lastStatus"), "DEACTIVATING");
  cloud_map().errors.clear();
  cloud_map().instances.clear();  // Somebody else has deregistered it.
  sandbox_.scheduler.advance(std::chrono::seconds{11});
  EXPECT_EQ(text(describe(arn), "lastStatus"), "STOPPED");
}

TEST_F(ServiceRegistriesTest, AreCheckedAgainstTheTaskDefinition) {
  const std::string registry = std::string{" Registry: "} + kArn;
  const std::string for_hosts =
      "InvalidParameterException: When specifying 'host' or 'bridge' for networkMode, values for "
      "'containerName' and 'containerPort' must be specified from the task definition." +
      registry;
  const struct {
    const char* mode;
    const char* records;
    const char* registry;
    std::string error;
  } cases[] = {
      {"awsvpc", R"([{"Type": "A"}])", R"({"containerPort": 80})",
       "InvalidParameterException: The values specified for serviceRegistries do not require a value for "
       "'containerPort'. Remove the value and retry." +
           registry},
      {"awsvpc", R"([{"Type": "SRV"}])", "{}",
       "InvalidParameterException: When specifying 'awsvpc' for networkMode and an SRV record, a value for "
       "'port' or values for 'containerName' and 'containerPort' must be specified." +
           registry},
      {"awsvpc", R"([{"Type": "SRV"}])", R"({"port": 80, "containerName": "main", "containerPort": 80})",
       "InvalidParameterException: Either 'port' or both 'containerName' and 'containerPort' must be "
       "specified." +
           registry},
      {"awsvpc", R"([{"Type": "SRV"}])", R"({"containerName": "main", "containerPort": 81})",
       "InvalidParameterException: The container main did not have a container port 81 defined."},
      {"bridge", R"([{"Type": "A"}])", "{}",
       "InvalidParameterException: The network mode 'bridge' needs a service registry with an SRV record." +
           registry},
      {"awsvpc", R"([{"Type": "CNAME"}])", "{}",
       "InvalidParameterException: A service registry with a CNAME record is not supported." + registry},
      {"bridge", R"([{"Type": "SRV"}])", "{}", for_hosts},
      {"bridge", R"([{"Type": "SRV"}])", R"({"port": 80})", for_hosts},
      {"awsvpc", R"([{"Type": "A"}])", R"({"registryArn": "arn:aws:sns:eu-central-1:1:topic"})",
       "InvalidParameterException: Invalid service registry ARN: arn:aws:sns:eu-central-1:1:topic"},
      {"awsvpc", R"([{"Type": "A"}])",
       R"({"registryArn": "arn:aws:servicediscovery:eu-central-1:1:service/srv-2"})",
       "InvalidParameterException: The service registry "
       "arn:aws:servicediscovery:eu-central-1:1:service/srv-2 cannot be used: Service not found"},
  };
  int revision = 0;
  for (const auto& one : cases) {
    const bool has_network = std::string_view{one.mode} == "awsvpc";
    define(one.mode, has_network ? own_port_mappings() : port_mappings(), ++revision);
    set_records(one.records);
    EXPECT_EQ(text(create(one.registry, has_network), "error"), one.error) << one.registry;
  }
}

}  // namespace
}  // namespace eni::sandbox::ecs_service
