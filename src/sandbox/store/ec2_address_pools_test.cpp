#include "sandbox/store/ec2_address_pools.h"

#include <gtest/gtest.h>
#include <set>

#include "base/random.h"

namespace eni::sandbox {
namespace {

class Ec2AddressPoolsTest : public testing::Test {
 protected:
  std::unique_ptr<Store> store_ = std::move(Store::open(":memory:").value());
  Ec2AddressPools& pools_ = store_->get<Ec2AddressPools>();
};

TEST_F(Ec2AddressPoolsTest, TakesTheLowestUntilNoneIsLeft) {
  pools_.create("subnet-1", {4, 6});
  EXPECT_EQ(pools_.available("subnet-1"), 3);
  EXPECT_EQ(pools_.take("subnet-1"), 4U);
  EXPECT_EQ(pools_.take("subnet-1"), 5U);
  EXPECT_EQ(pools_.take("subnet-1"), 6U);
  EXPECT_EQ(pools_.take("subnet-1"), std::nullopt);
  EXPECT_EQ(pools_.available("subnet-1"), 0);
  pools_.give_back("subnet-1", 5);
  EXPECT_EQ(pools_.take("subnet-1"), 5U);
}

TEST_F(Ec2AddressPoolsTest, TakesACertainAddressOnce) {
  pools_.create("subnet-1", {4, 8});
  EXPECT_TRUE(pools_.take("subnet-1", 6));
  EXPECT_FALSE(pools_.take("subnet-1", 6));
  EXPECT_FALSE(pools_.take("subnet-1", 3));
  EXPECT_FALSE(pools_.take("subnet-1", 9));
  EXPECT_TRUE(pools_.take("subnet-1", 4));
  EXPECT_TRUE(pools_.take("subnet-1", 8));
  EXPECT_EQ(pools_.available("subnet-1"), 2);
}

TEST_F(Ec2AddressPoolsTest, KeepsPoolsApart) {
  pools_.create("subnet-1", {4, 4});
  pools_.create("subnet-2", {4, 4});
  EXPECT_TRUE(pools_.take("subnet-1"));
  EXPECT_TRUE(pools_.take("subnet-2"));
  pools_.remove("subnet-1");
  EXPECT_FALSE(pools_.exists("subnet-1"));
  EXPECT_TRUE(pools_.exists("subnet-2"));
  EXPECT_EQ(pools_.available("subnet-1"), 0);
}

TEST_F(Ec2AddressPoolsTest, AgreesWithASetOfAddressesWhateverIsTakenAndGivenBack) {
  SeededRandom random{7};
  pools_.create("subnet-1", {100, 163});
  std::set<vpc::Ipv4> free;
  for (vpc::Ipv4 address = 100; address <= 163; ++address) free.insert(address);
  for (int step = 0; step < 3000; ++step) {
    const auto address = static_cast<vpc::Ipv4>(100 + random.next() % 64);
    if (random.next() % 3 == 0) {
      const auto taken = pools_.take("subnet-1");
      EXPECT_EQ(taken, free.empty() ? std::nullopt : std::optional{*free.begin()});
      if (taken) free.erase(*taken);
    } else if (random.next() % 2 == 0) {
      EXPECT_EQ(pools_.take("subnet-1", address), free.erase(address) == 1);
    } else if (free.insert(address).second) {
      pools_.give_back("subnet-1", address);
    }
    ASSERT_EQ(pools_.available("subnet-1"), static_cast<std::int64_t>(free.size()));
  }
}

}  // namespace
}  // namespace eni::sandbox
