/// Deployments that are complete, and those that they have replaced.
#include <algorithm>

#include "sandbox/gateway/task_runner.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/services/service_step.h"
#include "sandbox/services/ecs/services/task_health.h"

namespace eni::sandbox::ecs_service {

namespace {

/// Who waits for a deployment, CloudFormation say, asks every few seconds.
constexpr std::int64_t kFailedIsShown = 5'000;

}  // namespace

std::int64_t settling_time(Settings::Pace pace) { return pace == Settings::Pace::kInstant ? 3'000 : 20'000; }

void ServiceStep::set_state(EcsDeployment& deployment, EcsRolloutState state, std::string reason) {
  deployment.document["rolloutState"] = to_string(state);
  deployment.document["rolloutStateReason"] = std::move(reason);
  deployment.updated_at = now_millis(env_);
  env_.store.get<EcsServiceRepository>().update(deployment);
}

void ServiceStep::complete_deployment() {
  EcsDeployment& deployment = deployments_.front();
  if (deployment.rollout_state() != EcsRolloutState::kInProgress) return;
  const std::string reason = "ECS deployment " + deployment.id + " completed.";
  set_state(deployment, EcsRolloutState::kCompleted, reason);
  events_.publish_deployment("INFO", "SERVICE_DEPLOYMENT_COMPLETED", deployment, reason);
  events_.add(deployment_completed_event(service_.name, deployment.id));
  note_completion(env_, service_, deployment);
}

/// Whether tasks that all run have done so for a while. Where containers only go through their states, none of them exits.
bool ServiceStep::has_settled() {
  if (flag_at(service_.document, "_steady") || counts(primary()).running == 0) return true;
  if (find_task_runner(env_) == nullptr || is_checked(env_, *indexes_.plan(primary().origin))) return true;
  const std::int64_t now = now_millis(env_);
  if (!settling_ || settling_->deployment != primary().number)
    settling_ = Settling{primary().number, now + settling_time(env_.settings.pace)};
  if (settling_->until <= now) return true;
  look_again_at(settling_->until);
  return false;
}

/// @param complete  whether the PRIMARY deployment's tasks run, and no others are to run
void ServiceStep::finish(bool complete) {
  complete = complete && has_settled();
  if (complete) complete_deployment();
  drop_empty_deployments();
  if (!complete) {
    service_.document["_steady"] = false;
    return;
  }
  const EcsDeployment& deployment = primary();
  if (flag_at(service_.document, "_steady") || deployments_.size() > 1 || counts(deployment).stopping > 0)
    return;
  service_.document["_steady"] = true;
  settling_.reset();
  events_.add(steady_state_event(service_.name));
  events_.publish_action("INFO", "SERVICE_STEADY_STATE");
  if (const auto names = providers(); !names.empty())
    events_.publish_of_providers("INFO", "CAPACITY_PROVIDER_STEADY_STATE", names);
}

/// The deployment that the PRIMARY one is rolled back to: the newest that is COMPLETED, whether it has tasks left or not.
std::vector<EcsDeployment>::iterator ServiceStep::last_completed() {
  return std::find_if(deployments_.begin() + 1, deployments_.end(), [](const EcsDeployment& one) {
    return one.rollout_state() == EcsRolloutState::kCompleted;
  });
}

/// Whether an older deployment without tasks is still shown: it may be needed for a rollback, or others have to see that it failed.
bool ServiceStep::is_shown(const EcsDeployment& deployment, EcsDeploymentNumber to_roll_back_to) {
  if (deployment.number == to_roll_back_to) return true;
  if (deployment.rollout_state() != EcsRolloutState::kFailed) return false;
  const std::int64_t until = deployment.updated_at + kFailedIsShown;
  if (until <= now_millis(env_)) return false;
  look_again_at(until);
  return true;
}

/// Older deployments whose tasks have all stopped.
void ServiceStep::drop_empty_deployments() {
  auto& services = env_.store.get<EcsServiceRepository>();
  const bool is_complete = primary().rollout_state() == EcsRolloutState::kCompleted;
  const auto good = is_complete ? deployments_.end() : last_completed();
  const EcsDeploymentNumber to_roll_back_to =
      good == deployments_.end() ? EcsDeploymentNumber{} : good->number;
  std::vector<EcsDeployment> left;
  for (EcsDeployment& deployment : deployments_) {
    const EcsTaskCounts now = counts(deployment);
    const bool is_empty = now.pending == 0 && now.running == 0 && now.stopping == 0;
    const bool is_primary = deployment.status == EcsDeploymentStatus::kPrimary;
    if (is_primary || !is_empty || is_shown(deployment, to_roll_back_to)) {
      left.push_back(std::move(deployment));
      continue;
    }
    services.remove_deployment(deployment.number);
    env_.store.get<EcsTaskRepository>().remove_origin(deployment.origin);
  }
  deployments_ = std::move(left);
}

}  // namespace eni::sandbox::ecs_service
