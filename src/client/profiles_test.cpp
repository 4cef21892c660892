#include "client/profiles.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "client/environment_for_test.h"

namespace eni::client {
namespace {

TEST(Profiles, AreThoseOfBothFiles) {
  const LiteralEnvironment environment{{},
                                       {{"~/.aws/config",
                                         "[default]\nregion = eu-west-1\n"
                                         "[profile a]\nregion = us-east-1\noutput = json\n"
                                         "[profile \"b c\"]\n[profile d e]\n[a]\nregion = x\n"
                                         "[sso-session s]\nsso_region = eu-west-3\n"
                                         "[services here]\nec2 =\n  endpoint_url = http://h\n"},
                                        {"~/.aws/credentials",
                                         "[a]\naws_access_key_id = A\nregion = us-west-2\n[z]\n"
                                         "[profile q]\n"}}};
  const Profiles profiles = Profiles::read(environment).value();
  EXPECT_EQ(join(profiles.names(), ","), "a,b c,default,profile q,z");
  EXPECT_EQ(text_of(profiles.profile("default"), "region"), "eu-west-1");
  EXPECT_EQ(text_of(profiles.profile("a"), "region"), "us-west-2");
  EXPECT_EQ(text_of(profiles.profile("a"), "output"), "json");
  EXPECT_EQ(text_of(profiles.in_config_file("a"), "region"), "us-east-1");
  EXPECT_EQ(text_of(profiles.in_credentials_file("a"), "output"), std::nullopt);
  EXPECT_EQ(text_of(profiles.sso_session("s"), "sso_region"), "eu-west-3");
  EXPECT_EQ(profiles.services("here")->at("ec2").nested.at("endpoint_url"), "http://h");
  EXPECT_EQ(profiles.profile("q"), nullptr);
}

TEST(Profiles, TheFilesMayLieElsewhere) {
  const LiteralEnvironment environment{
      {{"AWS_CONFIG_FILE", "$ROOT/${NAME}.ini"},
       {"AWS_SHARED_CREDENTIALS_FILE", "/$NO/${NO"},
       {"ROOT", "/r"},
       {"NAME", "n"}},
      {{"/r/n.ini", "[profile a]\n"}, {"/$NO/${NO", "[b]\n"}, {"~/.aws/config", "[default]\n"}}};
  EXPECT_EQ(join(Profiles::read(environment).value().names(), ","), "a,b");
}

TEST(Profiles, AFileThatIsNoneIsAnErrorWithItsLine) {
  const LiteralEnvironment environment{{}, {{"~/.aws/credentials", "[a]\nwhat\n"}}};
  EXPECT_EQ(Profiles::read(environment).error().message,
            "~/.aws/credentials:2: neither a [section] nor 'key = value'");
}

}  // namespace
}  // namespace eni::client
