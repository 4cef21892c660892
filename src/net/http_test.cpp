#include "net/http.h"

#include <gmock/gmock.h>

namespace eni::net {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(Headers, NamesAreComparedWithoutCase) {
  const Headers headers{{"X-Amz-Date", "now"}};
  EXPECT_EQ(headers.get("x-amz-date"), "now");
  EXPECT_EQ(headers.text("x-amz-dat"), "");
  EXPECT_FALSE(headers.contains("x-amz-date2"));
}

TEST(Headers, SetReplacesAllOfThatNameInPlace) {
  Headers headers{{"a", "1"}, {"b", "2"}, {"A", "3"}};
  headers.set("A", "4");
  EXPECT_THAT(headers, ElementsAre(Pair("a", "4"), Pair("b", "2")));
  headers.set("c", "5");
  headers.erase("B");
  EXPECT_THAT(headers, ElementsAre(Pair("a", "4"), Pair("c", "5")));
}

TEST(Headers, TakesTextsOfItsOwn) {
  Headers headers{{"a", std::string(40, 'x')}};
  for (int i = 0; i < 10; ++i) headers.add(headers.text("a"), headers.text("a"));
  headers.set("b", headers.text("a"));
  headers.set("a", headers.text("b"));
  EXPECT_EQ(headers.size(), 12U);
  EXPECT_EQ(headers.text(std::string(40, 'X')), std::string(40, 'x'));
  EXPECT_EQ(headers.text("a"), std::string(40, 'x'));
}

TEST(Request, TargetIsPathAndQuery) {
  Request request;
  request.target = "/a%20b?x=1?2";
  EXPECT_EQ(request.path(), "/a%20b");
  EXPECT_EQ(request.query(), "x=1?2");
  request.target = "/plain";
  EXPECT_EQ(request.path(), "/plain");
  EXPECT_EQ(request.query(), "");
}

TEST(Query, IsDecodedInItsOrder) {
  EXPECT_THAT(parse_query("b=%26+x&a&&c="), ElementsAre(Pair("b", "& x"), Pair("a", ""), Pair("c", "")));
  EXPECT_THAT(parse_query(""), ElementsAre());
  EXPECT_EQ(query_value("a=1&a=2", "a"), "1");
  EXPECT_EQ(query_value("%61=1", "a"), "1");
  EXPECT_EQ(query_value("list-type=2", "list"), std::nullopt);
}

TEST(ReasonPhrase, KnowsWhatIsSent) {
  EXPECT_EQ(reason_phrase(200), "OK");
  EXPECT_EQ(reason_phrase(431), "Request Header Fields Too Large");
  EXPECT_EQ(reason_phrase(299), "Unknown");
}

TEST(Url, IsSplit) {
  struct Case {
    const char* text;
    const char* scheme;
    const char* host;
    const char* port;
    const char* target;
    const char* authority;
  };
  const Case cases[] = {
      {"http://localhost:4566", "http", "localhost", "4566", "/", "localhost:4566"},
      {"HTTPS://ecs.eu-central-1.amazonaws.com/", "https", "ecs.eu-central-1.amazonaws.com", "443", "/",
       "ecs.eu-central-1.amazonaws.com"},
      {"https://h/a/b?c=d#e", "https", "h", "443", "/a/b?c=d", "h"},
      {"http://h?c=d", "http", "h", "80", "/?c=d", "h"},
      {"http://[::1]:80/x", "http", "::1", "80", "/x", "[::1]"},
      {"https://[fe80::2]:80", "https", "fe80::2", "80", "/", "[fe80::2]:80"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    const auto url = Url::parse(c.text);
    ASSERT_TRUE(url.has_value()) << url.error();
    EXPECT_EQ(url->scheme, c.scheme);
    EXPECT_EQ(url->host, c.host);
    EXPECT_EQ(url->port, c.port);
    EXPECT_EQ(url->target, c.target);
    EXPECT_EQ(url->authority(), c.authority);
  }
}

TEST(Url, ErrorsSayWhatIsWrongAndKeepTheQueryToThemselves) {
  struct Case {
    const char* text;
    const char* message;
  };
  const Case cases[] = {
      {"", "not a URL:  (it must start with http:// or https://)"},
      {"localhost:4566", "not a URL: localhost:4566 (it must start with http:// or https://)"},
      {"ftp://h/", "not a URL: ftp://h/ (it must start with http:// or https://)"},
      {"http:///x?Signature=secret", "not a URL: http:///x (no host)"},
      {"http://h:0/", "not a URL: http://h:0/ (the port is not a number from 1 to 65535)"},
      {"http://h:/", "not a URL: http://h:/ (the port is not a number from 1 to 65535)"},
      {"http://h:99999/", "not a URL: http://h:99999/ (the port is not a number from 1 to 65535)"},
      {"http://[::1/", "not a URL: http://[::1/ (no ] after the IPv6 address)"},
      {"http://user:word@h/", "not a URL: …@h/ (user names in URLs are not supported)"},
      {"http://a b/", "not a URL: http://a b/ (a character no host name has)"},
      {"http://h/a b", "not a URL: http://h/a b (a space or control character in the path)"},
  };
  for (const Case& c : cases) {
    const auto url = Url::parse(c.text);
    ASSERT_TRUE(url.has_error()) << c.text;
    EXPECT_EQ(url.error().message, c.message);
  }
}

}  // namespace
}  // namespace eni::net
