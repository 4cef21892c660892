#include "oci/reference.h"

#include <gtest/gtest.h>

namespace eni::oci {
namespace {

const std::string kDigest = "sha256:" + std::string(64, '0');

TEST(Reference, IsReadAsDockerReadsIt) {
  const struct {
    std::string text;
    std::string full;  ///< "" where it is none
  } rows[] = {
      {"nginx", "docker.io/library/nginx:latest"},
      {"nginx:1.25", "docker.io/library/nginx:1.25"},
      {"team/web", "docker.io/team/web:latest"},
      {"index.docker.io/team/web", "docker.io/team/web:latest"},
      {"localhost/web:1", "localhost/web:1"},
      {"127.0.0.1:4566/team/web", "127.0.0.1:4566/team/web:latest"},
      {"[::1]:4566/web:1", "[::1]:4566/web:1"},
      {"public.ecr.aws/nginx/nginx:stable", "public.ecr.aws/nginx/nginx:stable"},
      {"123456789012.dkr.ecr.eu-central-1.amazonaws.com/web@" + kDigest,
       "123456789012.dkr.ecr.eu-central-1.amazonaws.com/web@" + kDigest},
      {"web:1@" + kDigest, "docker.io/library/web:1@" + kDigest},
      {"UPPER/web", "UPPER/web:latest"},
      {"Web", ""},
      {"team/Web", ""},
      {"web:", ""},
      {"web:-1", ""},
      {"web@latest", ""},
      {"web@sha512:00", ""},
      {"host:99999/web", ""},
      {"a..b/c", "a..b/c:latest"},
      {"localhost/a..b", ""},
      {"localhost/", ""},
      {"/web", ""},
      {"", ""},
      {std::string(2000, 'a'), ""},
  };
  for (const auto& row : rows) {
    const auto reference = Reference::parse(row.text);
    EXPECT_EQ(reference ? reference->text() : "", row.full) << row.text;
  }
}

TEST(Reference, SaysWhatIsWrong) {
  EXPECT_EQ(Reference::parse("web:-1").error(),
            (Error{"'web:-1' is not an image's name: its tag is none",
                   "write REGISTRY/REPOSITORY:TAG or REGISTRY/REPOSITORY@sha256:…"}));
}

TEST(Reference, RepositoriesAndTagsHaveTheirGrammar) {
  for (const char* name : {"a", "web", "team/web", "a.b_c__d-e---f/0"})
    EXPECT_TRUE(is_repository_name(name)) << name;
  for (const char* name :
       {"", "A", "a/", "/a", "a//b", ".a", "a.", "a..b", "a___b", "a._b", "-a", "a b", "..", "a/../b"})
    EXPECT_FALSE(is_repository_name(name)) << name;
  EXPECT_TRUE(is_repository_name(std::string(256, 'a')));
  EXPECT_FALSE(is_repository_name(std::string(257, 'a')));
  for (const char* tag : {"1", "latest", "_x", "v1.0-rc.1"}) EXPECT_TRUE(is_tag(tag)) << tag;
  for (const std::string& tag : {std::string(""), std::string(".x"), std::string("-x"), std::string("a/b"),
                                 std::string("a:b"), std::string(129, 'a')})
    EXPECT_FALSE(is_tag(tag)) << tag;
}

TEST(EcrRegistry, HasAccountAndRegionInItsHost) {
  const struct {
    const char* host;
    const char* real;       ///< "ACCOUNT REGION" of AWS's own hosts
    const char* by_prefix;  ///< of whatever follows
  } rows[] = {
      {"123456789012.dkr.ecr.eu-central-1.amazonaws.com", "123456789012 eu-central-1",
       "123456789012 eu-central-1"},
      {"123456789012.DKR.ecr.us-east-1.amazonaws.com:443", "123456789012 us-east-1",
       "123456789012 us-east-1"},
      {"123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "123456789012 us-gov-west-1",
       "123456789012 us-gov-west-1"},
      {"123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "123456789012 cn-north-1",
       "123456789012 cn-north-1"},
      {"123456789012.dkr-ecr.us-west-2.on.aws", "123456789012 us-west-2", "123456789012 us-west-2"},
      {"123456789012.dkr.ecr.cn-north-1.amazonaws.com", "", "123456789012 cn-north-1"},
      {"000000000000.dkr.ecr.us-east-1.localhost:4566", "", "000000000000 us-east-1"},
      {"123456789012.dkr.ecr.eu-central-1.amazonaws.com.evil.example", "", "123456789012 eu-central-1"},
      {"12345.dkr.ecr.eu-central-1.amazonaws.com", "", ""},
      {"123456789012.dkr.ecr.nowhere.amazonaws.com", "", ""},
      {"123456789012.dkr.s3.eu-central-1.amazonaws.com", "", ""},
      {"127.0.0.1:4566", "", ""},
      {"", "", ""},
  };
  const auto words = [](const std::optional<EcrRegistry>& found) {
    return found ? found->account.value + " " + found->region.value : std::string{};
  };
  for (const auto& row : rows) {
    EXPECT_EQ(words(ecr_registry_of(row.host)), row.real) << row.host;
    EXPECT_EQ(words(ecr_registry_by_prefix(row.host)), row.by_prefix) << row.host;
  }
}

TEST(EcrRegistry, IsNamedByItsPartition) {
  EXPECT_EQ(ecr_host({aws::AccountId{"123456789012"}, aws::Region{"cn-north-1"}}),
            "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn");
}

}  // namespace
}  // namespace eni::oci
