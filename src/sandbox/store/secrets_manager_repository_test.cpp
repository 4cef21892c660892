#include "sandbox/store/secrets_manager_repository.h"

#include <gtest/gtest.h>

namespace eni::sandbox {
namespace {

constexpr const char* kAccount = "000000000000";
constexpr const char* kRegion = "eu-central-1";

class SecretsManagerRepositoryTest : public testing::Test {
 protected:
  Secret create(const char* name) {
    Secret secret;
    secret.account = kAccount;
    secret.region = kRegion;
    secret.name = name;
    secret.suffix = "AbCdEf";
    secret.document["Description"] = name;
    secret.id = rows_.create(secret);
    return secret;
  }
  bool is_there(const char* name, std::int64_t now) {
    return rows_.find(kAccount, kRegion, name, now).has_value();
  }

  std::unique_ptr<Store> store_ = *Store::open(":memory:");
  SecretsManagerRepository& rows_ = store_->get<SecretsManagerRepository>();
};

TEST_F(SecretsManagerRepositoryTest, SecretsAreFoundByNameAndListedInTheirOrder) {
  create("b");
  create("a");
  EXPECT_EQ(rows_.find(kAccount, kRegion, "a", 0)->suffix, "AbCdEf");
  EXPECT_FALSE(rows_.find(kAccount, "us-east-1", "a", 0));
  const auto all = rows_.list(kAccount, kRegion, 0);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name, "b");
  EXPECT_EQ(text_at(all[1].document, "Description"), "a");
}

TEST_F(SecretsManagerRepositoryTest, SecretsAreListedInPartsFromAnyPlaceOn) {
  const std::int64_t first = create("c").id;
  create("b");
  const Secret gone = create("x");
  const std::int64_t last = create("a").id;
  rows_.remove(gone.id);
  const auto names = [](const std::vector<Secret>& secrets) {
    std::string out;
    for (const Secret& secret : secrets) out += secret.name;
    return out;
  };
  const SecretsManagerRepository::Part part{kAccount, kRegion, 0, 2};
  EXPECT_EQ(names(rows_.list_after(part, 0)), "cb");
  EXPECT_EQ(names(rows_.list_after(part, first)), "ba");
  EXPECT_EQ(names(rows_.list_after(part, gone.id)), "a");
  EXPECT_EQ(names(rows_.list_after(part, last)), "");
  EXPECT_EQ(names(rows_.list_before(part, last + 1)), "ab");
  EXPECT_EQ(names(rows_.list_before(part, gone.id)), "bc");
  EXPECT_EQ(names(rows_.list_after({kAccount, "us-east-1", 0, 2}, 0)), "");
}

TEST_F(SecretsManagerRepositoryTest, WhatIsMarkedForDeletionIsThereUntilItsTime) {
  Secret secret = create("a");
  rows_.add_version(secret.id, {"v1", 1, 0, {"AWSCURRENT"}, false, "x"});
  secret.deletes_at = 100;
  rows_.update(secret);
  EXPECT_TRUE(is_there("a", 99));
  EXPECT_FALSE(is_there("a", 100));
  EXPECT_TRUE(rows_.list(kAccount, kRegion, 100).empty());
  rows_.remove_ended(99);
  EXPECT_TRUE(is_there("a", 99));
  rows_.remove_ended(100);
  EXPECT_FALSE(is_there("a", 0));
  EXPECT_TRUE(rows_.versions(secret.id).empty());
}

TEST_F(SecretsManagerRepositoryTest, VersionsHaveStagesAndComeInTheirOrder) {
  const Secret secret = create("a");
  rows_.add_version(secret.id, {"z", 1, 0, {"AWSCURRENT"}, false, "x"});
  rows_.add_version(secret.id, {"a", 1, 0, {}, true, "AAE="});
  rows_.set_stages(secret.id, "z", {"AWSPREVIOUS", "mine"});
  rows_.set_accessed(secret.id, "a", 7);
  const auto all = rows_.versions(secret.id);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].stages, (std::vector<std::string>{"AWSPREVIOUS", "mine"}));
  EXPECT_TRUE(all[1].is_binary);
  EXPECT_EQ(all[1].accessed, 7);
  EXPECT_LT(all[0].number, all[1].number);
  EXPECT_EQ(all[0].value, "");
  EXPECT_EQ(rows_.value(secret.id, "z"), "x");
  rows_.remove_version(secret.id, "z");
  EXPECT_EQ(rows_.versions(secret.id).size(), 1U);
}

}  // namespace
}  // namespace eni::sandbox
