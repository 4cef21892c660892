#include "sandbox/images/registry/endpoint.h"

#include <gtest/gtest.h>

namespace eni::sandbox::images {
namespace {

std::string show(const Result<net::Url>& url) {
  return url ? url->scheme + "://" + url->authority() + url->target : "!" + url.error().message;
}

TEST(Endpoint, IsWhereTheRegistrysNameSays) {
  const std::map<std::string, std::string> elsewhere{{"ecr.example", "http://127.0.0.1:4566"},
                                                     {"elsewhere.example", "http://a.localhost:4566"}};
  const std::pair<const char*, const char*> rows[] = {
      {"docker.io", "https://registry-1.docker.io/"},
      {"ghcr.io", "https://ghcr.io/"},
      {"10.0.0.1:5000", "https://10.0.0.1:5000/"},
      {"127.0.0.1:4566", "http://127.0.0.1:4566/"},
      {"localhost:5000", "http://localhost:5000/"},
      {"localhost:443", "http://localhost:443/"},
      {"000000000000.dkr.ecr.us-east-1.localhost:4566", "http://127.0.0.1:4566/"},
      {"registry.localhost", "http://127.0.0.1/"},
      {"127.evil.example", "https://127.evil.example/"},
      {"ecr.example", "http://127.0.0.1:4566/"},
      {"elsewhere.example", "http://127.0.0.1:4566/"},
  };
  for (const auto& [registry, expected] : rows)
    EXPECT_EQ(show(registry_url(registry, elsewhere)), expected) << registry;
}

TEST(Endpoint, AnswersLeadToNothingLessProtected) {
  struct Row {
    const char *from, *to, *expected;
  };
  const Row rows[] = {
      {"https://a.example/", "https://b.example/c?d", "https://b.example/c?d"},
      {"https://a.example/x", "/y?z", "https://a.example/y?z"},
      {"https://a.example/", "http://a.example/",
       "!a.example leads to http://a.example, which is not protected by TLS"},
      {"https://a.example/", "http://127.0.0.1:4566/",
       "!a.example leads to http://127.0.0.1:4566, which is not protected by TLS"},
      {"http://127.0.0.1:1/", "http://127.0.0.1:2/", "http://127.0.0.1:2/"},
      {"http://127.0.0.1:1/", "http://a.localhost:2/", "http://127.0.0.1:2/"},
      {"http://127.0.0.1:1/", "http://169.254.169.254/",
       "!127.0.0.1 leads to http://169.254.169.254, which is not protected by TLS"},
  };
  for (const Row& row : rows)
    EXPECT_EQ(show(url_of_answer(*net::Url::parse(row.from), row.to)), row.expected);
  for (const char* text : {"", "//b.example/", "file:///etc/passwd", "y", "https://u@b.example/"})
    EXPECT_TRUE(url_of_answer(*net::Url::parse("https://a.example/"), text).has_error()) << text;
}

}  // namespace
}  // namespace eni::sandbox::images
