#include <gtest/gtest.h>

#include "client/credentials/user_for_test.h"

namespace eni::client {
namespace {

const LiteralEnvironment::Variables kPod{{"AWS_WEB_IDENTITY_TOKEN_FILE", "/token"},
                                         {"AWS_ROLE_ARN", "arn:pod"}};
constexpr const char* kProfile =
    "[profile a]\nrole_arn = arn:profile\nweb_identity_token_file = /other\nrole_session_name = n\n";

TEST(WebIdentity, AsksStsWithTheTokenAndNoSignature) {
  const struct {
    LiteralEnvironment::Variables variables;
    const char* profile;
    const char* body;
  } rows[] = {
      {kPod, "", "RoleArn=arn%3Apod&RoleSessionName=eni-trunking-1440938160&WebIdentityToken=pod.token"},
      {kPod, "a", "RoleArn=arn%3Aprofile&RoleSessionName=n&WebIdentityToken=other.token"},
      {{}, "a", "RoleArn=arn%3Aprofile&RoleSessionName=n&WebIdentityToken=other.token"},
      {{{"AWS_PROFILE", "a"}, {"AWS_ROLE_ARN", "arn:env"}, {"AWS_ROLE_SESSION_NAME", "m"}},
       "",
       "RoleArn=arn%3Aenv&RoleSessionName=m&WebIdentityToken=other.token"},
  };
  for (const auto& row : rows) {
    User user{row.variables, kProfile};
    user.environment.files["/token"] = "pod.token";
    user.environment.files["/other"] = "other.token";
    const net::Peer sts{{{assumed("AssumeRoleWithWebIdentity", "WEB")}}};
    const CredentialContext context = user.context(row.profile, "http://" + sts.url().authority());
    EXPECT_EQ(shown(from_web_identity(context, context.configuration.profile_name())),
              "WEB/s/t 2015-08-30T13:36:00Z");
    const std::string& request = sts.requests.at(0);
    EXPECT_NE(request.find(row.body), std::string::npos) << request;
    EXPECT_EQ(request.find("Authorization"), std::string::npos) << request;
  }
}

TEST(WebIdentity, SaysWhatIsMissing) {
  User user{kPod, ""};
  EXPECT_EQ(shown(from_web_identity(user.context(), "default")),
            "error: the web identity token file /token has no token");
  user.environment.variables.erase("AWS_ROLE_ARN");
  EXPECT_EQ(shown(from_web_identity(user.context(), "default")),
            "error: there is a web identity token file, /token, and no role for it");
  EXPECT_EQ(shown(from_web_identity_of_profile(user.context(), "default")), "none");
}

}  // namespace
}  // namespace eni::client
