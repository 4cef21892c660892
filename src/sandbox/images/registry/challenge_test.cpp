#include "sandbox/images/registry/challenge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eni::sandbox::images {
namespace {

std::string show(const std::vector<Challenge>& challenges) {
  std::string out;
  for (const Challenge& one : challenges) {
    out += one.scheme + "{";
    for (const auto& [name, value] : one.parameters) out += name + "=" + value + ";";
    out += "}";
  }
  return out;
}

TEST(Challenge, IsReadInAllItsForms) {
  const std::pair<const char*, const char*> rows[] = {
      {R"(Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull")",
       "bearer{realm=https://auth.docker.io/token;scope=repository:a/b:pull;service=registry.docker.io;}"},
      {R"(Basic realm="https://x.amazonaws.com/",service="ecr.amazonaws.com")",
       "basic{realm=https://x.amazonaws.com/;service=ecr.amazonaws.com;}"},
      {R"(BASIC REALM = "a b")", "basic{realm=a b;}"},
      {R"(Basic realm=plain)", "basic{realm=plain;}"},
      {R"(Bearer scope="a,b \"c\"")", R"(bearer{scope=a,b "c";})"},
      {R"(Basic realm="a", Bearer realm="b",service=c)", "basic{realm=a;}bearer{realm=b;service=c;}"},
      {"Negotiate", "negotiate{}"},
      {R"(Bearer realm="never ends)", ""},
      {"", ""},
      {"=,;", ""},
  };
  for (const auto& [text, expected] : rows) EXPECT_EQ(show(parse_challenges(text)), expected) << text;
}

TEST(Challenge, ATokenIsPreferred) {
  const auto chosen = choose_challenge({{"WWW-Authenticate", "Basic realm=a"},
                                        {"X-Other", "Bearer realm=never"},
                                        {"www-authenticate", "Bearer realm=b"}});
  ASSERT_TRUE(chosen);
  EXPECT_EQ(show({*chosen}), "bearer{realm=b;}");
}

TEST(Challenge, WithoutARealmThereIsNoToken) {
  EXPECT_FALSE(choose_challenge({{"WWW-Authenticate", "Bearer service=a"}}));
  EXPECT_FALSE(choose_challenge({{"WWW-Authenticate", "Negotiate"}}));
  EXPECT_FALSE(choose_challenge({}));
}

}  // namespace
}  // namespace eni::sandbox::images
