#include "client/configuration.h"

#include <gtest/gtest.h>

#include "client/environment_for_test.h"

namespace eni::client {
namespace {

Configuration loaded(const LiteralEnvironment& environment, const std::string& profile = "") {
  return Configuration::load(profile, environment).value();
}

constexpr const char* kConfig =
    "[default]\nregion = eu-west-1\n[profile a]\nregion = us-east-1\nuse_fips_endpoint = TRUE\n[profile "
    "none]\n";

TEST(Configuration, TheProfileIsThatOfOptionThenEnvironment) {
  const struct {
    const char* option;
    LiteralEnvironment::Variables variables;
    const char* profile;
  } rows[] = {
      {"", {}, "default"},
      {"", {{"AWS_DEFAULT_PROFILE", "a"}}, "a"},
      {"", {{"AWS_DEFAULT_PROFILE", "a"}, {"AWS_PROFILE", "none"}}, "none"},
      {"a", {{"AWS_PROFILE", "none"}}, "a"},
  };
  for (const auto& row : rows) {
    const LiteralEnvironment environment{row.variables, {{"~/.aws/config", kConfig}}};
    EXPECT_EQ(loaded(environment, row.option).profile_name(), row.profile);
  }
}

TEST(Configuration, AProfileThatIsNamedMustExist) {
  const LiteralEnvironment environment{{{"AWS_PROFILE", "b"}}, {{"~/.aws/config", kConfig}}};
  const Error error = Configuration::load("", environment).error();
  EXPECT_EQ(error.message, "there is no profile 'b' (AWS_PROFILE)");
  EXPECT_EQ(error.hint, "there are: a, default, none");
  const LiteralEnvironment nothing;
  EXPECT_EQ(Configuration::load("default", nothing).error().message,
            "there is no profile 'default' (--profile)");
  EXPECT_TRUE(Configuration::load("", nothing).has_value());
}

TEST(Configuration, TheRegionIsThatOfOptionEnvironmentProfile) {
  const struct {
    const char* option;
    LiteralEnvironment::Variables variables;
    const char* region;
  } rows[] = {
      {"", {}, "eu-west-1"},
      {"", {{"AWS_DEFAULT_REGION", "r-2"}}, "r-2"},
      {"", {{"AWS_DEFAULT_REGION", "r-2"}, {"AWS_REGION", "r-1"}}, "r-1"},
      {"r-0", {{"AWS_REGION", "r-1"}}, "r-0"},
      {"", {{"AWS_PROFILE", "a"}}, "us-east-1"},
  };
  for (const auto& row : rows) {
    const LiteralEnvironment environment{row.variables, {{"~/.aws/config", kConfig}}};
    EXPECT_EQ(loaded(environment).region(row.option)->value, row.region);
  }
}

TEST(Configuration, TheRegionIsLastThatOfTheInstance) {
  LiteralEnvironment environment{{}, {{"~/.aws/config", kConfig}}};
  environment.answers["PUT http://169.254.169.254/latest/api/token"] = {200, {}, "TOKEN"};
  environment.answers["GET http://169.254.169.254/latest/meta-data/placement/region"] = {
      200, {}, "us-west-2\n"};
  EXPECT_EQ(loaded(environment, "a").region("").value().value, "us-east-1");
  EXPECT_EQ(environment.exchanged.size(), 0u);  // It is not asked where something else names one.
  EXPECT_EQ(loaded(environment, "none").region("").value().value, "us-west-2");
  EXPECT_EQ(environment.exchanged.back().second.headers.text("x-aws-ec2-metadata-token"), "TOKEN");
  environment.variables["AWS_EC2_METADATA_DISABLED"] = "true";
  environment.exchanged.clear();
  EXPECT_TRUE(loaded(environment, "none").region("").has_error());
  EXPECT_EQ(environment.exchanged.size(), 0u);
}

TEST(Configuration, ARegionMustBeKnownAndOne) {
  const LiteralEnvironment environment{{{"AWS_PROFILE", "none"}}, {{"~/.aws/config", kConfig}}};
  const Error none = loaded(environment).region("").error();
  EXPECT_EQ(none.message, "there is no region: the profile 'none' names none");
  EXPECT_EQ(none.hint, "give --region, set AWS_REGION, or run aws configure");
  for (const char* bad : {"eu west", "x/../y", "-a", "a.b", "@h"})
    EXPECT_TRUE(loaded(environment).region(bad).has_error()) << bad;
}

/// "global; service=url ..." of the rules.
std::string shown(const EndpointRules& rules) {
  std::string text = rules.endpoint_url + ";";
  for (const auto& [service, url] : rules.by_service) text += " " + service + "=" + url;
  return text;
}

TEST(Configuration, EndpointsComeFromOptionEnvironmentServicesProfile) {
  constexpr const char* kEndpoints =
      "[default]\nservices = s\nendpoint_url = http://profile\n"
      "[services s]\nauto_scaling =\n  endpoint_url = http://section\nec2 =\n  other = x\n";
  const struct {
    const char* option;
    LiteralEnvironment::Variables variables;
    const char* rules;
  } rows[] = {
      {"", {}, "http://profile; autoscaling=http://section"},
      {"", {{"AWS_ENDPOINT_URL", "http://all"}}, "http://all;"},
      {"",
       {{"AWS_ENDPOINT_URL_AUTO_SCALING", "http://one"}, {"AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "http://l"}},
       "http://profile; autoscaling=http://one logs=http://l"},
      {"",
       {{"AWS_ENDPOINT_URL", "http://all"}, {"AWS_ENDPOINT_URL_EC2", "http://one"}},
       "http://all; ec2=http://one"},
      {"http://option", {{"AWS_ENDPOINT_URL_EC2", "http://one"}}, "http://option;"},
      {"", {{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"}, {"AWS_ENDPOINT_URL", "http://all"}}, ";"},
      {"http://option", {{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"}}, "http://option;"},
  };
  for (const auto& row : rows) {
    const LiteralEnvironment environment{row.variables, {{"~/.aws/config", kEndpoints}}};
    EXPECT_EQ(shown(loaded(environment).endpoints(row.option).value()), row.rules);
  }
  const LiteralEnvironment lost{{}, {{"~/.aws/config", "[default]\nservices = t\n"}}};
  EXPECT_EQ(loaded(lost).endpoints("").error().message,
            "the profile 'default' names the services section 't', which does not exist");
}

TEST(Configuration, KindsOfEndpointsAndRetries) {
  const LiteralEnvironment environment{
      {{"AWS_PROFILE", "a"}, {"AWS_USE_DUALSTACK_ENDPOINT", "True"}, {"AWS_MAX_ATTEMPTS", "7"}},
      {{"~/.aws/config", kConfig}}};
  const Configuration configuration = loaded(environment);
  EXPECT_TRUE(configuration.endpoints("")->use_dual_stack);
  EXPECT_TRUE(configuration.endpoints("")->use_fips);
  EXPECT_EQ(configuration.retries()->max_attempts, 7);
  const LiteralEnvironment bad{{}, {{"~/.aws/config", "[default]\nmax_attempts = 0\n"}}};
  EXPECT_EQ(loaded(bad).retries().error().message, "'0' is not a number from 1 on");
  EXPECT_EQ(loaded(bad).retries().error().hint,
            "it is what AWS_MAX_ATTEMPTS or max_attempts of the profile 'default' says");
  const LiteralEnvironment wild{{{"AWS_RETRY_MODE", "wild"}}};
  EXPECT_EQ(loaded(wild).retries().error().message, "there is no retry mode 'wild'");
}

}  // namespace
}  // namespace eni::client
