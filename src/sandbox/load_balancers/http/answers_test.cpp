#include "sandbox/load_balancers/http/answers.h"

#include <gtest/gtest.h>

namespace eni::sandbox::load_balancers {
namespace {

constexpr TimePoint kNow{std::chrono::seconds{1'440'938'160}};

TEST(Answers, AnErrorIsElasticLoadBalancingsOwnPage) {
  EXPECT_EQ(error_answer(502, {kNow}),
            "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nServer: awselb/2.0\r\n"
            "Date: Sun, 30 Aug 2015 12:36:00 GMT\r\nContent-Length: 122\r\nConnection: keep-alive\r\n\r\n"
            "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "
            "Gateway</h1></center>\r\n</body>\r\n</html>\r\n");
}

TEST(Answers, AFixedResponseFollowsTheListenersSettings) {
  Listener listener;
  listener.tells_server = false;
  listener.headers = {{"X-Frame-Options", "DENY"}};
  EXPECT_EQ(fixed_answer({404, "application/json", "{}"}, {kNow, &listener, false, true}),
            "HTTP/1.1 404 Not Found\r\nContent-Type: application/json; charset=utf-8\r\n"
            "Date: Sun, 30 Aug 2015 12:36:00 GMT\r\nContent-Length: 2\r\nConnection: close\r\n"
            "X-Frame-Options: DENY\r\n\r\n{}");
}

TEST(Answers, HeadGetsTheHeaderOnly) {
  const std::string answer = redirect_answer(301, "https://a.b:443/", {kNow, nullptr, true});
  EXPECT_NE(answer.find("HTTP/1.1 301 Moved Permanently\r\n"), std::string::npos);
  EXPECT_NE(answer.find("Location: https://a.b:443/\r\n"), std::string::npos);
  EXPECT_NE(answer.find("Content-Length: 134\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
  EXPECT_EQ(answer.find("<html>"), std::string::npos);
}

}  // namespace
}  // namespace eni::sandbox::load_balancers
