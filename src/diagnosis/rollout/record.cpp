#include "diagnosis/rollout/record.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace eni::diagnosis {

namespace {

constexpr std::string_view kDraining = "draining";

/// As SuspendProcesses and ResumeProcesses name them.
bool is_process(std::string_view name) {
  constexpr std::string_view kProcesses[] = {"AZRebalance",      "AddToLoadBalancer", "AlarmNotification",
                                             "HealthCheck",      "InstanceRefresh",   "Launch",
                                             "ReplaceUnhealthy", "ScheduledActions",  "Terminate"};
  return std::find(std::begin(kProcesses), std::end(kProcesses), name) != std::end(kProcesses);
}

}  // namespace

bool RolloutRecord::has_suspended(std::string_view process) const {
  return std::find(suspended.begin(), suspended.end(), process) != suspended.end();
}

std::string to_text(const RolloutRecord& record) {
  std::string text = std::string("goal=") + (record.goal == Goal::kTrunks ? "trunks" : "no-trunks");
  if (record.method == RolloutMethod::kRefresh)
    return text + " method=refresh" + (record.refresh.empty() ? "" : " refresh=" + record.refresh);
  text += " method=one-by-one desired=" + std::to_string(record.desired) +
          " max=" + std::to_string(record.max_size);
  return text + (record.suspended.empty() ? "" : " suspended=" + join(record.suspended, "+"));
}

std::optional<std::map<std::string, std::string, std::less<>>> read_fields(std::string_view text) {
  std::map<std::string, std::string, std::less<>> fields;
  for (const std::string& field : split(text, ' ')) {
    const auto equals = field.find('=');
    if (equals == std::string::npos) return std::nullopt;
    fields[field.substr(0, equals)] = field.substr(equals + 1);
  }
  return fields;
}

std::optional<RolloutRecord> read_rollout_record(std::string_view text) {
  auto fields = read_fields(text);
  if (!fields) return std::nullopt;
  const auto take = [&](std::string_view name) {
    const auto found = fields->find(name);
    if (found == fields->end()) return std::string{};
    std::string value = std::move(found->second);
    fields->erase(found);
    return value;
  };
  RolloutRecord record;
  const std::string goal = take("goal");
  const std::string method = take("method");
  if (goal != "trunks" && goal != "no-trunks") return std::nullopt;
  record.goal = goal == "trunks" ? Goal::kTrunks : Goal::kNoTrunks;
  if (method == "refresh") {
    record.refresh = take("refresh");
    return fields->empty() ? std::optional(record) : std::nullopt;
  }
  const auto desired = parse_integer(take("desired"));
  const auto max_size = parse_integer(take("max"));
  if (method != "one-by-one" || !desired || *desired < 0 || !max_size || *max_size < 0) return std::nullopt;
  record.method = RolloutMethod::kOneByOne;
  record.desired = *desired;
  record.max_size = *max_size;
  if (const std::string suspended = take("suspended"); !suspended.empty())
    record.suspended = split(suspended, '+');
  const bool knows_processes = std::all_of(record.suspended.begin(), record.suspended.end(), is_process);
  return fields->empty() && knows_processes ? std::optional(record) : std::nullopt;
}

std::string to_text(const HostTag& tag) {
  if (!tag.is_draining) return tag.token;
  return std::string(kDraining) + (tag.token.empty() ? "" : " " + tag.token);
}

HostTag read_host_tag(std::string_view text) {
  const bool is_draining = text == kDraining || text.starts_with(std::string(kDraining) + " ");
  if (is_draining) text.remove_prefix(std::min(text.size(), kDraining.size() + 1));
  return {is_draining, std::string(text)};
}

}  // namespace eni::diagnosis
