#pragma once
/// Readers of a template's sections: from nodes to the structs of template.h. They check structure;
/// references.h checks what the functions in them mention.
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "template/template.h"

namespace eni::tmpl {

/// Source: AWS CloudFormation User Guide, "AWS CloudFormation quotas".
inline constexpr std::size_t kMaxResources = 500;
inline constexpr std::size_t kMaxParameters = 200;
inline constexpr std::size_t kMaxParameterBytes = 4096;
inline constexpr std::size_t kMaxMappings = 200;
inline constexpr std::size_t kMaxOutputs = 200;
inline constexpr std::size_t kMaxNameLength = 255;
inline constexpr std::size_t kMaxDescriptionBytes = 1024;
/// Names that a message lists; a template can lack 80,000.
inline constexpr std::size_t kMaxNamed = 100;

TemplateResult<std::vector<Parameter>> read_parameters(const Node& section);
TemplateResult<std::vector<Resource>> read_resources(const Node& section);
TemplateResult<std::vector<Output>> read_outputs(const Node& section);
TemplateResult<std::vector<Condition>> read_conditions(const Node& section);
TemplateResult<std::vector<Rule>> read_rules(const Node& section);
TemplateResult<void> check_mappings(const Node& section);

/// `section` and each of its members are maps, and there are at most `max` of them.
TemplateResult<void> check_section(const Node& section, std::string_view name, std::size_t max);
/// A message about the member `name`, at its key.
TemplateError at_member(std::string_view section, const Member& member, std::string message);
/// The first member whose key is not among `known`, or null.
const Member* unknown_member(const Node& node, std::initializer_list<std::string_view> known);
bool is_alphanumeric(std::string_view text);

}  // namespace eni::tmpl
