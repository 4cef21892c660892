#include "sandbox/store/ssm_repository.h"

#include <gtest/gtest.h>

namespace eni::sandbox {
namespace {

class SsmRepositoryTest : public testing::Test {
 protected:
  std::int64_t create(const char* name, int versions) {
    SsmParameter parameter;
    parameter.id = ssm_.create("000000000000", "eu-central-1", name);
    parameter.name = name;
    for (parameter.version = 1; parameter.version <= versions; ++parameter.version) {
      parameter.value = "v" + std::to_string(parameter.version);
      ssm_.add_version(parameter);
    }
    return parameter.id;
  }

  std::unique_ptr<Store> store_ = *Store::open(":memory:");
  SsmRepository& ssm_ = store_->get<SsmRepository>();
};

TEST_F(SsmRepositoryTest, TheLatestVersionIsFoundAndListed) {
  const std::int64_t id = create("/a/b", 3);
  create("c", 1);
  EXPECT_EQ(ssm_.find("000000000000", "eu-central-1", "/a/b")->value, "v3");
  EXPECT_FALSE(ssm_.find("000000000000", "us-east-1", "/a/b"));
  EXPECT_EQ(ssm_.history(id).size(), 3U);
  const auto all = ssm_.list("000000000000", "eu-central-1", "");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].version, 3);
  EXPECT_EQ(ssm_.list("000000000000", "eu-central-1", "/a").size(), 1U);
}

TEST_F(SsmRepositoryTest, LabelsBelongToAVersion) {
  const std::int64_t id = create("p", 2);
  ssm_.set_labels(id, 1, {"stable", "x"});
  EXPECT_EQ(ssm_.history(id)[0].labels, (std::vector<std::string>{"stable", "x"}));
  EXPECT_TRUE(ssm_.history(id)[1].labels.empty());
}

TEST_F(SsmRepositoryTest, ADeletedParameterLeavesNothing) {
  const std::int64_t id = create("p", 2);
  ssm_.set_tag(id, "k", "v");
  ssm_.remove(id);
  EXPECT_TRUE(ssm_.history(id).empty());
  EXPECT_TRUE(ssm_.tags(id).empty());
  EXPECT_NE(create("p", 1), id);
}

}  // namespace
}  // namespace eni::sandbox
