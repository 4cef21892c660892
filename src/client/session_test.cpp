#include "client/session.h"

#include <gtest/gtest.h>

#include "client/environment_for_test.h"
#include "net/peer_for_test.h"

namespace eni::client {
namespace {

TEST(Session, ItsClientsActAsTheProfileSays) {
  const net::Peer peer{{{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"}}};
  const LiteralEnvironment environment{
      {{"AWS_PROFILE", "p"}},
      {{"~/.aws/config",
        "[profile p]\nregion = us-west-2\nservices = s\n[services s]\necs =\n  endpoint_url = http://" +
            peer.url().authority() + "\n"},
       {"~/.aws/credentials", "[p]\naws_access_key_id = AKID\naws_secret_access_key = s\n"}}};
  VirtualWaiter waiter;
  SeededRandom random;
  const auto session = Session::open({}, environment, waiter, random);
  ASSERT_TRUE(session.has_value()) << session.error();
  EXPECT_EQ(session->region().value, "us-west-2");
  EXPECT_EQ(session->credentials().source(), "");  // Nobody has asked yet.
  EXPECT_TRUE(session->client().call("ecs", "ListClusters").has_value());
  EXPECT_NE(peer.requests.at(0).find("Credential=AKID/20150830/us-west-2/ecs/"), std::string::npos);
  EXPECT_EQ(session->credentials().source(), "shared-credentials-file");
}

TEST(Session, ThatHasNoCredentialsOpensAndSaysSoAtTheFirstCall) {
  const LiteralEnvironment environment{{{"AWS_REGION", "eu-west-1"}}};
  VirtualWaiter waiter;
  SeededRandom random;
  const auto session = Session::open({}, environment, waiter, random);
  ASSERT_TRUE(session.has_value()) << session.error();
  const auto called = session->client().call("ecs", "ListClusters");
  ASSERT_TRUE(called.has_error());
  EXPECT_EQ(called.error().as_error().message.substr(0, 50),
            "there are no credentials for the profile 'default'");
}

TEST(Session, TakesProxiesFromTheEnvironment) {
  const net::Peer proxy{{{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"}}};
  const LiteralEnvironment environment{{{"AWS_REGION", "eu-west-1"},
                                        {"AWS_ACCESS_KEY_ID", "A"},
                                        {"AWS_SECRET_ACCESS_KEY", "s"},
                                        {"AWS_ENDPOINT_URL", "http://ecs.invalid"},
                                        {"HTTP_PROXY", "http://other.invalid"},
                                        {"http_proxy", proxy.url().authority()}}};
  VirtualWaiter waiter;
  SeededRandom random;
  const auto session = Session::open({}, environment, waiter, random);
  ASSERT_TRUE(session.has_value()) << session.error();
  EXPECT_TRUE(session->client().call("ecs", "ListClusters").has_value());
  EXPECT_EQ(proxy.requests.at(0).substr(0, 29), "POST http://ecs.invalid/ HTTP");
}

}  // namespace
}  // namespace eni::client
