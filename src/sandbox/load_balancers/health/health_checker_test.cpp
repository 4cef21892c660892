#include <queue>

#include "sandbox/load_balancers/sockets/acceptor.h"
#include "sandbox/load_balancers/traffic/test_traffic.h"

namespace eni::sandbox::load_balancers {
namespace {

/// Targets are served by the loop itself, so that a check has its outcome within few turns of it: a second passes with each turn, and
/// the timeout is much longer than that.
class HealthCheckTest : public TrafficTest {
 protected:
  HealthCheckTest() {
    settings_.pace = Settings::Pace::kAws;
    auto& group = served_.target_groups[0].document;
    group["Matcher"] = json::object{{"HttpCode", "200"}};
    group["HealthCheckTimeoutSeconds"] = 100;
    group["HealthCheckIntervalSeconds"] = 200;
  }
  /// Serves, and hears of changes.
  void begin() {
    start();
    traffic_->on_health = [this](const std::string& group, const std::string& id, std::int64_t port) {
      EXPECT_EQ(group, "tg");
      EXPECT_EQ(port, 8080);
      changes_.push(describe(id));
    };
    serve();
  }
  std::string describe(const std::string& id) {
    const auto health = traffic_->health("tg", id, 8080);
    if (!health) return "none";
    return health->is_healthy ? "healthy" : health->reason + ": " + health->description;
  }
  /// The next change, while time passes.
  std::string next_change() {
    std::optional<std::string> change;
    while (!change) {
      on_loop([&] {
        if (changes_.empty()) return time_.pass(std::chrono::seconds{1});
        change = changes_.front();
        changes_.pop();
      });
    }
    return *change;
  }

  std::queue<std::string> changes_;
};

TEST_F(HealthCheckTest, AsksAsElasticLoadBalancingDoes) {
  std::string asked;
  add_target("10.0.1.1", [&](const net::Request& request, const std::shared_ptr<net::Responder>& responder) {
    asked = request.method + " " + request.target + " " + std::string(request.headers.text("Host")) + " " +
            std::string(request.headers.text("User-Agent")) + " " +
            std::string(request.headers.text("Connection"));
    responder->send({200, {}, "fine"});
  });
  begin();
  EXPECT_EQ(next_change(), "healthy");
  on_loop([&] { EXPECT_EQ(asked, "GET /health 10.0.1.1:8080 ELB-HealthChecker/2.0 close"); });
}

TEST_F(HealthCheckTest, AStatusThatIsNotExpectedIsNamed) {
  int status = 503;
  add_target("10.0.1.1", [&](const net::Request&, const std::shared_ptr<net::Responder>& responder) {
    responder->send({status, {}, ""});
  });
  begin();
  EXPECT_EQ(next_change(), "Target.ResponseCodeMismatch: Health checks failed with these codes: [503]");
  on_loop([&] { status = 404; });
  EXPECT_EQ(next_change(), "Target.ResponseCodeMismatch: Health checks failed with these codes: [404]");
  on_loop([&] { status = 200; });
  EXPECT_EQ(next_change(), "healthy");
}

TEST_F(HealthCheckTest, WhoRefusesConnectionsFails) {
  served_.target_groups[0].targets = {{"10.0.1.9", 8080, "10.0.1.9", "initial"}};
  begin();
  EXPECT_EQ(next_change(), "Target.FailedHealthChecks: Health checks failed");
}

TEST_F(HealthCheckTest, WhoDoesNotSpeakHttpFails) {
  auto poller = std::make_unique<net::SocketPoller>(loop_);
  auto acceptor =
      std::make_unique<Acceptor>(loop_, *poller, listen_locally(), [](net::Descriptor socket, const Peer&) {
        const std::string_view text = "SSH-2.0-OpenSSH_9.2\r\n\r\n";
        static_cast<void>(::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL));
      });
  add_target_at("10.0.1.1", acceptor->port());
  begin();
  EXPECT_EQ(next_change(), "Target.FailedHealthChecks: Health checks failed");
  on_loop([&] {
    acceptor.reset();
    poller.reset();
  });
}

TEST_F(HealthCheckTest, WhoDoesNotAnswerTimesOut) {
  std::vector<std::shared_ptr<net::Responder>> kept;
  add_target("10.0.1.1", [&](const net::Request&, const std::shared_ptr<net::Responder>& responder) {
    kept.push_back(responder);
  });
  begin();
  EXPECT_EQ(next_change(), "Target.Timeout: Request timed out");
  on_loop([&] { kept.clear(); });
}

TEST_F(HealthCheckTest, GoesOnAfterExceptions) {
  add_target("10.0.1.1", echo_as("a"));
  sockets_.connect_defects = 3;
  begin();
  EXPECT_EQ(next_change(), "healthy");
  EXPECT_TRUE(has_logged("work=health check of a target what=a defect failures=3"));
}

TEST_F(HealthCheckTest, TcpChecksConnect) {
  add_target("10.0.1.1", echo_as("a"));
  served_.target_groups[0].document["HealthCheckProtocol"] = "TCP";
  served_.target_groups[0].targets.push_back({"10.0.1.9", 8080, "10.0.1.9", "initial"});
  begin();
  EXPECT_EQ(next_change(), "healthy");
  EXPECT_EQ(next_change(), "Target.FailedHealthChecks: Health checks failed");
}

TEST_F(HealthCheckTest, WhoIsDrainingIsNotCheckedAndForgotten) {
  add_target("10.0.1.1", echo_as("a"));
  begin();
  EXPECT_EQ(next_change(), "healthy");
  target("10.0.1.1").state = "draining";
  serve();
  on_loop([&] { EXPECT_EQ(describe("10.0.1.1"), "none"); });
  target("10.0.1.1").state = "initial";
  serve();
  EXPECT_EQ(next_change(), "healthy");
}

}  // namespace
}  // namespace eni::sandbox::load_balancers
