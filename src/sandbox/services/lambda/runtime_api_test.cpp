#include "sandbox/services/lambda/runtime_api.h"

#include <chrono>
#include <gtest/gtest.h>
#include <thread>

#include "base/json.h"
#include "net/client.h"

namespace eni::sandbox::lambda_service {
namespace {

/// The API in a thread of its own, asked from this one.
class RuntimeApiTest : public testing::Test {
 protected:
  RuntimeApiTest() {
    api_ = *RuntimeApi::listen(loop_, {}, [this](const RuntimeEvent&) { ++events_; });
    address_ = api_->address();
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~RuntimeApiTest() override { stop(); }
  void stop() {
    if (!thread_.joinable()) return;
    loop_.post([this] {
      api_.reset();
      loop_.post([this] { loop_.stop(); });
    });
    thread_.join();
  }

  net::Response report_init_error(net::Headers headers) {
    net::Request request{"POST", "/2018-06-01/runtime/init/error", std::move(headers), "{}"};
    const net::Url url = *net::Url::parse("http://" + address_);
    const auto answer = client_.exchange(url, std::move(request), loop_.now() + std::chrono::seconds{20});
    return answer ? *answer : net::Response{0, {}, to_string(answer.error())};
  }

  net::EventLoop loop_;
  std::unique_ptr<RuntimeApi> api_;
  std::string address_;
  int events_ = 0;  ///< read when the loop has stopped
  net::Client client_;
  std::thread thread_;
};

TEST_F(RuntimeApiTest, OnlyTheProcessMayTalkToIt) {
  const std::string port = address_.substr(address_.find(':'));
  const net::Headers refused[] = {
      {{"Host", address_}, {"Origin", "http://evil.example"}},
      {{"Host", address_}, {"Origin", "null"}},
      {{"Host", address_}, {"Origin", "http://" + address_}},
      {{"Host", "evil.example" + port}},
      {{"Host", "localhost" + port}},
      {{"Host", "127.0.0.1"}},
      {{"Host", "127.0.0.1:1"}},
  };
  for (const net::Headers& headers : refused) {
    const net::Response answer = report_init_error(headers);
    EXPECT_EQ(answer.status, 403) << answer.body;
    EXPECT_NE(answer.body.find(R"("errorType":"AccessDenied")"), std::string::npos) << answer.body;
  }
  EXPECT_EQ(report_init_error({{"Host", address_}}).status, 202);
  stop();
  EXPECT_EQ(events_, 1);
}

TEST_F(RuntimeApiTest, RefusesStrangersAndWhatIsTooLongUnread) {
  const net::Url url = *net::Url::parse("http://" + address_);
  const auto status_of = [&](const std::string& path, const net::Headers& headers, std::size_t bytes) {
    net::Request request{"POST", path, headers, std::string(bytes, 'x')};
    const auto answer = client_.exchange(url, std::move(request), loop_.now() + std::chrono::seconds{20});
    return answer ? answer->status : 0;
  };
  const std::size_t too_long = 7 << 20;
  const std::string answers = "/2018-06-01/runtime/invocation/";
  EXPECT_EQ(status_of("/2018-06-01/runtime/init/error", {{"Host", "evil.example"}}, too_long), 403);
  EXPECT_EQ(status_of("/elsewhere", {{"Host", address_}}, too_long), 404);
  EXPECT_EQ(status_of(answers + "a/response", {{"Host", address_}}, too_long), 403);  // nothing runs
}

}  // namespace
}  // namespace eni::sandbox::lambda_service
