#include "sandbox/services/autoscaling/reconciliation/ec2_instances.h"

#include <algorithm>
#include <map>

#include "sandbox/services/autoscaling/activities/cause.h"
#include "sandbox/services/autoscaling/calls.h"
#include "sandbox/services/autoscaling/capacity/group_facts.h"
#include "sandbox/services/autoscaling/instances/instance.h"
#include "sandbox/services/autoscaling/instances/transitions.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::size_t kBatch = 100;

using Ids = std::vector<std::string>;
/// EC2's states by instance: "running". One that EC2 does not know is "terminated".
using States = std::map<std::string, std::string>;

json::array list_of(const Ids& ids) {
  json::array list;
  for (const std::string& id : ids) list.emplace_back(id);
  return list;
}

bool is_unknown(const ApiError& error) { return error.code.starts_with("InvalidInstanceID"); }

std::vector<Ids> batches_of(const Ids& ids) {
  std::vector<Ids> batches;
  for (std::size_t at = 0; at < ids.size(); at += kBatch)
    batches.emplace_back(ids.begin() + static_cast<std::ptrdiff_t>(at),
                         ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), at + kBatch)));
  return batches;
}

/// Nothing is known of those that EC2 does not tell of.
Task<States> states_of(Environment& env, AutoScalingGroup group, Ids ids) {
  States states;
  json::object params{{"IncludeAllInstances", true}};
  params["InstanceId"] = list_of(ids);
  auto call = call_as_group(env, group, "ec2", "DescribeInstanceStatus", std::move(params));
  const auto reply = co_await std::move(call);
  if (reply.has_value()) {
    for (const std::string& id : ids) states[id] = "terminated";
    for (const json::value& status : array_at(*reply, "instanceStatusSet"))
      states[text_at(status, "instanceId")] = text_at(object_at(status, "instanceState"), "name");
    co_return states;
  }
  // Without permission to look, a group does not know of its instances: they stay as they are until it can.
  if (!is_unknown(reply.error())) co_return states;
  if (ids.size() == 1) {
    states[ids.front()] = "terminated";
    co_return states;
  }
  for (const std::string& id : ids) {
    Ids one{id};
    auto asking = states_of(env, group, std::move(one));
    States of_one = co_await std::move(asking);
    states.merge(std::move(of_one));
  }
  co_return states;
}

bool runs_no_more(const std::string& state) {
  return state == "shutting-down" || state == "terminated" || state == "stopping" || state == "stopped";
}

void apply(Environment& env, const AutoScalingGroup& group, AutoScalingInstance& instance,
           const std::string& state) {
  const bool is_gone = state == "terminated";
  switch (instance.state) {
    case LifecycleState::kPending:
      if (state == "running") instance_runs(env, group, instance);
      [[fallthrough]];
    case LifecycleState::kPendingWait:
    case LifecycleState::kPendingProceed:
    case LifecycleState::kInService:
      if (runs_no_more(state) && !is_suspended(group, "HealthCheck"))
        mark_unhealthy(env, instance, kForEc2Health);
      break;
    case LifecycleState::kStandby:
    case LifecycleState::kTerminatingWait:  // a hook hangs until its time is over, whatever the instance does
      break;
    case LifecycleState::kTerminating:
    case LifecycleState::kTerminatingProceed:
      if (is_gone && !find(instance.document, "Deregister")) instance_gone(env, group, instance);
      break;
  }
}

// ---- terminating ----

Ids to_terminate(Environment& env, std::int64_t group) {
  Ids ids;
  auto& instances = env.store.get<AutoScalingInstanceRepository>();
  for (const auto state : {LifecycleState::kTerminating, LifecycleState::kTerminatingProceed}) {
    for (const AutoScalingInstance& instance : instances.in_state(group, state))
      if (!find(instance.document, "Asked") && !find(instance.document, "Deregister"))
        ids.push_back(instance.id);
  }
  return ids;
}

void note_asked(Environment& env, std::int64_t number, const std::string& id, bool is_gone) {
  auto& instances = env.store.get<AutoScalingInstanceRepository>();
  auto instance = instances.find(id);
  const auto group = env.store.get<AutoScalingRepository>().find(number);
  if (!instance || !group || !is_terminating(instance->state)) return;
  if (is_gone) {
    instance_gone(env, *group, *instance);
  } else {
    instance->document["Asked"] = true;
    instances.update(*instance);
  }
}

/// Termination protection of an instance does not keep its group from terminating it.
Task<void> lift_protection(Environment& env, AutoScalingGroup group, std::string id) {
  json::object params{{"InstanceId", id}};
  params["DisableApiTermination"] = json::object{{"Value", false}};
  auto call = call_as_group(env, std::move(group), "ec2", "ModifyInstanceAttribute", std::move(params));
  static_cast<void>(co_await std::move(call));
}

Task<void> terminate(Environment& env, AutoScalingGroup group, Ids ids) {
  json::object params;
  params["InstanceId"] = list_of(ids);
  auto call = call_as_group(env, group, "ec2", "TerminateInstances", std::move(params));
  const auto reply = co_await std::move(call);
  if (reply.has_value()) {
    sqlite::Transaction transaction{env.store.database()};
    for (const json::value& entry : array_at(*reply, "instancesSet"))
      note_asked(env, group.number, text_at(entry, "instanceId"),
                 text_at(object_at(entry, "currentState"), "name") == "terminated");
    transaction.commit();
    co_return;
  }
  if (ids.size() > 1) {
    for (const std::string& id : ids) {
      Ids one{id};
      auto terminating = terminate(env, group, std::move(one));
      co_await std::move(terminating);
    }
    co_return;
  }
  if (is_unknown(reply.error())) {
    note_asked(env, group.number, ids.front(), true);
  } else if (reply.error().code == "OperationNotPermitted") {
    auto lifting = lift_protection(env, group, ids.front());
    co_await std::move(lifting);
    json::object again;
    again["InstanceId"] = list_of(ids);
    auto second = call_as_group(env, group, "ec2", "TerminateInstances", std::move(again));
    const auto ended = co_await std::move(second);
    if (ended.has_value()) note_asked(env, group.number, ids.front(), false);
  } else {
    env.log.warn("an Auto Scaling group cannot terminate an instance",
                 {{"group", group.name}, {"instance", ids.front()}, {"error", reply.error().message}});
  }
}

}  // namespace

Task<std::set<std::string>> observe_instances(Environment& env, std::int64_t number,
                                              std::set<std::string> ids) {
  auto group = env.store.get<AutoScalingRepository>().find(number);
  if (!group) co_return std::set<std::string>{};
  std::set<std::string> left = ids;
  for (Ids& batch : batches_of({ids.begin(), ids.end()})) {
    auto asking = states_of(env, *group, std::move(batch));
    const States states = co_await std::move(asking);
    sqlite::Transaction transaction{env.store.database()};
    group = env.store.get<AutoScalingRepository>().find(number);
    if (!group) co_return std::set<std::string>{};
    for (const auto& [id, state] : states) {
      left.erase(id);
      auto instance = env.store.get<AutoScalingInstanceRepository>().find(id);
      if (instance && instance->group == number) apply(env, *group, *instance, state);
    }
    transaction.commit();
  }
  co_return left;
}

Task<EndedAll> terminate_in_ec2(Environment& env, std::int64_t number) {
  const auto group = env.store.get<AutoScalingRepository>().find(number);
  if (!group) co_return EndedAll::kYes;
  for (Ids& batch : batches_of(to_terminate(env, number))) {
    auto terminating = terminate(env, *group, std::move(batch));
    co_await std::move(terminating);
  }
  co_return to_terminate(env, number).empty() ? EndedAll::kYes : EndedAll::kNo;
}

}  // namespace eni::sandbox::autoscaling_service
