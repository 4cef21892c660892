/// Namespaces, services, instances and operations, as callers see them; in virtual time.
#include <gtest/gtest.h>

#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/services/servicediscovery/service.h"

namespace eni::sandbox::service_discovery {
namespace {

ApiResult<Reply> describe_vpcs(Call& call) {
  const std::string id = call.params.texts("VpcId").value().front();
  if (id == "vpc-2") return ApiError{"InvalidVpcID.NotFound", "The vpc ID '" + id + "' does not exist"};
  json::array vpcs;
  const std::string owner = id == "vpc-shared" ? "999999999999" : call.account().value;
  vpcs.push_back(json::object{{"vpcId", id}, {"ownerId", owner}});
  return Reply{json::object{{"vpcSet", std::move(vpcs)}}};
}

const Operation kEc2Operations[] = {{"DescribeVpcs", any_resource, describe_vpcs, "*"}};
const Service kFakeEc2 = {.name = "ec2",
                          .title = "EC2 as tests want it",
                          .protocol = Protocol::kEc2,
                          .version = "2016-11-15",
                          .xml_namespace = {},
                          .target_prefix = {},
                          .operations = kEc2Operations};
const Service* const kServices[] = {&kService, &kFakeEc2};

class ServiceDiscoveryTest : public testing::Test {
 protected:
  /// {"error": "CODE: message"} where it is refused.
  json::object call(std::string_view operation, json::object params) {
    const auto reply = sandbox_.call("servicediscovery", operation, std::move(params));
    if (reply.has_error()) return {{"error", reply.error().code + ": " + reply.error().message}};
    return reply->value.as_object();
  }
  std::string error(std::string_view operation, json::object params) {
    return text_at(call(operation, std::move(params)), "error");
  }
  json::object operation(const std::string& id) {
    return object_at(call("GetOperation", {{"OperationId", id}}), "Operation");
  }
  std::string status(const std::string& id) { return text_at(operation(id), "Status"); }
  std::string target(const json::object& reply, std::string_view kind) {
    return text_at(object_at(operation(text_at(reply, "OperationId")), "Targets"), kind);
  }
  std::string create_namespace(const std::string& name = "shop.local", const std::string& vpc = "vpc-1") {
    return target(call("CreatePrivateDnsNamespace", {{"Name", name}, {"Vpc", vpc}}), "NAMESPACE");
  }
  /// "CODE: message" of the operation that makes none.
  std::string failure(const std::string& name, const std::string& vpc) {
    const json::object reply = call("CreatePrivateDnsNamespace", {{"Name", name}, {"Vpc", vpc}});
    const json::object failed = operation(text_at(reply, "OperationId"));
    EXPECT_EQ(text_at(failed, "Status"), "FAIL");
    return text_at(failed, "ErrorCode") + ": " + text_at(failed, "ErrorMessage");
  }
  json::object properties(const std::string& id) {
    return object_at(object_at(call("GetNamespace", {{"Id", id}}), "Namespace"), "Properties");
  }
  std::string http_name(const std::string& id) {
    return text_at(object_at(properties(id), "HttpProperties"), "HttpName");
  }
  std::string create_service(const std::string& within, json::object more = {}) {
    json::object record{{"Type", "A"}, {"TTL", 10}};
    json::array records;
    records.push_back(std::move(record));
    json::object params{{"Name", "web"},
                        {"NamespaceId", within},
                        {"DnsConfig", json::object{{"DnsRecords", std::move(records)}}}};
    for (const auto& [name, value] : more) params[name] = value;
    return text_at(object_at(call("CreateService", std::move(params)), "Service"), "Id");
  }
  json::object enter(const std::string& service, const std::string& id, json::object more = {}) {
    more["AWS_INSTANCE_IPV4"] = "10.0.0.1";
    return call("RegisterInstance",
                {{"ServiceId", service}, {"InstanceId", id}, {"Attributes", std::move(more)}});
  }
  /// The ids that are found, joined.
  std::string found(json::object more = {}) {
    json::object params{{"NamespaceName", "shop.local"}, {"ServiceName", "web"}};
    for (const auto& [name, value] : more) params[name] = value;
    std::string ids;
    const json::object reply = call("DiscoverInstances", std::move(params));
    for (const json::value& one : array_at(reply, "Instances")) ids += text_at(one, "InstanceId") + " ";
    return ids;
  }

  TestSandbox sandbox_{kServices};
};

TEST_F(ServiceDiscoveryTest, AnOperationGoesThroughItsStatesInAwssTime) {
  sandbox_.settings.pace = Settings::Pace::kAws;
  const std::string id =
      text_at(call("CreatePrivateDnsNamespace", {{"Name", "shop.local"}, {"Vpc", "vpc-1"}}), "OperationId");
  EXPECT_EQ(status(id), "SUBMITTED");
  sandbox_.scheduler.advance(std::chrono::seconds{1});
  EXPECT_EQ(status(id), "PENDING");
  sandbox_.scheduler.advance(std::chrono::seconds{39});
  EXPECT_EQ(status(id), "SUCCESS");
  EXPECT_TRUE(text_at(object_at(operation(id), "Targets"), "NAMESPACE").starts_with("ns-"));
}

TEST_F(ServiceDiscoveryTest, OperationsAreKnownForADay) {
  const std::string id = text_at(call("CreateHttpNamespace", {{"Name", "a"}}), "OperationId");
  sandbox_.scheduler.advance(std::chrono::hours{25});
  EXPECT_EQ(status(id), "SUCCESS");
  call("CreateHttpNamespace", {{"Name", "b"}});
  EXPECT_EQ(error("GetOperation", {{"OperationId", id}}), "OperationNotFound: Operation not found: " + id);
}

TEST_F(ServiceDiscoveryTest, ANamespaceInNoVpcFails) {
  EXPECT_EQ(failure("shop.local", "vpc-2"), "CANNOT_CREATE_HOSTED_ZONE: The vpc ID 'vpc-2' does not exist");
  EXPECT_TRUE(array_at(call("ListNamespaces", {}), "Namespaces").empty());
}

TEST_F(ServiceDiscoveryTest, ANamespaceInAVpcOfOthersFails) {
  EXPECT_EQ(failure("shop.local", "vpc-shared"),
            "CANNOT_CREATE_HOSTED_ZONE: The VPC: vpc-shared in region " + sandbox_.region.value +
                " that you provided is not authorized to make the association.");
}

TEST_F(ServiceDiscoveryTest, AVpcHasANameOnce) {
  const std::string first = create_namespace();
  const std::string zone = text_at(object_at(properties(first), "DnsProperties"), "HostedZoneId");
  EXPECT_EQ(failure("Shop.local", "vpc-1"),
            "CANNOT_CREATE_HOSTED_ZONE: The VPC vpc-1 in region " + sandbox_.region.value +
                " has already been associated with the hosted zone " + zone + " with the same domain name.");
  call("DeleteNamespace", {{"Id", first}});
  EXPECT_NE(create_namespace(), "");
}

TEST_F(ServiceDiscoveryTest, NamespacesOfOneNameInVpcsHaveNamesOfTheirOwnForApiCalls) {
  const std::string first = create_namespace();
  const std::string second = create_namespace("shop.local", "vpc-3");
  EXPECT_EQ(http_name(first), "shop.local");
  EXPECT_TRUE(http_name(second).starts_with("shop.local-")) << http_name(second);
  enter(create_service(first), "one");
  enter(create_service(second), "two");
  EXPECT_EQ(found(), "one ");
  EXPECT_EQ(found({{"NamespaceName", http_name(second)}}), "two ");
  const std::string filter = R"([{"Name": "HTTP_NAME", "Values": [")" + http_name(second) + R"("]}])";
  const json::object listed = call("ListNamespaces", {{"Filters", json::parse(filter)}});
  ASSERT_EQ(array_at(listed, "Namespaces").size(), 1U);
  EXPECT_EQ(text_at(array_at(listed, "Namespaces")[0], "Id"), second);
}

TEST_F(ServiceDiscoveryTest, TheSameRequestIsTheSameOperation) {
  const json::object request{{"Name", "shop.local"}, {"Vpc", "vpc-1"}, {"CreatorRequestId", "1"}};
  const std::string first = text_at(call("CreatePrivateDnsNamespace", request), "OperationId");
  EXPECT_EQ(text_at(call("CreatePrivateDnsNamespace", request), "OperationId"), first);
  json::object other = request;
  other["Name"] = "other.local";
  EXPECT_TRUE(error("CreatePrivateDnsNamespace", other).starts_with("NamespaceAlreadyExists: "));
  EXPECT_TRUE(error("CreateHttpNamespace", {{"Name", "Shop.local"}}).starts_with("NamespaceAlreadyExists: "));
}

TEST_F(ServiceDiscoveryTest, NamesOfPrivateNamespacesAreDomains) {
  for (const char* name : {"a..b", "-a.b", "a b", "a.", "a/b"}) {
    EXPECT_TRUE(
        error("CreatePrivateDnsNamespace", {{"Name", name}, {"Vpc", "vpc-1"}}).starts_with("InvalidInput: "))
        << name;
  }
}

TEST_F(ServiceDiscoveryTest, AServiceIsOneOfItsNameInItsNamespace) {
  const std::string within = create_namespace();
  const std::string service = create_service(within, {{"CreatorRequestId", "1"}});
  EXPECT_EQ(create_service(within, {{"CreatorRequestId", "1"}}), service);
  EXPECT_EQ(error("CreateService", {{"Name", "WEB"}, {"NamespaceId", within}}),
            "ServiceAlreadyExists: Service already exists: web");
  EXPECT_EQ(error("CreateService", {{"Name", "api"}, {"NamespaceId", "ns-none"}}),
            "NamespaceNotFound: Namespace not found: ns-none");
}

TEST_F(ServiceDiscoveryTest, WhatIsInUseStays) {
  const std::string within = create_namespace();
  const std::string service = create_service(within);
  enter(service, "one");
  EXPECT_TRUE(error("DeleteNamespace", {{"Id", within}}).starts_with("ResourceInUse: "));
  EXPECT_TRUE(error("DeleteService", {{"Id", service}}).starts_with("ResourceInUse: "));
  call("DeregisterInstance", {{"ServiceId", service}, {"InstanceId", "one"}});
  call("DeleteService", {{"Id", service}});
  call("DeleteNamespace", {{"Id", within}});
  EXPECT_TRUE(array_at(call("ListNamespaces", {}), "Namespaces").empty());
  EXPECT_NE(create_namespace(), within);
}

TEST_F(ServiceDiscoveryTest, TheTypesOfAServicesRecordsStay) {
  const std::string service = create_service(create_namespace());
  const auto change = [&](const char* records) {
    return call(
        "UpdateService",
        {{"Id", service},
         {"Service", json::object{{"DnsConfig", json::object{{"DnsRecords", json::parse(records)}}}}}});
  };
  EXPECT_FALSE(change(R"([{"Type": "A", "TTL": 60}])").contains("error"));
  EXPECT_TRUE(change(R"([{"Type": "SRV", "TTL": 60}])").contains("error"));
  const json::object shown = object_at(call("GetService", {{"Id", service}}), "Service");
  EXPECT_EQ(json::serialize(array_at(object_at(shown, "DnsConfig"), "DnsRecords")),
            R"([{"Type":"A","TTL":60}])");
}

TEST_F(ServiceDiscoveryTest, HealthyInstancesAreFoundAndAllWhereNoneIs) {
  const std::string service = create_service(
      create_namespace(), {{"HealthCheckCustomConfig", json::object{{"FailureThreshold", 1}}}});
  enter(service, "one");
  enter(service, "two", {{"AWS_INIT_HEALTH_STATUS", "UNHEALTHY"}});
  EXPECT_EQ(found(), "one ");
  EXPECT_EQ(found({{"HealthStatus", "ALL"}}), "one two ");
  EXPECT_EQ(found({{"HealthStatus", "UNHEALTHY"}}), "two ");
  call("UpdateInstanceCustomHealthStatus",
       {{"ServiceId", service}, {"InstanceId", "one"}, {"Status", "UNHEALTHY"}});
  EXPECT_EQ(found(), "one two ");
  EXPECT_EQ(found({{"HealthStatus", "HEALTHY"}}), "");
}

TEST_F(ServiceDiscoveryTest, HealthIsToldOnlyWhereItIsTheCallers) {
  const std::string service = create_service(create_namespace());
  enter(service, "one");
  EXPECT_TRUE(error("UpdateInstanceCustomHealthStatus",
                    {{"ServiceId", service}, {"InstanceId", "one"}, {"Status", "UNHEALTHY"}})
                  .starts_with("CustomHealthNotFound: "));
  const json::object status = call("GetInstancesHealthStatus", {{"ServiceId", service}});
  EXPECT_EQ(text_at(object_at(status, "Status"), "one"), "UNKNOWN");
}

TEST_F(ServiceDiscoveryTest, InstancesAreFoundByWhatTheyHave) {
  const std::string service = create_service(create_namespace());
  enter(service, "one", {{"color", "blue"}});
  enter(service, "two", {{"color", "red"}});
  EXPECT_EQ(found({{"QueryParameters", json::object{{"color", "red"}}}}), "two ");
  EXPECT_EQ(found({{"OptionalParameters", json::object{{"color", "red"}}}}), "two ");
  EXPECT_EQ(found({{"OptionalParameters", json::object{{"color", "green"}}}}), "one two ");
  EXPECT_EQ(found({{"MaxResults", 1}}), "one ");
}

TEST_F(ServiceDiscoveryTest, EachChangeOfInstancesIsARevision) {
  const std::string service = create_service(create_namespace());
  const auto revision = [this] {
    return integer_at(
        call("DiscoverInstancesRevision", {{"NamespaceName", "shop.local"}, {"ServiceName", "web"}}),
        "InstancesRevision");
  };
  const auto before = revision();
  enter(service, "one");
  EXPECT_EQ(revision(), before + 1);
  call("DeregisterInstance", {{"ServiceId", service}, {"InstanceId", "one"}});
  EXPECT_EQ(revision(), before + 2);
}

TEST_F(ServiceDiscoveryTest, AnInstanceThatIsBeingRegisteredIsADuplicate) {
  sandbox_.settings.pace = Settings::Pace::kAws;
  const std::string service = create_service(create_namespace());
  const std::string first = text_at(enter(service, "one"), "OperationId");
  EXPECT_TRUE(text_at(enter(service, "one"), "error").starts_with("DuplicateRequest: "));
  sandbox_.scheduler.advance(std::chrono::seconds{10});
  EXPECT_NE(text_at(enter(service, "one"), "OperationId"), first);
}

TEST_F(ServiceDiscoveryTest, ListsAreFilteredAndInPages) {
  const std::string within = create_namespace();
  call("CreateHttpNamespace", {{"Name", "calls"}});
  const auto names = [this](const char* filters) {
    std::string text;
    const json::object reply = call("ListNamespaces", {{"Filters", json::parse(filters)}});
    if (reply.contains("error")) return text_at(reply, "error");
    for (const json::value& one : array_at(reply, "Namespaces")) text += text_at(one, "Name") + " ";
    return text;
  };
  EXPECT_EQ(names(R"([{"Name": "TYPE", "Values": ["HTTP"]}])"), "calls ");
  EXPECT_EQ(names(R"([{"Name": "NAME", "Values": ["sh"], "Condition": "BEGINS_WITH"}])"), "shop.local ");
  EXPECT_EQ(names(R"([{"Name": "RESOURCE_OWNER", "Values": ["OTHER_ACCOUNTS"]}])"), "");
  EXPECT_TRUE(
      std::string(names(R"([{"Name": "NAME", "Values": ["a", "b"]}])")).starts_with("InvalidInput: "));
  const json::object page = call("ListNamespaces", {{"MaxResults", 1}});
  ASSERT_EQ(array_at(page, "Namespaces").size(), 1U);
  const json::object rest =
      call("ListNamespaces", {{"MaxResults", 1}, {"NextToken", text_at(page, "NextToken")}});
  EXPECT_EQ(array_at(rest, "Namespaces").size(), 1U);
  EXPECT_FALSE(rest.contains("NextToken"));
}

TEST_F(ServiceDiscoveryTest, ANameOfAnotherNameHasNothingElse) {
  const std::string within = create_namespace();
  const auto refusal = [&](const char* config) {
    return error("CreateService",
                 {{"Name", "www"}, {"NamespaceId", within}, {"DnsConfig", json::parse(config)}});
  };
  EXPECT_EQ(refusal(R"({"DnsRecords": [{"Type": "CNAME", "TTL": 1}]})"),
            "InvalidInput: A DNS record of the type CNAME needs the routing policy WEIGHTED");
  EXPECT_EQ(
      refusal(
          R"({"RoutingPolicy": "WEIGHTED", "DnsRecords": [{"Type": "CNAME", "TTL": 1}, {"Type": "A", "TTL": 1}]})"),
      "InvalidInput: A DNS record of the type CNAME can't be combined with others");
  EXPECT_EQ(refusal(R"({"RoutingPolicy": "WEIGHTED", "DnsRecords": [{"Type": "CNAME", "TTL": 1}]})"), "");
}

}  // namespace
}  // namespace eni::sandbox::service_discovery
