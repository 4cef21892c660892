/// A mount target and its interface are there together or not at all: a state that fails for the one undoes the other.
#include <gtest/gtest.h>

#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/services/elasticfilesystem/service.h"

namespace eni::sandbox::efs_service {
namespace {

constexpr const char* kSubnet = "subnet-0123456789abcdef0";

ApiResult<Reply> fake_describe_subnets(Call&) {
  json::array subnets;
  subnets.push_back(json::object{{"subnetId", kSubnet}, {"vpcId", "vpc-1"}, {"availabilityZone", "a"}});
  return Reply{json::object{{"subnetSet", std::move(subnets)}}};
}

ApiResult<Reply> fake_create_interface(Call& call) {
  call.env.store.database().execute("INSERT INTO interfaces VALUES (1)");
  return Reply{json::object{
      {"networkInterface", json::object{{"networkInterfaceId", "eni-1"}, {"privateIpAddress", "10.0.0.1"}}}}};
}

ApiResult<Reply> fake_delete_interface(Call& call) {
  call.env.store.database().execute("DELETE FROM interfaces");
  return Reply{json::object{{"return", true}}};
}

const Operation kOperations[] = {{"CreateNetworkInterface", any_resource, fake_create_interface, "*"},
                                 {"DeleteNetworkInterface", any_resource, fake_delete_interface, "*"},
                                 {"DescribeSubnets", any_resource, fake_describe_subnets, "*"}};

const Service kFakeEc2 = {.name = "ec2",
                          .title = "EC2 as tests want it",
                          .protocol = Protocol::kEc2,
                          .version = "2016-11-15",
                          .xml_namespace = {},
                          .target_prefix = {},
                          .operations = kOperations};

const Service* const kServices[] = {&kService, &kFakeEc2};

class MountTargetsTest : public testing::Test {
 protected:
  MountTargetsTest() : sandbox_{kServices} {
    sandbox_.env.store.database().execute("CREATE TABLE interfaces (number INTEGER)");
    system_ = text_at(call("CreateFileSystem", {{"CreationToken", "t"}}), "FileSystemId");
  }
  /// From here on the state takes no such change.
  void break_state(const std::string& change) {
    sandbox_.env.store.database().execute_text("CREATE TRIGGER broken BEFORE " + change +
                                               " ON named_document BEGIN SELECT RAISE(ABORT, 'broken'); END");
  }
  json::object call(std::string_view operation, json::object params) {
    const auto reply = sandbox_.call("elasticfilesystem", operation, std::move(params));
    if (reply.has_error()) return {{"error", reply.error().code}};
    return reply->value.is_object() ? reply->value.as_object() : json::object{};
  }
  json::object make() {
    return call("CreateMountTarget", {{"FileSystemId", system_}, {"SubnetId", kSubnet}});
  }
  std::int64_t interfaces() {
    sqlite::Statement count{sandbox_.env.store.database(), "SELECT count(*) FROM interfaces"};
    count.query();
    count.step();
    return count.integer(0);
  }
  std::size_t targets() {
    const json::object reply = call("DescribeMountTargets", {{"FileSystemId", system_}});
    return array_at(reply, "MountTargets").size();
  }

  TestSandbox sandbox_;
  std::string system_;
};

TEST_F(MountTargetsTest, HaveAnInterface) {
  EXPECT_EQ(text_at(make(), "NetworkInterfaceId"), "eni-1");
  EXPECT_EQ(interfaces(), 1);
  EXPECT_EQ(targets(), 1U);
}

TEST_F(MountTargetsTest, OneThatCannotBeStoredLeavesNoInterface) {
  break_state("INSERT");
  EXPECT_TRUE(make().contains("error"));
  EXPECT_EQ(interfaces(), 0);
  EXPECT_EQ(targets(), 0U);
}

TEST_F(MountTargetsTest, OneThatCannotBeDeletedKeepsItsInterface) {
  const std::string id = text_at(make(), "MountTargetId");
  break_state("DELETE");
  EXPECT_TRUE(call("DeleteMountTarget", {{"MountTargetId", id}}).contains("error"));
  EXPECT_EQ(interfaces(), 1);
  EXPECT_EQ(targets(), 1U);
}

}  // namespace
}  // namespace eni::sandbox::efs_service
