#include "sandbox/services/ecs/own_violation.h"

#include <algorithm>

#include "sandbox/gateway/violations.h"
#include "sandbox/services/ecs/errors.h"

namespace eni::sandbox::ecs_service {
namespace {

using shapes::Finding;
using shapes::Flaw;

/// Members of calls that RegisterTaskDefinition alone has.
constexpr std::string_view kOfTaskDefinitions[] = {
    "containerDefinitions",    "ipcMode",         "networkMode", "pidMode", "proxyConfiguration",
    "requiresCompatibilities", "runtimePlatform", "volumes"};

bool is_of_task_definition(const Finding& finding) {
  const auto* first = std::get_if<std::string>(&finding.path.front());
  return (first && std::ranges::find(kOfTaskDefinitions, *first) != std::end(kOfTaskDefinitions)) ||
         finding.shape.name().starts_with("TaskDefinitionPlacementConstraint");
}

/// The member's name; of an element that of its list.
std::string name_of(const Finding& finding) {
  for (auto step = finding.path.rbegin(); step != finding.path.rend(); ++step)
    if (const auto* name = std::get_if<std::string>(&*step)) return *name;
  return {};
}

std::string words_of(const shapes::Shape& shape) {
  std::string out;
  for (std::size_t at = 0; at < shape.words().size(); ++at)
    out.append(out.empty() ? "" : ",").append(shape.words()[at]);
  return out;
}

std::optional<std::string> not_in_enum(const Finding& finding) {
  // Newer settings than the model's, and with words of their own.
  if (finding.shape.name() == "SettingName") return std::nullopt;
  // How some clients send what their users left out.
  if (finding.path.size() == 1 && as_text(*finding.value).empty()) return std::nullopt;
  return name_of(finding) + " should be one of [" + words_of(finding.shape) + "]";
}

std::optional<std::string> missing(const Finding& finding) {
  if (finding.path.size() == 1) return std::nullopt;
  if (is_of_task_definition(finding)) return path_text(finding.path, ".") + " should not be null or empty.";
  if (finding.part != shapes::Part::kMember) return path_text(finding.path, ".") + " can not be blank.";
  const bool is_list = finding.shape.kind() == shapes::Kind::kList;
  return name_of(finding) + (is_list ? " can not be empty." : " can not be blank.");
}

}  // namespace

std::optional<aws::ApiError> own_violation(const Finding& finding) {
  auto said = finding.flaw == Flaw::kNotInEnum ? not_in_enum(finding)
              : finding.flaw == Flaw::kMissing ? missing(finding)
                                               : std::nullopt;
  if (!said) return std::nullopt;
  if (is_of_task_definition(finding)) return client_exception(*std::move(said));
  return aws::invalid_parameter(*std::move(said));
}

}  // namespace eni::sandbox::ecs_service
