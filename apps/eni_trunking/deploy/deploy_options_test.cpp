#include "eni_trunking/deploy/deploy_options.h"

#include <gmock/gmock.h>

namespace eni::command {
namespace {

using testing::ElementsAre;
using testing::Pair;

std::string error_of(const Result<std::map<std::string, std::string>>& result) {
  return result.has_error() ? to_string(result.error()) : "none";
}

TEST(DeployOptions, PairsAreReadAtTheFirstEqualsSign) {
  EXPECT_THAT(read_pairs({"a=b=c", "d="}, "--tags").value(), ElementsAre(Pair("a", "b=c"), Pair("d", "")));
  EXPECT_EQ(error_of(read_pairs({"a"}, "--tags")), "--tags: 'a' is not Key=Value");
  EXPECT_EQ(error_of(read_pairs({"=a"}, "--tags")), "--tags: '=a' is not Key=Value");
  EXPECT_EQ(error_of(read_pairs({"a=1", "a=2"}, "--tags")), "--tags: a is given twice");
}

TEST(DeployOptions, OnlyTheTemplatesParametersAreTaken) {
  EXPECT_THAT(read_parameters({"OnDelete=Retain"}).value(), ElementsAre(Pair("OnDelete", "Retain")));
  EXPECT_EQ(error_of(read_parameters({"OnDelet=Retain"})),
            "--parameters: the template has no parameter 'OnDelet' (did you mean 'OnDelete'? it has: Value, "
            "OnDelete, PropagationTimeout, LogRetentionInDays)");
  EXPECT_EQ(error_of(read_parameters({"Architecture=arm64"})),
            "--parameters: the architecture has its own option (--architecture)");
  EXPECT_EQ(error_of(read_parameters({"ExistingRoleArn=x"})),
            "--parameters: the role has its own option (--role-arn)");
}

TEST(DeployOptions, ValuesKeepToTheTemplatesConstraints) {
  EXPECT_EQ(error_of(read_parameters({"Value=on"})),
            "--parameters: Parameter 'Value' must be one of AllowedValues (these are enabled, disabled)");
  EXPECT_EQ(error_of(read_parameters({"PropagationTimeout=151"})),
            "--parameters: Parameter 'PropagationTimeout' must be a number not greater than 150");
  EXPECT_EQ(error_of(read_parameters({"PropagationTimeout=soon"})),
            "--parameters: Parameter 'PropagationTimeout' must be a number");
  EXPECT_EQ(error_of(read_parameters({"LogRetentionInDays=2"})).substr(0, 77),
            "--parameters: Parameter 'LogRetentionInDays' must be one of AllowedValues (th");
}

TEST(DeployOptions, ANewStackHasAnArchitectureAndWhatIsGiven) {
  const auto chosen = choose_parameters({}, {{"Value", "disabled"}}, "", "arn:r").value();
  EXPECT_EQ(chosen.architecture, "x86_64");
  EXPECT_THAT(chosen.given, ElementsAre(Pair("Architecture", "x86_64"), Pair("ExistingRoleArn", "arn:r"),
                                        Pair("Value", "disabled")));
  EXPECT_TRUE(chosen.kept.empty());
}

TEST(DeployOptions, AnotherDeploymentKeepsWhatIsNotGiven) {
  const std::map<std::string, std::string> existing{
      {"Architecture", "arm64"}, {"Value", "enabled"}, {"OnDelete", "Retain"}, {"Gone", "x"}};
  const auto chosen = choose_parameters(existing, {{"Value", "disabled"}}, "", "").value();
  EXPECT_EQ(chosen.architecture, "arm64");
  EXPECT_THAT(chosen.given, ElementsAre(Pair("Value", "disabled")));
  EXPECT_THAT(chosen.kept, ElementsAre("Architecture", "OnDelete"));
}

TEST(DeployOptions, TheArchitectureIsChosenOnce) {
  const auto refused = choose_parameters({{"Architecture", "arm64"}}, {}, "x86_64", "");
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().hint, "leave --architecture out, or destroy the stack first");
  EXPECT_TRUE(choose_parameters({{"Architecture", "arm64"}}, {}, "arm64", "").has_value());
}

}  // namespace
}  // namespace eni::command
