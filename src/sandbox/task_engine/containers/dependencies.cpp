#include "sandbox/task_engine/containers/dependencies.h"

#include <algorithm>

#include "base/excerpt.h"
#include "base/text.h"

namespace eni::sandbox::task_engine {
namespace {

using Stage = Progress::Stage;

constexpr std::int64_t kMaxStartSeconds = 7 * 86'400;

struct ConditionName {
  std::string_view name;
  Condition condition;
};

constexpr ConditionName kConditions[] = {{"START", Condition::kStart},
                                         {"COMPLETE", Condition::kComplete},
                                         {"SUCCESS", Condition::kSuccess},
                                         {"HEALTHY", Condition::kHealthy}};

Result<Condition> read_condition(const std::string& text) {
  for (const ConditionName& known : kConditions)
    if (known.name == text) return known.condition;
  return Error{"the condition " + excerpt(text) + " of a container dependency is not known", ""};
}

Result<std::size_t> place_of(const std::string& name, const json::array& definitions) {
  for (std::size_t i = 0; i < definitions.size(); ++i)
    if (text_at(definitions[i], "name") == name) return i;
  return Error{"there is no container " + excerpt(name) + " to depend on", ""};
}

bool has_timeout(Condition condition) {
  return condition == Condition::kComplete || condition == Condition::kSuccess ||
         condition == Condition::kHealthy;
}

}  // namespace

Result<Dependencies::Container> Dependencies::read_container(const json::object& definition,
                                                             const json::array& definitions) {
  Container out;
  out.name = text_at(definition, "name");
  const std::int64_t seconds =
      std::clamp<std::int64_t>(integer_at(definition, "startTimeout"), 0, kMaxStartSeconds);
  out.start_timeout = std::chrono::seconds{seconds};
  const auto add = [&](const std::string& name, Condition condition) -> Result<void> {
    ENI_TRY(const std::size_t on, place_of(name, definitions));
    out.dependencies.push_back({on, condition});
    return {};
  };
  for (const json::value& dependency : array_at(definition, "dependsOn")) {
    ENI_TRY(const Condition condition, read_condition(text_at(dependency, "condition")));
    ENI_CHECK(add(text_at(dependency, "containerName"), condition));
  }
  for (const std::string& link : texts_at(definition, "links"))
    ENI_CHECK(add(link.substr(0, link.find(':')), Condition::kStart));
  for (const json::value& from : array_at(definition, "volumesFrom"))
    ENI_CHECK(add(text_at(from, "sourceContainer"), Condition::kCreated));
  return out;
}

Result<Dependencies> Dependencies::read(const json::array& definitions) {
  Dependencies out;
  for (const json::value& definition : definitions) {
    const auto* object = definition.if_object();
    if (!object) return Error{"a container definition is no object", ""};
    ENI_TRY(Container container, read_container(*object, definitions));
    out.containers_.push_back(std::move(container));
  }
  ENI_CHECK(out.find_order());
  return out;
}

/// Takes what depends on nothing that is not taken yet, until nothing is left or nothing can be.
Result<void> Dependencies::find_order() {
  std::vector<bool> taken(containers_.size());
  const auto is_free = [&](std::size_t index) {
    const auto& all = containers_[index].dependencies;
    return !taken[index] && std::all_of(all.begin(), all.end(),
                                        [&](const Dependency& d) { return static_cast<bool>(taken[d.on]); });
  };
  for (bool found = true; found;) {
    found = false;
    for (std::size_t i = 0; i < containers_.size(); ++i) {
      if (!is_free(i)) continue;
      taken[i] = true;
      order_.push_back(i);
      found = true;
    }
  }
  if (order_.size() == containers_.size()) return {};
  std::vector<std::string> names;
  for (std::size_t i = 0; i < containers_.size(); ++i)
    if (!taken[i]) names.push_back(containers_[i].name);
  return Error{"There is a circular dependency between the containers: " + join(names, ", "), ""};
}

std::optional<TimePoint> Dependencies::timeout_of(const Dependency& dependency,
                                                  const std::vector<Progress>& progress) const {
  const Progress& other = progress[dependency.on];
  const Duration limit = containers_[dependency.on].start_timeout;
  // What has not started is not late, and what has stopped will not be.
  if (!has_timeout(dependency.condition) || limit == Duration{} || !other.started_at ||
      other.stage == Stage::kStopped)
    return std::nullopt;
  return *other.started_at + limit;
}

Dependencies::Verdict Dependencies::verdict(const Dependency& dependency,
                                            const std::vector<Progress>& progress, TimePoint now) const {
  const Progress& other = progress[dependency.on];
  const bool has_stopped = other.stage == Stage::kStopped;
  const bool has_run = other.stage == Stage::kRunning || (has_stopped && other.exit_code);
  switch (dependency.condition) {
    case Condition::kCreated:
      return other.stage == Stage::kPending ? Verdict::kWait : Verdict::kHolds;
    case Condition::kStart:
      if (has_run) return Verdict::kHolds;
      break;
    case Condition::kComplete:
      if (has_stopped && other.exit_code) return Verdict::kHolds;
      break;
    case Condition::kSuccess:
      if (has_stopped && other.exit_code == 0) return Verdict::kHolds;
      if (has_stopped && other.exit_code) return Verdict::kDoesNotExit;
      break;
    case Condition::kHealthy:
      if (other.stage == Stage::kRunning && other.is_healthy) return Verdict::kHolds;
      break;
  }
  if (has_stopped) return Verdict::kNever;
  const std::optional<TimePoint> timeout = timeout_of(dependency, progress);
  return timeout && now >= *timeout ? Verdict::kTimedOut : Verdict::kWait;
}

std::string Dependencies::reason(const Container& container, const Dependency& dependency,
                                 Verdict verdict) const {
  const std::string what = "container ordering dependency [" + containers_[dependency.on].name +
                           "] for target [" + container.name + "]";
  switch (verdict) {
    case Verdict::kTimedOut:
      return "dependency graph: " + what + " has timed out.";
    case Verdict::kDoesNotExit:
      return "dependency graph: failed to resolve " + what + " as dependency did not exit successfully.";
    default:
      return "dependency graph: failed to resolve the " + what;
  }
}

void Dependencies::decide_one(std::size_t index, const std::vector<Progress>& progress, TimePoint now,
                              std::vector<bool>& dead, StartDecision& out) const {
  const Container& container = containers_[index];
  bool may_start = true;
  for (const Dependency& dependency : container.dependencies) {
    Verdict found = verdict(dependency, progress, now);
    // What waits for what never comes never comes either.
    if (dead[dependency.on] && found == Verdict::kWait) found = Verdict::kNever;
    if (found == Verdict::kHolds) continue;
    may_start = false;
    if (found == Verdict::kWait) {
      const std::optional<TimePoint> timeout = timeout_of(dependency, progress);
      if (timeout) out.next_timeout = std::min(*timeout, out.next_timeout.value_or(*timeout));
      continue;
    }
    dead[index] = true;
    out.never.push_back({index, reason(container, dependency, found)});
    return;
  }
  if (may_start) out.may_start.push_back(index);
}

StartDecision Dependencies::decide(const std::vector<Progress>& progress, TimePoint now) const {
  StartDecision out;
  std::vector<bool> dead(containers_.size());
  for (const std::size_t index : order_)
    if (progress[index].stage == Stage::kPending) decide_one(index, progress, now, dead, out);
  return out;
}

std::vector<std::size_t> Dependencies::may_stop(const std::vector<Progress>& progress) const {
  std::vector<bool> is_needed(containers_.size());
  for (std::size_t i = 0; i < containers_.size(); ++i) {
    if (progress[i].stage != Stage::kRunning) continue;
    for (const Dependency& dependency : containers_[i].dependencies) is_needed[dependency.on] = true;
  }
  // Two that are needed by each other there are none: the order is one.
  std::vector<std::size_t> out;
  for (auto index = order_.rbegin(); index != order_.rend(); ++index)
    if (progress[*index].stage == Stage::kRunning && !is_needed[*index]) out.push_back(*index);
  return out;
}

}  // namespace eni::sandbox::task_engine
