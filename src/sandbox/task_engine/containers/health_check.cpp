#include "sandbox/task_engine/containers/health_check.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/task_engine/containers/container_error.h"

namespace eni::sandbox::task_engine {
namespace {

struct Bounds {
  std::int64_t first;
  std::int64_t last;
};

constexpr Bounds kIntervalBounds{5, 300};
constexpr Bounds kTimeoutBounds{2, 60};
constexpr Bounds kRetriesBounds{1, 10};
constexpr Bounds kStartPeriodBounds{0, 300};

Error refused(const std::string& text) { return cannot_create("healthCheck: " + text); }

/// A member that is not said stays as it is.
template <class Number>
Result<void> read_number(const json::object& check, const char* member, Bounds bounds, Number& number) {
  if (!check.contains(member)) return {};
  const auto value = find_integer(check, member);
  if (!value || *value < bounds.first || *value > bounds.last) {
    return refused(std::string(member) + " must be from " + std::to_string(bounds.first) + " to " +
                   std::to_string(bounds.last));
  }
  number = static_cast<Number>(*value);
  return {};
}

Result<void> read_duration(const json::object& check, const char* member, Bounds bounds, Duration& duration) {
  std::int64_t seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  ENI_CHECK(read_number(check, member, bounds, seconds));
  duration = std::chrono::seconds{seconds};
  return {};
}

Result<std::vector<std::string>> read_command(std::vector<std::string> command) {
  const std::string kind = command.front();
  command.erase(command.begin());
  for (const std::string& argument : command)
    if (argument.find('\0') != std::string::npos) return refused("the command has a null character");
  if (kind == "CMD") {
    if (command.empty()) return refused("there is no command behind CMD");
    return command;
  }
  if (kind != "CMD-SHELL") return refused("the command begins with neither CMD nor CMD-SHELL nor NONE");
  if (command.empty()) return refused("there is no command behind CMD-SHELL");
  return std::vector<std::string>{"/bin/sh", "-c", join(command, " ")};
}

}  // namespace

Result<std::optional<HealthCheckSettings>> read_health_check(const json::object& definition) {
  const json::object& check = object_at(definition, "healthCheck");
  if (check.empty()) return std::optional<HealthCheckSettings>{};
  std::vector<std::string> command = texts_at(check, "command");
  if (command.empty()) return refused("there is no command");
  if (command.front() == "NONE") return std::optional<HealthCheckSettings>{};
  HealthCheckSettings out;
  ENI_TRY(out.argv, read_command(std::move(command)));
  ENI_CHECK(read_duration(check, "interval", kIntervalBounds, out.interval));
  ENI_CHECK(read_duration(check, "timeout", kTimeoutBounds, out.timeout));
  ENI_CHECK(read_duration(check, "startPeriod", kStartPeriodBounds, out.start_period));
  ENI_CHECK(read_number(check, "retries", kRetriesBounds, out.retries));
  return std::optional{std::move(out)};
}

bool HealthCheck::on_outcome(HealthOutcome outcome, TimePoint now) {
  const Health before = health_;
  next_run_ = now + settings_.interval;
  if (outcome.output.size() > kMaxHealthOutput) outcome.output.resize(kMaxHealthOutput);
  last_outcome_ = std::move(outcome);
  if (last_outcome_.exit_code == 0) {
    failures_ = 0;
    health_ = Health::kHealthy;
  } else if (health_ != Health::kUnknown || now - started_at_ >= settings_.start_period) {
    failures_ = std::min(failures_ + 1, settings_.retries);
    if (failures_ == settings_.retries) health_ = Health::kUnhealthy;
  }
  if (health_ == before) return false;
  health_since_ = now;
  return true;
}

Health worst_of(const std::vector<Health>& essential) {
  const auto has = [&](Health health) {
    return std::find(essential.begin(), essential.end(), health) != essential.end();
  };
  if (has(Health::kUnhealthy)) return Health::kUnhealthy;
  return essential.empty() || has(Health::kUnknown) ? Health::kUnknown : Health::kHealthy;
}

}  // namespace eni::sandbox::task_engine
