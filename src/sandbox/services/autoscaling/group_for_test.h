#pragma once
/// A sandbox with Auto Scaling in virtual time, and an EC2 that launches and terminates as the test wants it.
#include <functional>
#include <gtest/gtest.h>
#include <map>

#include "base/time_text.h"
#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/services/autoscaling/engine.h"
#include "sandbox/services/autoscaling/service.h"
#include "sandbox/store/autoscaling_instance_repository.h"
#include "sandbox/store/autoscaling_repository.h"
#include "sandbox/store/iam_repository.h"
#include "sandbox/store/iam_snapshot.h"

namespace eni::sandbox::autoscaling_service {

/// Instances by id with their states. Subnet "subnet-a" lies in the zone a.
struct FakeEc2 {
  std::map<std::string, std::string> instances;
  std::map<std::string, json::array> by_token;
  std::map<std::string, ApiError> failing_subnets;  ///< launches there end with this
  int calls = 0;                                    ///< of RunInstances
  bool refuses = false;                             ///< to tell of instances, and to terminate them
  int refused = 0;
  std::string latest = "1";         ///< version of the launch template
  std::function<void()> meanwhile;  ///< done once, while somebody asks for it

  static FakeEc2& instance() {
    static FakeEc2 ec2;
    return ec2;
  }
};

inline void tell(const Call& call, const std::string& id, const std::string& state) {
  FakeEc2::instance().instances[id] = state;
  Event event;
  event.source = "aws.ec2";
  event.detail_type = "EC2 Instance State-change Notification";
  event.account = call.account();
  event.region = call.region;
  event.detail = {{"instance-id", id}, {"state", state}};
  call.env.publish(std::move(event));
}

inline ApiResult<Reply> fake_run_instances(Call& call) {
  FakeEc2& ec2 = FakeEc2::instance();
  ++ec2.calls;
  const std::string subnet = call.params.text_or("SubnetId", "");
  if (const auto failing = ec2.failing_subnets.find(subnet); failing != ec2.failing_subnets.end())
    return failing->second;
  json::array& made = ec2.by_token[call.params.text_or("ClientToken", "")];
  if (made.empty()) {
    for (std::int64_t count = integer_at(call.params.all(), "MaxCount"); count > 0; --count) {
      const std::string id = "i-" + std::to_string(1000 + ec2.instances.size());
      made.push_back(json::object{{"instanceId", id}, {"instanceType", "c5.large"}, {"imageId", "ami-1"}});
      tell(call, id, "running");
    }
  }
  json::object reply;
  reply["instancesSet"] = made;
  return Reply{std::move(reply)};
}

inline ApiError refusal() {
  ++FakeEc2::instance().refused;
  return {"UnauthorizedOperation", "You are not authorized to perform this operation.", 403};
}

inline ApiResult<Reply> fake_terminate_instances(Call& call) {
  if (FakeEc2::instance().refuses) return refusal();
  json::array entries;
  for (const std::string& id : *call.params.texts("InstanceId")) {
    json::object entry{{"instanceId", id}};
    entry["currentState"] = json::object{
        {"name", FakeEc2::instance().instances[id] == "terminated" ? "terminated" : "shutting-down"}};
    entries.push_back(std::move(entry));
    tell(call, id, "terminated");
  }
  json::object reply;
  reply["instancesSet"] = std::move(entries);
  return Reply{std::move(reply)};
}

inline ApiResult<Reply> fake_describe_instance_status(Call& call) {
  if (FakeEc2::instance().refuses) return refusal();
  json::array set;
  for (const std::string& id : *call.params.texts("InstanceId")) {
    json::object entry{{"instanceId", id}};
    entry["instanceState"] = json::object{{"name", FakeEc2::instance().instances[id]}};
    set.push_back(std::move(entry));
  }
  json::object reply;
  reply["instanceStatusSet"] = std::move(set);
  return Reply{std::move(reply)};
}

inline ApiResult<Reply> fake_describe_subnets(Call& call) {
  json::array set;
  for (const std::string& id : *call.params.texts("SubnetId"))
    set.push_back(json::object{
        {"subnetId", id}, {"vpcId", "vpc-1"}, {"availabilityZone", "eu-central-1" + id.substr(7)}});
  json::object reply;
  reply["subnetSet"] = std::move(set);
  return Reply{std::move(reply)};
}

inline ApiResult<Reply> fake_describe_versions(Call& call) {
  if (FakeEc2::instance().meanwhile) std::exchange(FakeEc2::instance().meanwhile, {})();
  const auto asked = call.params.texts("LaunchTemplateVersion")->front();
  const bool is_alias = asked.starts_with('$');
  json::object version{{"launchTemplateId", "lt-1"}, {"launchTemplateName", "web"}};
  version["versionNumber"] = std::atoll((is_alias ? FakeEc2::instance().latest : asked).c_str());
  version["launchTemplateData"] = json::object{};
  json::array list;
  list.push_back(std::move(version));
  json::object reply;
  reply["launchTemplateVersionSet"] = std::move(list);
  return Reply{std::move(reply)};
}

inline ApiResult<Reply> fake_describe_instances(Call& call) {
  json::array set;
  for (const std::string& id : *call.params.texts("InstanceId")) {
    json::object entry{{"instanceId", id}, {"instanceType", "c5.large"}};
    entry["instanceState"] = json::object{{"name", FakeEc2::instance().instances[id]}};
    entry["placement"] = json::object{{"availabilityZone", "eu-central-1a"}};
    set.push_back(std::move(entry));
  }
  json::object reservation;
  reservation["instancesSet"] = std::move(set);
  json::array reservations;
  reservations.push_back(std::move(reservation));
  json::object reply;
  reply["reservationSet"] = std::move(reservations);
  return Reply{std::move(reply)};
}

inline ApiResult<Reply> fake_describe_instance_types(Call& call) {
  for (const std::string& type : *call.params.texts("InstanceType"))
    if (!type.ends_with(".large"))
      return ApiError{"InvalidInstanceType",
                      "The following supplied instance types do not exist: [" + type + "]", 400};
  return Reply{json::object{}};
}

inline ApiResult<Reply> fake_tag(Call&) { return Reply{json::object{}}; }

inline const Operation kFakeEc2Operations[] = {
    {"CreateTags", any_resource, fake_tag, "*"},
    {"DescribeInstanceStatus", any_resource, fake_describe_instance_status, "*"},
    {"DescribeInstanceTypes", any_resource, fake_describe_instance_types, "*"},
    {"DescribeInstances", any_resource, fake_describe_instances, "*"},
    {"DescribeLaunchTemplateVersions", any_resource, fake_describe_versions, "*"},
    {"DescribeSubnets", any_resource, fake_describe_subnets, "*"},
    {"RunInstances", any_resource, fake_run_instances, "*"},
    {"TerminateInstances", any_resource, fake_terminate_instances, "*"},
};

inline const Service kFakeEc2 = {.name = "ec2",
                                 .title = "EC2 as tests want it",
                                 .protocol = Protocol::kEc2,
                                 .version = "2016-11-15",
                                 .xml_namespace = {},
                                 .target_prefix = {},
                                 .operations = kFakeEc2Operations};

/// What everybody has published.
struct RecordedEvents final : Component {
  std::vector<Event> events;
  bool hears(const Event&) const override { return true; }
  void receive(const Event& event) override { events.push_back(event); }
};

inline std::unique_ptr<Component> make_recorded_events(Environment&) {
  return std::make_unique<RecordedEvents>();
}

inline const Service kRecorder = {.name = "events",
                                  .title = "What tests record",
                                  .protocol = Protocol::kJson11,
                                  .version = {},
                                  .xml_namespace = {},
                                  .target_prefix = {},
                                  .operations = {},
                                  .make_component = make_recorded_events,
                                  .component_type = std::type_index(typeid(RecordedEvents))};

inline const Service* const kTestServices[] = {&kService, &kFakeEc2, &kRecorder};

class GroupTest : public testing::Test {
 protected:
  explicit GroupTest(std::span<const Service* const> services = kTestServices) : sandbox_{services} {
    FakeEc2::instance() = {};
    IamIdentity role;
    role.account = "000000000000";
    role.name = "AWSServiceRoleForAutoScaling";
    role.arn =
        "arn:aws:iam::000000000000:role/aws-service-role/autoscaling.amazonaws.com/"
        "AWSServiceRoleForAutoScaling";
    role.path = "/aws-service-role/autoscaling.amazonaws.com/";
    role.unique_id = "AROATEST";
    role = store<IamRepository>().insert(std::move(role));
    store<IamRepository>().attach(role.id,
                                  "arn:aws:iam::aws:policy/aws-service-role/AutoScalingServiceRolePolicy");
    publish_identity(sandbox_.env.store, role, {sandbox_.scheduler.now(), std::chrono::seconds{0}});
  }

  template <class T>
  T& store() {
    return sandbox_.env.store.get<T>();
  }
  FakeEc2& ec2() { return FakeEc2::instance(); }

  /// The reply, or the error as {"error": "CODE: message"}. Time does not pass.
  json::object call(std::string_view operation, json::object params) {
    std::optional<ApiResult<Reply>> result;
    sandbox_.gateway.spawn(
        keep(sandbox_.gateway.call(Principal::root(aws::AccountId{"000000000000"}), sandbox_.region,
                                   "autoscaling", operation, std::move(params)),
             result));
    settle();
    if (!result) throw std::logic_error("the call does not end");
    if (result->has_error()) return {{"error", result->error().code + ": " + result->error().message}};
    return (*result)->value.as_object();
  }
  json::object on_group(std::string_view operation, json::object params = {}) {
    params["AutoScalingGroupName"] = "web";
    return call(operation, std::move(params));
  }
  /// Lets everything happen that needs no time.
  void settle() { sandbox_.scheduler.run_ready(); }
  void pass(Duration time) { sandbox_.scheduler.advance(time); }

  /// "web" in subnet-a and subnet-b.
  void make_group(std::int64_t desired, json::object more = {}) {
    json::object params{{"MinSize", 0}, {"MaxSize", 100}, {"VPCZoneIdentifier", "subnet-a,subnet-b"}};
    params["DesiredCapacity"] = desired;
    params["LaunchTemplate"] = json::object{{"LaunchTemplateId", "lt-1"}};
    for (const auto& [name, value] : more) params[name] = value;
    const auto reply = on_group("CreateAutoScalingGroup", std::move(params));
    ASSERT_FALSE(reply.contains("error")) << json::serialize(reply);
  }
  void want(std::int64_t desired) { on_group("SetDesiredCapacity", {{"DesiredCapacity", desired}}); }
  void put_hook(std::string name, std::string transition, std::string result, std::int64_t heartbeat) {
    on_group("PutLifecycleHook", {{"LifecycleHookName", name},
                                  {"LifecycleTransition", "autoscaling:EC2_INSTANCE_" + transition},
                                  {"DefaultResult", result},
                                  {"HeartbeatTimeout", heartbeat}});
  }

  std::vector<AutoScalingInstance> instances() {
    const auto group = store<AutoScalingRepository>().find({"000000000000", "eu-central-1"}, "web");
    return group ? store<AutoScalingInstanceRepository>().list(group->number)
                 : std::vector<AutoScalingInstance>{};
  }
  /// "Pending:Wait InService", sorted by ids.
  std::string states() {
    std::string all;
    for (const auto& instance : instances())
      all += (all.empty() ? "" : " ") + std::string(to_string(instance.state));
    return all;
  }
  /// How many instances each zone has: "a2 b1".
  std::string zones() {
    std::map<char, int> counts;
    for (const auto& instance : instances())
      if (counts_as_capacity(instance.state)) ++counts[instance.zone.back()];
    std::string all;
    for (const auto& [zone, count] : counts)
      all += (all.empty() ? "" : " ") + std::string(1, zone) + std::to_string(count);
    return all;
  }
  /// The newest first.
  std::vector<ScalingActivity> activities() {
    return store<AutoScalingInstanceRepository>().activities(1, 0, 1000);
  }
  int count_of(std::string_view status) {
    int count = 0;
    for (const auto& activity : activities())
      if (activity.status == status) ++count;
    return count;
  }
  /// The details of the events of Auto Scaling of this type.
  std::vector<json::object> events(std::string_view detail_type) {
    std::vector<json::object> details;
    for (const Event& event : sandbox_.env.component<RecordedEvents>().events)
      if (event.source == "aws.autoscaling" && event.detail_type == detail_type)
        details.push_back(event.detail);
    return details;
  }
  void ec2_says(const std::string& id, const std::string& state) {
    const Call told{sandbox_.env, Principal::root(aws::AccountId{"000000000000"}), sandbox_.region, "",
                    json::object{}};
    tell(told, id, state);
    settle();
  }

  TestSandbox sandbox_;

 private:
  static Task<void> keep(Task<ApiResult<Reply>> task, std::optional<ApiResult<Reply>>& result) {
    auto outcome = co_await std::move(task);
    result.emplace(std::move(outcome));
  }
};

}  // namespace eni::sandbox::autoscaling_service
