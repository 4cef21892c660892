#include "sandbox/services/autoscaling/instances/transitions.h"

#include "sandbox/services/autoscaling/activities/activity.h"
#include "sandbox/services/autoscaling/activities/cause.h"
#include "sandbox/services/autoscaling/capacity/group_facts.h"
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/instances/instance.h"

namespace eni::sandbox::autoscaling_service {
namespace {

AutoScalingInstanceRepository& instances(Environment& env) {
  return env.store.get<AutoScalingInstanceRepository>();
}

std::string activity_of(const AutoScalingInstance& instance) {
  return text_at(instance.document, "Activity");
}

bool has_targets(const AutoScalingGroup& group) {
  return !array_at(group.document, "TargetGroupARNs").empty();
}

void wait_for_hooks_or_proceed(Environment& env, const AutoScalingGroup& group, AutoScalingInstance& instance,
                               RunHooks hooks) {
  if (hooks == RunHooks::kYes && begin_actions(env, group, instance, kTerminating)) {
    instance.state = LifecycleState::kTerminatingWait;
    progress_activity(env, activity_of(instance), "MidLifecycleAction", 60);
  } else if (hooks == RunHooks::kNo) {
    instance.document.erase("Actions");
    instance.due = 0;
  }
}

/// A launch hook was abandoned: the instance goes, and another takes its place.
void abandon_launch(Environment& env, const AutoScalingGroup& group, AutoScalingInstance& instance,
                    const std::string& token) {
  ActivityEnd end;
  end.status = "Cancelled";
  end.status_message = "Instance failed to complete user's Lifecycle Action: Lifecycle Action with token " +
                       token + " was abandoned: Lifecycle Action Completed with ABANDON Result";
  end.description =
      "Launching a new EC2 instance: " + instance.id + ".  Status Reason: " + end.status_message;
  const std::string launch = activity_of(instance);
  end_activity(env, launch, end);
  publish_activity(env, group, "EC2 Instance Launch Unsuccessful", launch, instance.id);
  const std::int64_t capacity = capacity_of(env.store, group);
  // [assumption] the words of this cause
  const std::string cause =
      cause_sentence(env.scheduler.now(),
                     "an instance was taken out of service in response to a lifecycle "
                     "action that was abandoned, shrinking the capacity from " +
                         std::to_string(capacity) + " to " + std::to_string(capacity - 1));
  begin_termination(env, group, instance, {cause}, RunHooks::kNo);
}

/// Of the activity of a launch that does not come to its end.
/// Source: stacks of users whose instances ended while they were launched. [assumption] It was somebody who terminated it: EC2 has no
/// failures of its own here. What is said of launches that are given up for other reasons is not known.
ActivityEnd cut_short(const AutoScalingInstance& instance) {
  ActivityEnd end{.status = "Cancelled"};
  if (text_at(instance.document, "UnhealthyFor") != kForEc2Health) return end;
  end.status_message =
      "Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: "
      "Client.UserInitiatedShutdown: User initiated shutdown";
  end.description =
      "Launching a new EC2 instance: " + instance.id + ".  Status Reason: " + end.status_message;
  return end;
}

}  // namespace

void instance_runs(Environment& env, const AutoScalingGroup& group, AutoScalingInstance& instance) {
  if (instance.state != LifecycleState::kPending) return;
  if (!begin_actions(env, group, instance, kLaunching)) {
    enter_service(env, group, instance);
    return;
  }
  instance.state = LifecycleState::kPendingWait;
  progress_activity(env, activity_of(instance), "MidLifecycleAction", 60);
  instances(env).update(instance);
}

void enter_service(Environment& env, const AutoScalingGroup& group, AutoScalingInstance& instance) {
  instance.state = LifecycleState::kInService;
  instance.document["InServiceSince"] = millis(env.scheduler.now());
  const std::string launch = activity_of(instance);
  instance.document.erase("Activity");
  if (has_targets(group) && !is_suspended(group, "AddToLoadBalancer")) {
    instance.document["Register"] = true;
    instance.due = millis(env.scheduler.now());
  }
  instances(env).update(instance);
  if (launch.empty()) return;
  end_activity(env, launch, {});
  publish_activity(env, group, "EC2 Instance Launch Successful", launch, instance.id);
}

ScalingActivity begin_termination(Environment& env, const AutoScalingGroup& group,
                                  AutoScalingInstance& instance, const std::vector<std::string>& causes,
                                  RunHooks hooks) {
  if (const std::string launch = activity_of(instance); !launch.empty() && is_launching(instance.state)) {
    end_activity(env, launch, cut_short(instance));
  }
  NewActivity activity;
  activity.description = "Terminating EC2 instance: " + instance.id;
  activity.cause = joined_cause(causes);
  activity.zone = instance.zone;
  activity.subnet = text_at(instance.document, "SubnetId");
  ScalingActivity begun = begin_activity(env, group, std::move(activity));
  instance.document["Activity"] = begun.id;
  instance.document.erase("Register");
  instance.document.erase("Actions");
  instance.due = 0;
  instance.state = LifecycleState::kTerminating;
  if (has_targets(group) && hooks == RunHooks::kYes) {
    instance.document["Deregister"] = true;
    instance.due = millis(env.scheduler.now());
  } else {
    wait_for_hooks_or_proceed(env, group, instance, hooks);
  }
  instances(env).update(instance);
  return begun;
}

void deregistered(Environment& env, const AutoScalingGroup& group, AutoScalingInstance& instance) {
  instance.document.erase("Deregister");
  instance.due = 0;
  wait_for_hooks_or_proceed(env, group, instance, RunHooks::kYes);
  instances(env).update(instance);
}

void action_ended(Environment& env, const AutoScalingGroup& group, AutoScalingInstance& instance,
                  const EndedAction& ended) {
  const bool is_launch = instance.state == LifecycleState::kPendingWait;
  if (ended.end == ActionsEnd::kWaiting) {
    instances(env).update(instance);
  } else if (is_launch && ended.end == ActionsEnd::kAbandoned) {
    abandon_launch(env, group, instance, ended.token);
  } else if (is_launch) {
    instance.state = LifecycleState::kPendingProceed;
    enter_service(env, group, instance);
  } else {
    instance.state = LifecycleState::kTerminatingProceed;
    progress_activity(env, activity_of(instance), "InProgress", 75);
    instances(env).update(instance);
  }
}

void instance_gone(Environment& env, const AutoScalingGroup& group, const AutoScalingInstance& instance) {
  const std::string activity = activity_of(instance);
  instances(env).remove(instance.id);
  if (activity.empty()) return;
  end_activity(env, activity, {});
  publish_activity(env, group, "EC2 Instance Terminate Successful", activity, instance.id);
}

void mark_unhealthy(Environment& env, AutoScalingInstance& instance, std::string_view reason) {
  if (!instance.is_healthy) return;
  instance.is_healthy = false;
  instance.document["UnhealthyFor"] = reason;
  instances(env).update(instance);
}

}  // namespace eni::sandbox::autoscaling_service
