#pragma once
/// What rows ask IAM, as texts to compare.
#include <algorithm>
#include <stdexcept>

#include "sandbox/gateway/test_sandbox.h"

namespace eni::sandbox {

inline std::string text_of(const std::vector<std::pair<std::string, std::string>>& keys) {
  std::string text;
  for (const auto& [key, value] : keys) text += " " + key + "=" + value;
  return text;
}

/// A line for each resource, with the condition keys that are its own: "cluster/web aws:ResourceTag/team=blue"; then one that begins
/// with "*:" with those of all, if there are any.
/// @param prefix  that lines leave out: "arn:aws:ecs:eu-central-1:000000000000:"
inline std::vector<std::string> lines_of(const Access& access, std::string_view prefix) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < access.resources.size(); ++i) {
    std::string line = access.resources[i];
    if (line.starts_with(prefix)) line.erase(0, prefix.size());
    if (i < access.context_of_resource.size()) line += text_of(access.context_of_resource[i]);
    lines.push_back(std::move(line));
  }
  if (!access.context.empty()) lines.push_back("*:" + text_of(access.context));
  return lines;
}

/// What the operation's row asks of a call with these parameters, in JSON, by the principal.
inline Access access_of(TestSandbox& sandbox, const Service& service, std::string_view operation,
                        std::string_view params, Principal principal) {
  const auto row = std::ranges::find(service.operations, operation, &Operation::name);
  if (row == service.operations.end()) throw std::logic_error("no row of " + std::string(operation));
  const Call call{sandbox.env, std::move(principal), sandbox.region, "test",
                  parse_json(params).value().as_object()};
  return row->access(call);
}

}  // namespace eni::sandbox
