#include "diagnosis/rollout/rollout_failure.h"

#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

std::string why_not(const Description& description, const ContainerInstance& host, Goal goal) {
  if (has_failed(host)) return "its registration failed: " + host.status_reason;
  if (goal == Goal::kNoTrunks)
    return "it has got a trunk: awsvpcTrunking was effective for its role when it registered";
  for (const trunking::TrunkCondition& condition : trunking::trunk_conditions()) {
    const trunking::RegistrationFacts facts = registration_facts(description, host);
    if (!condition.holds(facts).value_or(true)) return condition.reason(facts);
  }
  return "all that can be seen of it is in order, so awsvpcTrunking may not have been effective yet for its "
         "role when it registered";
}

/// Those of a refresh that went on while nobody looked are its own, too. When it began is told in whole seconds, when an instance was
/// launched may be finer: one of the very second in which it began may have been there before, and is not counted against it.
bool is_of_refresh(const Instance& instance, const RolloutPart& part, const RolloutMemory& memory) {
  return part.method == RolloutMethod::kRefresh && part.group->refresh &&
         memory.refreshes.contains(part.group->refresh->id) &&
         instance.launched_at >= part.group->refresh->started_at + std::chrono::seconds{1};
}

std::optional<RolloutFailure> failed_host(const Description& description, Goal goal, const RolloutPart& part,
                                          const RolloutMemory& memory) {
  for (const auto* hosts : {&part.to_replace, &part.superfluous}) {
    for (const ContainerInstance* host : *hosts) {
      const Instance& instance = *description.instance_of(*host);
      const bool is_new =
          !memory.instances.contains(host->instance_id) || is_of_refresh(instance, part, memory);
      if (is_new && !has_goal(*host, goal))
        return RolloutFailure{host->instance_id, part.group, why_not(description, *host, goal)};
    }
  }
  return std::nullopt;
}

/// What had not joined the cluster before it began, and is none of a rollout's, is no failure of it.
std::optional<RolloutFailure> late_host(const RolloutPlan& plan, const RolloutPart& part,
                                        const RolloutMemory& memory) {
  for (const Instance* instance : part.strays) {
    if (memory.instances.contains(instance->id) && instance->replaces.empty()) continue;
    std::string why = "it has not joined the cluster within " +
                      counted(static_cast<std::size_t>(plan.time_to_join.count()), "second");
    if (!instance->replaces.empty())
      why += "; another is launched for " + instance->replaces + " once it is terminated";
    return RolloutFailure{instance->id, part.group, why};
  }
  return std::nullopt;
}

/// A successor that is gone while its original waits for it.
std::optional<RolloutFailure> lost_host(const Description& description, const RolloutPlan& plan,
                                        const RolloutMemory& memory) {
  std::set<std::string> waiting;
  const auto add = [&](const RolloutPart::Hosts& hosts) {
    for (const ContainerInstance* host : hosts) waiting.insert(host->instance_id);
  };
  for (const RolloutPart& part : plan.parts) {
    if (part.group) continue;
    add(part.to_replace);
    add(part.draining);
  }
  for (const RolloutPart& part : plan.left_out) {
    if (!part.group) add(part.draining);  // Of which nothing like them can be launched by now.
  }
  for (const auto& [copy, original] : memory.copies) {
    if (description.instances.contains(copy) || memory.ended.contains(copy) || !waiting.contains(original))
      continue;
    return RolloutFailure{copy, nullptr, "it has ended, and " + original + " is not replaced without it"};
  }
  return std::nullopt;
}

std::string without_stop(std::string sentence) {
  if (sentence.ends_with('.')) sentence.pop_back();
  return sentence;
}

}  // namespace

std::optional<RolloutFailure> find_failure(const Description& description, const RolloutPlan& plan,
                                           const RolloutMemory& memory) {
  for (const RolloutPart& part : plan.parts) {
    if (auto failure = failed_host(description, plan.goal, part, memory)) return failure;
    if (auto failure = late_host(plan, part, memory)) return failure;
  }
  if (auto failure = lost_host(description, plan, memory)) return failure;
  for (const RolloutPart& part : plan.left_out) {
    // Also a successor that could never have been as it should be: its original is gone, or left out with it.
    RolloutPart launched = part;
    if (!part.record)
      std::erase_if(launched.to_replace, [&](const ContainerInstance* host) {
        return description.instance_of(*host)->replaces.empty();
      });
    if (auto failure = failed_host(description, plan.goal, launched, memory)) return failure;
    if (part.record) return RolloutFailure{"", part.group, without_stop(part.obstacles.front())};
  }
  return std::nullopt;
}

bool RolloutProgress::advance(const RolloutPlan& plan, const RolloutMemory& memory) {
  long long left = 0;
  long long leaving = 0;
  long long percentage = 0;
  long long tasks = 0;
  for (const RolloutPart& part : plan.parts) {
    for (const auto* hosts : {&part.to_replace, &part.draining, &part.superfluous}) {
      left += static_cast<long long>(hosts->size());
      for (const ContainerInstance* host : *hosts)
        tasks += host->running_tasks + host->pending_tasks + host->unstopped_tasks.value_or(0);
    }
    leaving += static_cast<long long>(part.leaving.size());
    if (part.group && part.group->refresh) percentage += part.group->refresh->percentage;
  }
  long long balancings = 0;
  for (const auto& [group, count] : memory.balancings) balancings += static_cast<long long>(count);
  const Measure now{left, leaving, -balancings, -static_cast<long long>(plan.done), -percentage, tasks};
  if (best_ && now >= *best_) return false;
  best_ = now;
  return true;
}

}  // namespace eni::diagnosis
