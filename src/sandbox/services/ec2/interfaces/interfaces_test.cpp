#include "sandbox/services/ec2/interfaces/interfaces.h"

#include <gtest/gtest.h>

#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

const Service* const kServices[] = {&kService};

class InterfacesTest : public testing::Test {
 protected:
  ApiResult<Reply> call(std::string_view operation, json::object params) {
    return sandbox_.call("ec2", operation, std::move(params), principal_);
  }
  json::value ok(std::string_view operation, json::object params) {
    return call(operation, std::move(params)).value().value;
  }
  std::string error(std::string_view operation, json::object params) {
    const auto result = call(operation, std::move(params));
    return result.has_error() ? result.error().code + ": " + result.error().message : "none";
  }

  std::string subnet(std::string_view zone = "eu-central-1a") {
    const auto reply = ok(
        "DescribeSubnets",
        {{"Filter", json::array{json::object{{"Name", "availability-zone"}, {"Value", json::array{zone}}}}}});
    return as_text(reply.at("subnetSet").at(0).at("subnetId"));
  }
  std::string interface(json::object more = {}) {
    json::object params{{"SubnetId", subnet()}};
    for (const auto& [key, value] : more) params[key] = value;
    return as_text(ok("CreateNetworkInterface", params).at("networkInterface").at("networkInterfaceId"));
  }
  /// A running instance, as RunInstances leaves one.
  std::string instance(std::string_view type) {
    const std::string id = "i-0000000000000000" + std::to_string(++instances_);  // fewer than ten
    sandbox_.env.store.get<Ec2Repository>().insert(
        {id, principal_.account.value, "eu-central-1", "instance", "",
         json::object{{"instanceId", id},
                      {"instanceType", type},
                      {"instanceState", json::object{{"code", 16}, {"name", "running"}}},
                      {"placement", json::object{{"availabilityZone", "eu-central-1a"}}}}});
    return id;
  }
  json::object attaching(const std::string& interface, const std::string& instance, int index) {
    return {{"NetworkInterfaceId", interface}, {"InstanceId", instance}, {"DeviceIndex", index}};
  }
  json::object shown(const std::string& id) {
    return ok("DescribeNetworkInterfaces", {{"NetworkInterfaceId", json::array{id}}})
        .at("networkInterfaceSet")
        .at(0)
        .as_object();
  }

  TestSandbox sandbox_{kServices};
  Principal principal_ = Principal::root(aws::AccountId{"000000000000"});
  int instances_ = 0;
};

struct LimitCase {
  std::string_view type;
  int interfaces;
};

TEST_F(InterfacesTest, AnInstanceTakesAsManyAsItsTypeDoes) {
  for (const auto& [type, limit] :
       {LimitCase{"c5.large", 3}, LimitCase{"a1.medium", 2}, LimitCase{"m5.4xlarge", 8}}) {
    const std::string id = instance(type);
    for (int index = 0; index < limit; ++index)
      ok("AttachNetworkInterface", attaching(interface(), id, index));
    EXPECT_EQ(error("AttachNetworkInterface", attaching(interface(), id, limit)),
              "AttachmentLimitExceeded: Interface count " + std::to_string(limit + 1) +
                  " exceeds the limit for " + std::string(type));
  }
}

TEST_F(InterfacesTest, AttachedOneShowsItsInstance) {
  const std::string host = instance("c5.large");
  const std::string id = interface();
  const auto reply = ok("AttachNetworkInterface", attaching(id, host, 1));
  const json::object item = shown(id);
  EXPECT_EQ(as_text(item.at("status")), "in-use");
  EXPECT_EQ(as_text(item.at("attachment").at("instanceId")), host);
  EXPECT_EQ(item.at("attachment").at("attachmentId"), reply.at("attachmentId"));
  EXPECT_EQ(error("DeleteNetworkInterface", {{"NetworkInterfaceId", id}}),
            "InvalidParameterValue: Network interface '" + id + "' is currently in use.");
  EXPECT_EQ(error("AttachNetworkInterface", attaching(id, host, 2)),
            "InvalidNetworkInterface.InUse: Interface: [" + id + "] in use.");
  EXPECT_EQ(error("AttachNetworkInterface", attaching(interface(), host, 1)),
            "InvalidParameterValue: Instance '" + host +
                "' already has an interface attached at device index '1'.");
  ok("DetachNetworkInterface", {{"AttachmentId", as_text(reply.at("attachmentId"))}});
  EXPECT_EQ(as_text(shown(id).at("status")), "available");
}

TEST_F(InterfacesTest, ZonesMustAgree) {
  const std::string id = interface({{"SubnetId", subnet("eu-central-1b")}});
  EXPECT_EQ(
      error("AttachNetworkInterface", attaching(id, instance("c5.large"), 1)),
      "InvalidParameterCombination: You may not attach a network interface to an instance if they are not in "
      "the same availability zone");
}

TEST_F(InterfacesTest, AddressesOfOneAreLimitedByTheType) {
  const std::string host = instance("a1.medium");  // four addresses an interface
  const std::string id = interface({{"SecondaryPrivateIpAddressCount", 3}});
  ok("AttachNetworkInterface", attaching(id, host, 1));
  EXPECT_EQ(
      error("AssignPrivateIpAddresses", {{"NetworkInterfaceId", id}, {"SecondaryPrivateIpAddressCount", 1}}),
      "PrivateIpAddressLimitExceeded: Number of private addresses will exceed limit.");
}

TEST_F(InterfacesTest, TrunksGoOnTypesThatTakeThem) {
  EXPECT_EQ(error("AttachNetworkInterface",
                  attaching(interface({{"InterfaceType", "trunk"}}), instance("t3.medium"), 1)),
            "UnsupportedOperation: Instance type t3.medium does not support trunk interfaces");
  ok("AttachNetworkInterface", attaching(interface({{"InterfaceType", "trunk"}}), instance("c5.large"), 1));
}

TEST_F(InterfacesTest, BranchesOutliveTheirTrunk) {
  const std::string trunk = interface({{"InterfaceType", "trunk"}});
  const std::string branch = interface({{"InterfaceType", "branch"}});
  ok("AssociateTrunkInterface", {{"BranchInterfaceId", branch}, {"TrunkInterfaceId", trunk}});
  EXPECT_EQ(as_text(shown(branch).at("status")), "in-use");
  ok("DeleteNetworkInterface", {{"NetworkInterfaceId", trunk}});
  EXPECT_EQ(as_text(shown(branch).at("status")), "available");
}

TEST_F(InterfacesTest, AServicesOwnIsChangedByServicesOnly) {
  const Principal root = principal_;
  principal_ = Principal::service("ecs.amazonaws.com", root.account);
  const std::string id = interface();
  principal_ = root;
  EXPECT_TRUE(shown(id).at("requesterManaged").as_bool());
  EXPECT_EQ(error("DeleteNetworkInterface", {{"NetworkInterfaceId", id}}),
            "AuthFailure: You do not have permission to access the specified resource.");
  principal_ = Principal::service("ecs.amazonaws.com", root.account);
  ok("DeleteNetworkInterface", {{"NetworkInterfaceId", id}});
}

}  // namespace
}  // namespace eni::sandbox::ec2_service
