#include "diagnosis/rollout/record.h"

#include <algorithm>

#include "base/text.h"

namespace eni::diagnosis {

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
  RolloutRecord record;
  const std::string& goal = (*fields)["goal"];
  if (goal != "trunks" && goal != "no-trunks") return std::nullopt;
  record.goal = goal == "trunks" ? Goal::kTrunks : Goal::kNoTrunks;
  record.refresh = (*fields)["refresh"];
  if ((*fields)["method"] == "refresh") return record;
  const auto desired = parse_integer((*fields)["desired"]);
  const auto max_size = parse_integer((*fields)["max"]);
  if ((*fields)["method"] != "one-by-one" || !desired || !max_size) return std::nullopt;
  record.method = RolloutMethod::kOneByOne;
  record.desired = *desired;
  record.max_size = *max_size;
  if (const std::string& suspended = (*fields)["suspended"]; !suspended.empty())
    record.suspended = split(suspended, '+');
  return record;
}

}  // namespace eni::diagnosis
