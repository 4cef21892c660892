#pragma once
/// A template with everything that evaluation needs, for tests.
#include <map>
#include <string>

#include "template/evaluate.h"

namespace eni::tmpl {

/// Ref gives "LOGICAL-id", attributes "LOGICAL.ATTRIBUTE", except those put into the members.
class FakeResolver : public Resolver {
 public:
  std::map<std::string, std::string> exports = {{"net-VpcId", "vpc-1"}};
  bool everything_exists = true;  ///< false: nothing has been created

  TemplateResult<std::optional<json::value>> ref(const Resource& resource) override {
    if (!everything_exists) return std::optional<json::value>();
    return std::optional<json::value>(json::string(resource.logical_id + "-id"));
  }
  TemplateResult<std::optional<json::value>> get_att(const Resource& resource,
                                                     std::string_view attribute) override {
    if (attribute == "Nope") return undefined_attribute(resource.logical_id, attribute);
    if (!everything_exists) return std::optional<json::value>();
    if (attribute == "List") return std::optional<json::value>(json::array{"x", "y"});
    return std::optional<json::value>(json::string(resource.logical_id + "." + std::string(attribute)));
  }
  TemplateResult<std::string> import_value(std::string_view name) override {
    const auto found = exports.find(std::string(name));
    if (found == exports.end()) return undefined_export(name);
    return found->second;
  }
  TemplateResult<std::optional<std::string>> stack_output(std::string_view stack, std::string_view output,
                                                          std::string_view region) override {
    return std::string(stack) + "." + std::string(output) + "@" + std::string(region);
  }
  TemplateResult<std::vector<std::string>> availability_zones(std::string_view region) override {
    return std::vector<std::string>{std::string(region) + "a", std::string(region) + "b"};
  }
};

inline const PseudoParameters kPseudo{"123456789012",
                                      "eu-central-1",
                                      "aws",
                                      "amazonaws.com",
                                      "arn:aws:cloudformation:eu-central-1:123456789012:stack/demo/1",
                                      "demo",
                                      {"arn:aws:sns:eu-central-1:123456789012:a"}};

/// Parses, resolves parameters and conditions; the first error of any of these is the outcome.
struct Evaluated {
  Template tmpl;
  ParameterValues parameters = {};
  ConditionValues conditions = {};
  FakeResolver resolver = {};

  static TemplateResult<Evaluated> of(std::string_view text, const std::vector<ParameterInput>& given = {}) {
    ENI_TRY(Template parsed, parse_template(text));
    Evaluated out{std::move(parsed)};
    ENI_TRY(out.parameters, resolve_parameters(out.tmpl, given));
    ENI_CHECK(check_rules(out.tmpl, out.parameters, kPseudo));
    ENI_TRY(out.conditions, evaluate_conditions(out.tmpl, out.parameters, kPseudo));
    return out;
  }

  Scope scope() { return {tmpl, parameters, kPseudo, conditions, resolver}; }
};

}  // namespace eni::tmpl
