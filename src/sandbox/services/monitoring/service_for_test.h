#pragma once
/// CloudWatch in a sandbox for tests, with a listener for its events.
#include <gmock/gmock.h>

#include "base/time_text.h"
#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/services/monitoring/service.h"

namespace eni::sandbox::monitoring_service {

/// Keeps what is published.
class Listener final : public Component {
 public:
  bool hears(const Event&) const override { return true; }
  void receive(const Event& event) override { events.push_back(event); }
  std::vector<Event> events;
};

inline const Service kListening{
    .name = "listener",
    .title = "listener",
    .protocol = Protocol::kQuery,
    .version = {},
    .xml_namespace = {},
    .target_prefix = {},
    .operations = {},
    .make_component = [](Environment&) -> std::unique_ptr<Component> { return std::make_unique<Listener>(); },
    .component_type = std::type_index(typeid(Listener))};

inline const Service* const kServicesForTest[] = {&kService, &kListening};

class MonitoringTest : public testing::Test {
 protected:
  explicit MonitoringTest(Settings::Pace pace = Settings::Pace::kAws) {
    sandbox_.settings.pace = pace;
    sandbox_.settings.check_replies = true;
  }

  ApiResult<Reply> try_call(std::string_view operation, json::object params, const Principal& principal) {
    auto result = sandbox_.call("monitoring", operation, std::move(params), principal);
    sandbox_.scheduler.run_ready();
    return result;
  }
  json::object call(std::string_view operation, json::object params) {
    const auto result = try_call(operation, std::move(params), root_);
    EXPECT_TRUE(result.has_value()) << operation << ": " << (result ? aws::ApiError{} : result.error());
    return result ? result->value.as_object() : json::object{};
  }
  /// "CODE: MESSAGE", or "" if it succeeds.
  std::string error(std::string_view operation, json::object params) {
    const auto result = try_call(operation, std::move(params), root_);
    return result ? std::string{} : result.error().code + ": " + result.error().message;
  }

  /// A value of App/Load now.
  void put(double value) {
    json::array data;
    data.push_back(json::object{{"MetricName", "Load"}, {"Value", value}});
    call("PutMetricData", {{"Namespace", "App"}, {"MetricData", std::move(data)}});
  }
  void pass(Duration time) { sandbox_.scheduler.advance(time); }
  std::string now(Duration offset = Duration{0}) const { return iso8601(sandbox_.scheduler.now() + offset); }
  std::vector<Event>& events() { return sandbox_.env.component<Listener>().events; }

  TestSandbox sandbox_{kServicesForTest};
  Principal root_ = Principal::root(aws::AccountId{"000000000000"});
};

}  // namespace eni::sandbox::monitoring_service
