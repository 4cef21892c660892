#include "diagnosis/rollout/record.h"

#include <map>

#include "base/text.h"

namespace eni::diagnosis {

std::string to_text(const RolloutRecord& record) {
  std::string text = std::string("goal=") + (record.goal == Goal::kTrunks ? "trunks" : "no-trunks");
  if (record.method == RolloutMethod::kRefresh) return text + " method=refresh";
  return text + " method=one-by-one desired=" + std::to_string(record.desired) +
         " max=" + std::to_string(record.max_size) +
         (record.resumes_rebalance ? " rebalance=resume" : " rebalance=leave");
}

std::optional<RolloutRecord> read_rollout_record(std::string_view text) {
  std::map<std::string, std::string, std::less<>> fields;
  for (const std::string& field : split(text, ' ')) {
    const auto equals = field.find('=');
    if (equals == std::string::npos) return std::nullopt;
    fields[field.substr(0, equals)] = field.substr(equals + 1);
  }
  RolloutRecord record;
  if (fields["goal"] != "trunks" && fields["goal"] != "no-trunks") return std::nullopt;
  record.goal = fields["goal"] == "trunks" ? Goal::kTrunks : Goal::kNoTrunks;
  if (fields["method"] == "refresh") return record;
  const auto desired = parse_integer(fields["desired"]);
  const auto max_size = parse_integer(fields["max"]);
  if (fields["method"] != "one-by-one" || !desired || !max_size) return std::nullopt;
  record.method = RolloutMethod::kOneByOne;
  record.desired = *desired;
  record.max_size = *max_size;
  record.resumes_rebalance = fields["rebalance"] == "resume";
  return record;
}

}  // namespace eni::diagnosis
