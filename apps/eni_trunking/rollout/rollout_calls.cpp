#include "eni_trunking/rollout/rollout_calls.h"

#include <set>

#include "eni_trunking/clusters/reply_fields.h"
#include "eni_trunking/rollout/launch_like.h"

namespace eni::command {

using client::CallResult;
using diagnosis::Description;
using diagnosis::RolloutStep;
using Kind = RolloutStep::Kind;

namespace {

/// What the operations take in a call.
constexpr std::size_t kHostsOfADrain = 10;
constexpr std::size_t kTasksOfACall = 100;
/// Beyond it, tasks are listed for the cluster as a whole.
constexpr std::size_t kHostsToListOneByOne = 20;

json::object group_tag(const std::string& group, std::string_view key) {
  return {{"ResourceId", group},
          {"ResourceType", "auto-scaling-group"},
          {"Key", key},
          {"PropagateAtLaunch", false}};
}

bool is_alive(const json::value& instance) {
  const std::string state = text_at(object_at(instance, "instanceState"), "name");
  return state != "shutting-down" && state != "terminated";
}

/// Whether it has registered.
bool is_host(const Description& description, std::string_view instance) {
  for (const diagnosis::Cluster& cluster : description.clusters) {
    for (const diagnosis::ContainerInstance& host : cluster.hosts_read())
      if (host.instance_id == instance) return true;
  }
  return false;
}

/// Of an instance that is gone already nothing is left to be terminated.
bool is_gone(const client::CallFailure& failure) {
  return failure.is_refused_with("InvalidInstanceID.NotFound") ||
         (failure.refused && failure.refused->message.find("not found") != std::string::npos);
}

}  // namespace

CallResult<void> RolloutCalls::take(const Description& description, const RolloutStep& step) {
  switch (step.kind) {
    case Kind::kRemember:
      return remember(step.group->name, step.record);
    case Kind::kStartRefresh:
      return start_refresh(step);
    case Kind::kSuspend:
      ENI_CHECK(client_->call(
          "autoscaling", "SuspendProcesses",
          {{"AutoScalingGroupName", step.group->name}, {"ScalingProcesses", as_list(step.processes)}}));
      return {};
    case Kind::kResize:
      return resize(step);
    case Kind::kLaunchLike:
      for (const diagnosis::ContainerInstance* host : step.hosts)
        ENI_CHECK(launch_like_it(description, *host));
      return {};
    case Kind::kDrain:
      return drain(description, step.hosts);
    case Kind::kTerminate:
      return terminate(step);
    case Kind::kUnmark:
      return unmark(step.hosts);
    case Kind::kRestore:
      return restore(step);
    case Kind::kFinished:
    case Kind::kWait:
      break;
  }
  return {};
}

CallResult<void> RolloutCalls::remember(const std::string& group, const diagnosis::RolloutRecord& record) {
  json::object of_record = group_tag(group, diagnosis::kRolloutTag);
  of_record["Value"] = to_text(record);
  json::object of_cluster = group_tag(group, diagnosis::kRolloutClusterTag);
  of_cluster["Value"] = cluster_;
  ENI_CHECK(client_->call("autoscaling", "CreateOrUpdateTags",
                          {{"Tags", json::array{std::move(of_record), std::move(of_cluster)}}}));
  return {};
}

CallResult<void> RolloutCalls::start_refresh(const RolloutStep& step) {
  const std::string& group = step.group->name;
  // The group's launch template has not changed: nothing is to be skipped. Protection is from scaling in, and is ECS's, or somebody's,
  // whose hosts are left; what runs there is drained before it ends.
  const json::object preferences{{"MinHealthyPercentage", 100},
                                 {"MaxHealthyPercentage", step.desired},
                                 {"InstanceWarmup", step.warm_up.count()},
                                 {"SkipMatching", false},
                                 {"ScaleInProtectedInstances", step.leaves_protected ? "Ignore" : "Refresh"},
                                 {"StandbyInstances", "Ignore"}};
  auto started = client_->call("autoscaling", "StartInstanceRefresh",
                               {{"AutoScalingGroupName", group}, {"Preferences", preferences}});
  // A call whose answer was lost has begun it: the next look tells whether it is this one (obstacles.h).
  if (started.has_error() && started.error().is_refused_with("InstanceRefreshInProgress")) return {};
  if (started.has_error()) return std::move(started).error();
  diagnosis::RolloutRecord record = step.record;
  record.refresh = text_at(*started, "InstanceRefreshId");
  return remember(group, record);
}

CallResult<void> RolloutCalls::resize(const RolloutStep& step) {
  ENI_CHECK(client_->call("autoscaling", "UpdateAutoScalingGroup",
                          {{"AutoScalingGroupName", step.group->name},
                           {"MaxSize", step.max_size},
                           {"DesiredCapacity", step.desired}}));
  return {};
}

CallResult<void> RolloutCalls::mark(const std::vector<std::string>& instances, const std::string& value) {
  if (instances.empty()) return {};
  const json::object tag{{"Key", diagnosis::kRolloutTag}, {"Value", value}};
  ENI_CHECK(
      client_->call("ec2", "CreateTags", {{"ResourceId", as_list(instances)}, {"Tag", json::array{tag}}}));
  return {};
}

CallResult<void> RolloutCalls::unmark(const Hosts& hosts) {
  std::vector<std::string> instances;
  for (const diagnosis::ContainerInstance* host : hosts) instances.push_back(host->instance_id);
  const json::object tag{{"Key", diagnosis::kRolloutTag}};
  ENI_CHECK(
      client_->call("ec2", "DeleteTags", {{"ResourceId", as_list(instances)}, {"Tag", json::array{tag}}}));
  return {};
}

/// One that is drained goes on being the rollout's.
CallResult<std::string> RolloutCalls::new_token(const std::string& instance, bool is_draining) {
  std::string token = random_->uuid();
  ENI_CHECK(mark({instance}, to_text(diagnosis::HostTag{is_draining, token})));
  return token;
}

/// The client token is noted on the instance first, so that a launch that was cut off is not made twice. One whose instance has ended by
/// now, or had other parameters, launches nothing any more.
CallResult<void> RolloutCalls::launch_like_it(const Description& description,
                                              const diagnosis::ContainerInstance& host) {
  const std::string& id = host.instance_id;
  const bool is_draining = host.status == "DRAINING";
  std::string token = diagnosis::read_host_tag(description.instances.at(id).rollout).token;
  if (!token.empty()) {
    const json::object filter{{"Name", "client-token"}, {"Value", {token}}};
    ENI_TRY(
        const json::array reservations,
        client_->call_all("ec2", "DescribeInstances", {{"Filter", json::array{filter}}}, "reservationSet"));
    for (const json::value& reservation : reservations) {
      for (const json::value& instance : array_at(reservation, "instancesSet")) {
        // One that is a host by now, and still not enough, is not as it should be: another is to come.
        if (is_alive(instance) && !is_host(description, text_at(instance, "instanceId"))) return {};
        token.clear();
      }
    }
  }
  if (token.empty()) {
    ENI_TRY(token, new_token(id, is_draining));
  }
  ENI_TRY(LaunchLike like, launch_like(*client_, description, id));
  if (!like.copy_obstacles.empty())
    return client::CallFailure::unexpected("none like " + id + " can be launched: it " +
                                           like.copy_obstacles.front().text);
  like.params["ClientToken"] = token;
  auto launched = client_->call("ec2", "RunInstances", like.params);
  if (launched.has_error() && launched.error().is_refused_with("IdempotentParameterMismatch")) {
    ENI_TRY(token, new_token(id, is_draining));
    like.params["ClientToken"] = token;
    launched = client_->call("ec2", "RunInstances", like.params);
  }
  if (launched.has_error()) return std::move(launched).error();
  return {};
}

CallResult<void> RolloutCalls::drain(const Description& description, const Hosts& hosts) {
  std::vector<std::string> ids;
  std::vector<std::string> unmarked;
  for (const diagnosis::ContainerInstance* host : hosts) {
    ids.push_back(host->id);
    if (!diagnosis::read_host_tag(description.instance_of(*host)->rollout).is_draining)
      unmarked.push_back(host->instance_id);
  }
  ENI_CHECK(mark(unmarked, to_text(diagnosis::HostTag{.is_draining = true})));
  for (const auto& batch : batches(ids, kHostsOfADrain)) {
    ENI_TRY(const json::value reply,
            client_->call(
                "ecs", "UpdateContainerInstancesState",
                {{"cluster", cluster_}, {"containerInstances", as_list(batch)}, {"status", "DRAINING"}}));
    for (const json::value& failure : array_at(reply, "failures"))
      return client::CallFailure::unexpected("ECS does not drain " + text_at(failure, "arn") + ": " +
                                             text_at(failure, "reason"));
  }
  return {};
}

CallResult<void> RolloutCalls::terminate(const RolloutStep& step) {
  std::size_t shrinking = step.shrinking;
  for (const diagnosis::ContainerInstance* host : step.hosts) {
    const bool shrinks = shrinking > 0;
    auto ended =
        step.group
            ? client_->call("autoscaling", "TerminateInstanceInAutoScalingGroup",
                            {{"InstanceId", host->instance_id}, {"ShouldDecrementDesiredCapacity", shrinks}})
            : client_->call("ec2", "TerminateInstances", {{"InstanceId", {host->instance_id}}});
    if (ended.has_error() && !is_gone(ended.error())) return std::move(ended).error();
    if (shrinks) --shrinking;
  }
  return {};
}

CallResult<void> RolloutCalls::restore(const RolloutStep& step) {
  const std::string& name = step.group->name;
  const diagnosis::RolloutRecord& record = step.record;
  if (record.method == diagnosis::RolloutMethod::kOneByOne) {
    const long long max_size = std::max(record.max_size, step.group->desired);
    if (step.group->max_size > max_size) {
      ENI_CHECK(client_->call("autoscaling", "UpdateAutoScalingGroup",
                              {{"AutoScalingGroupName", name}, {"MaxSize", max_size}}));
    }
    if (!record.suspended.empty()) {
      ENI_CHECK(
          client_->call("autoscaling", "ResumeProcesses",
                        {{"AutoScalingGroupName", name}, {"ScalingProcesses", as_list(record.suspended)}}));
    }
  }
  ENI_CHECK(client_->call("autoscaling", "DeleteTags",
                          {{"Tags", json::array{group_tag(name, diagnosis::kRolloutTag),
                                                group_tag(name, diagnosis::kRolloutClusterTag)}}}));
  return {};
}

CallResult<void> RolloutCalls::cancel_refresh(const std::string& group) {
  auto cancelled = client_->call("autoscaling", "CancelInstanceRefresh", {{"AutoScalingGroupName", group}});
  if (cancelled.has_error() && !cancelled.error().is_refused_with("ActiveInstanceRefreshNotFound"))
    return std::move(cancelled).error();
  return {};
}

CallResult<std::string> RolloutCalls::end_of_refresh(const std::string& group, const std::string& id) {
  ENI_TRY(const json::value reply,
          client_->call("autoscaling", "DescribeInstanceRefreshes",
                        {{"AutoScalingGroupName", group}, {"InstanceRefreshIds", {id}}}));
  for (const json::value& refresh : array_at(reply, "InstanceRefreshes")) {
    const std::string status = text_at(refresh, "Status");
    if (status == "Successful") return std::string{};
    const std::string reason = text_at(refresh, "StatusReason");
    return status + (reason.empty() ? "" : ": " + reason);
  }
  return std::string{};
}

CallResult<std::vector<StandaloneTask>> RolloutCalls::standalone_tasks(const Hosts& hosts) {
  std::set<std::string> wanted;
  std::vector<json::object> questions;
  for (const diagnosis::ContainerInstance* host : hosts) {
    wanted.insert(host->id);
    questions.push_back({{"cluster", cluster_}, {"containerInstance", host->id}});
  }
  if (hosts.size() > kHostsToListOneByOne) questions = {{{"cluster", cluster_}}};
  std::vector<std::string> arns;
  for (json::object& question : questions) {
    ENI_TRY(const json::array listed, client_->call_all("ecs", "ListTasks", std::move(question), "taskArns"));
    for (const json::value& arn : listed) arns.push_back(as_text(arn));
  }
  std::vector<StandaloneTask> found;
  for (const auto& batch : batches(arns, kTasksOfACall)) {
    ENI_TRY(const json::value reply,
            client_->call("ecs", "DescribeTasks", {{"cluster", cluster_}, {"tasks", as_list(batch)}}));
    for (const json::value& task : array_at(reply, "tasks")) {
      const std::string host = text_at(task, "containerInstanceArn");
      const std::string id = host.substr(host.rfind('/') + 1);
      if (wanted.contains(id) && !text_at(task, "group").starts_with("service:"))
        found.push_back({text_at(task, "taskArn"), id});
    }
  }
  return found;
}

CallResult<void> RolloutCalls::stop_task(const std::string& arn) {
  ENI_CHECK(client_->call(
      "ecs", "StopTask",
      {{"cluster", cluster_}, {"task", arn}, {"reason", "its host is replaced by eni-trunking rollout"}}));
  return {};
}

}  // namespace eni::command
