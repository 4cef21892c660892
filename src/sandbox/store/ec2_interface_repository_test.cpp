#include "sandbox/store/ec2_interface_repository.h"

#include <gtest/gtest.h>

namespace eni::sandbox {
namespace {

using By = Ec2InterfaceRepository::By;

class Ec2InterfaceRepositoryTest : public testing::Test {
 protected:
  Ec2Interface add(const std::string& id, const std::string& subnet, const std::string& instance = "",
                   int device_index = 0) {
    Ec2Interface interface;
    interface.id = id;
    interface.account = "000000000000";
    interface.region = "eu-central-1";
    interface.vpc = "vpc-1";
    interface.subnet = subnet;
    interface.type = "interface";
    interface.instance = instance;
    interface.device_index = device_index;
    interface.document["networkInterfaceId"] = id;
    interfaces_.insert(interface);
    return interface;
  }
  void branch(const std::string& id, const std::string& trunk, int vlan_id) {
    Ec2Interface interface = add(id, "subnet-1");
    interface.trunk = trunk;
    interface.vlan_id = vlan_id;
    interface.trunk_association = "trunk-assoc-" + id;
    interfaces_.update(interface);
  }
  std::vector<std::string> ids(By by, std::string_view key, std::int64_t after = 0, int limit = 100) {
    std::vector<std::string> out;
    for (const auto& interface : interfaces_.list(by, {"000000000000", "eu-central-1"}, key, after, limit))
      out.push_back(interface.id);
    return out;
  }

  std::unique_ptr<Store> store_ = std::move(Store::open(":memory:").value());
  Ec2InterfaceRepository& interfaces_ = store_->get<Ec2InterfaceRepository>();
};

using Ids = std::vector<std::string>;

TEST_F(Ec2InterfaceRepositoryTest, ListsInPages) {
  const auto first = add("eni-1", "subnet-1");
  add("eni-2", "subnet-2");
  add("eni-3", "subnet-1");
  EXPECT_EQ(ids(By::kPlace, ""), (Ids{"eni-1", "eni-2", "eni-3"}));
  EXPECT_EQ(ids(By::kPlace, "", first.number, 1), (Ids{"eni-2"}));
  EXPECT_EQ(ids(By::kSubnet, "subnet-1"), (Ids{"eni-1", "eni-3"}));
  EXPECT_EQ(ids(By::kVpc, "vpc-2"), Ids{});
}

TEST_F(Ec2InterfaceRepositoryTest, FindsByGroupAndAddress) {
  add("eni-1", "subnet-1");
  interfaces_.set_groups("eni-1", {}, {"sg-1", "sg-2"});
  interfaces_.add_address("eni-1", "subnet-1", "10.0.0.4");
  EXPECT_EQ(ids(By::kGroup, "sg-2"), (Ids{"eni-1"}));
  EXPECT_EQ(ids(By::kAddress, "10.0.0.4"), (Ids{"eni-1"}));
  EXPECT_EQ(interfaces_.find_by_address("subnet-1", "10.0.0.4"), "eni-1");
  EXPECT_EQ(interfaces_.find_by_address("subnet-2", "10.0.0.4"), std::nullopt);
  interfaces_.set_groups("eni-1", {"sg-1", "sg-2"}, {"sg-1"});
  EXPECT_TRUE(interfaces_.any_with_group("sg-1"));
  EXPECT_FALSE(interfaces_.any_with_group("sg-2"));
}

TEST_F(Ec2InterfaceRepositoryTest, ThoseOfAnInstanceComeInTheOrderOfDevices) {
  add("eni-2", "subnet-1", "i-1", 1);
  add("eni-1", "subnet-1", "i-1", 0);
  add("eni-3", "subnet-1");
  ASSERT_EQ(interfaces_.of_instance("i-1").size(), 2U);
  EXPECT_EQ(interfaces_.of_instance("i-1")[0].id, "eni-1");
  EXPECT_EQ(interfaces_.count_of_instance("i-1"), 2);
  EXPECT_EQ(interfaces_.count_of_instance(""), 0);
}

TEST_F(Ec2InterfaceRepositoryTest, GivesTheLowestFreeVlanId) {
  EXPECT_EQ(interfaces_.free_vlan_id("eni-t"), 1);
  branch("eni-1", "eni-t", 1);
  branch("eni-3", "eni-t", 3);
  EXPECT_EQ(interfaces_.free_vlan_id("eni-t"), 2);
  branch("eni-2", "eni-t", 2);
  EXPECT_EQ(interfaces_.free_vlan_id("eni-t"), 4);
  EXPECT_EQ(interfaces_.count_of_trunk("eni-t"), 3);
  EXPECT_EQ(interfaces_.find_by_trunk_association("trunk-assoc-eni-3")->vlan_id, 3);
}

}  // namespace
}  // namespace eni::sandbox
