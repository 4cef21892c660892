#include "sandbox/services/ec2/instances/lifecycle.h"

#include <algorithm>
#include <array>

#include "sandbox/gateway/ec2_events.h"
#include "sandbox/services/ec2/instances/network.h"
#include "sandbox/services/ec2/instances/profile.h"
#include "sandbox/services/ec2/volumes/volumes.h"
#include "sandbox/store/ec2_instance_repository.h"

namespace eni::sandbox::ec2_service {
namespace {

struct Step {
  InstanceState from;
  InstanceState to;
  Duration on_aws;  ///< about as long as AWS takes; with the pace "instant" none
};

constexpr std::array kSteps = {
    Step{InstanceState::kPending, InstanceState::kRunning, std::chrono::seconds{12}},
    Step{InstanceState::kStopping, InstanceState::kStopped, std::chrono::seconds{25}},
    Step{InstanceState::kShuttingDown, InstanceState::kTerminated, std::chrono::seconds{30}},
};

/// For how long terminated instances stay described, at any pace.
/// Source: Amazon EC2 User Guide, "Terminate Amazon EC2 instances": "for a short while, usually less than an hour".
constexpr Duration kOblivion = std::chrono::hours{1};

const Step* step_from(InstanceState state) {
  const auto found =
      std::find_if(kSteps.begin(), kSteps.end(), [state](const Step& step) { return step.from == state; });
  return found == kSteps.end() ? nullptr : &*found;
}

std::optional<Duration> stay_in(InstanceState state, Settings::Pace pace) {
  if (state == InstanceState::kTerminated) return kOblivion;
  const Step* step = step_from(state);
  if (!step) return std::nullopt;
  return pace == Settings::Pace::kAws ? step->on_aws : Duration::zero();
}

/// EC2's own call, for what is done to interfaces.
Call own_call(Environment& env, const Ec2Resource& instance) {
  const aws::AccountId account{instance.account};
  return Call{env, Principal::service("ec2.amazonaws.com", account), aws::Region{instance.region},
              env.random.uuid(), json::object{}};
}

}  // namespace

void InstanceLifecycle::start() {
  for (const auto& transition : env_.store.get<Ec2InstanceRepository>().transitions())
    schedule(transition.instance, transition.due);
}

void InstanceLifecycle::enter(Ec2Resource& instance, InstanceState state) {
  instance.document["instanceState"] = state_value(state);
  env_.store.get<Ec2Repository>().update(instance);
  publish(instance, state);
  auto& repository = env_.store.get<Ec2InstanceRepository>();
  const auto stay = stay_in(state, env_.settings.pace);
  if (!stay) {
    repository.remove_transition(instance.id);
    return;
  }
  const TimePoint due = env_.scheduler.now() + *stay;
  repository.set_transition({instance.id, due});
  schedule(instance.id, due);
}

void InstanceLifecycle::schedule(const std::string& id, TimePoint due) {
  env_.scheduler.call_at(due, [this, id, due] { steps_.begin({id, due}); });
}

Task<void> InstanceLifecycle::go_on(Due due_step) {
  const auto& [id, due] = due_step;
  sqlite::Transaction transaction{env_.store.database()};
  auto& repository = env_.store.get<Ec2InstanceRepository>();
  auto instance = env_.store.get<Ec2Repository>().find(id);
  // Either the call that asked for the step failed, or another step has taken its place, with a timer of its own.
  if (repository.due(id) != due || !instance) co_return;
  const InstanceState state = state_of(*instance);
  if (state == InstanceState::kTerminated) {
    forget(*instance);
  } else if (const Step* step = step_from(state)) {
    if (step->to == InstanceState::kTerminated) take_apart(*instance);
    if (step->to == InstanceState::kStopped) drop_public_addresses(own_call(env_, *instance), id);
    if (step->to == InstanceState::kRunning) instance->document.erase("stateReason");
    enter(*instance, step->to);
  }
  transaction.commit();
}

void InstanceLifecycle::publish(const Ec2Resource& instance, InstanceState state) {
  Event event;
  event.source = "aws.ec2";
  event.detail_type = kInstanceStateChange;
  event.account = aws::AccountId{instance.account};
  event.region = aws::Region{instance.region};
  event.resources = {own_call(env_, instance).arn("ec2", "instance/" + instance.id)};
  event.detail = {{"instance-id", instance.id}, {"state", to_string(state)}};
  env_.publish(std::move(event));
}

void InstanceLifecycle::take_apart(Ec2Resource& instance) {
  const Call call = own_call(env_, instance);
  release_network(call, instance.id);
  remove_profile_association(call, instance.id);
  release_volumes(call, instance);
  for (const std::string_view gone : {"subnetId", "vpcId", "iamInstanceProfile", "blockDeviceMapping"})
    instance.document.erase(gone);
}

void InstanceLifecycle::forget(const Ec2Resource& instance) {
  auto& repository = env_.store.get<Ec2InstanceRepository>();
  repository.remove_transition(instance.id);
  repository.remove_console(instance.id);
  env_.store.get<Ec2Repository>().remove(instance.id);
}

}  // namespace eni::sandbox::ec2_service
