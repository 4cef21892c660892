#include "net/proxy.h"

#include <gtest/gtest.h>

namespace eni::net {
namespace {

TEST(Proxy, IsThatOfTheSchemeUnlessTheHostIsExcepted) {
  const struct {
    const char* url;
    const char* no_proxy;
    const char* proxy;
  } rows[] = {
      {"https://ecs.eu-west-1.amazonaws.com", "", "secure:3128"},
      {"http://example.com", "", "plain"},
      {"https://a.example.com", "example.com", ""},
      {"https://a.example.com", "x, .EXAMPLE.com ,y", ""},
      {"https://notexample.com", "example.com", "secure:3128"},
      {"https://example.com.evil", "example.com", "secure:3128"},
      {"http://127.0.0.1:4566", "localhost,127.0.0.1", ""},
      {"http://127.0.0.1:4566", "127.0.0.1:4566", ""},
      {"http://127.0.0.1:4567", "127.0.0.1:4566", "plain"},
      {"https://example.com", " * ", ""},
      {"https://example.com", ",,.", "secure:3128"},
  };
  for (const auto& row : rows) {
    const ProxyRules rules{.https = "http://secure:3128", .http = "plain", .no_proxy = row.no_proxy};
    const auto proxy = rules.proxy_for(Url::parse(row.url).value()).value();
    EXPECT_EQ(proxy ? proxy->url.authority() : "", row.proxy) << row.url << " without " << row.no_proxy;
  }
  EXPECT_EQ(ProxyRules{}.proxy_for(Url::parse("https://example.com").value()).value().has_value(), false);
}

TEST(Proxy, MayNeedAUserAndAPassword) {
  const Url url = Url::parse("http://example.com").value();
  const auto proxy = ProxyRules{.http = "http://me:p%40ss@host:1/"}.proxy_for(url).value();
  EXPECT_EQ(proxy->url.authority(), "host:1");
  EXPECT_EQ(proxy->authorization, "Basic bWU6cEBzcw==");  // me:p@ss
}

TEST(Proxy, ThatIsNoneIsAnErrorWithoutItsPassword) {
  const Url url = Url::parse("http://example.com").value();
  for (const char* bad :
       {"https://me:secret@host", "http://me:secret@ho st", "socks5://me:secret@host", "http://"}) {
    const auto proxy = ProxyRules{.http = bad}.proxy_for(url);
    ASSERT_TRUE(proxy.has_error()) << bad;
    EXPECT_EQ(proxy.error().message.find("secret"), std::string::npos) << proxy.error().message;
  }
}

}  // namespace
}  // namespace eni::net
