#pragma once
/// Intrinsic functions: from a template's nodes to plain JSON values.
/// Source: AWS CloudFormation Template Reference, "Intrinsic function reference".
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "template/parameters.h"
#include "template/template.h"
#include "template/work.h"

namespace eni::tmpl {

/// Stands, alone or within a longer text, for what is known only once a resource exists. AWS shows the same
/// text in a change set's property values. Functions carry it through: Join and Sub around it, Select and
/// Split as itself.
inline constexpr std::string_view kKnownAfterApply = "{{changeSet:KNOWN_AFTER_APPLY}}";
/// Whether `value` holds that text anywhere.
bool has_unknown(const json::value& value);

/// AWS::AccountId and the others. AWS::NoValue is built in. Partition and URLSuffix are given by whoever
/// knows partitions.
struct PseudoParameters {
  std::string account_id = {};
  std::string region = {};
  std::string partition = {};
  std::string url_suffix = {};
  std::string stack_id = {};
  std::string stack_name = {};
  std::vector<std::string> notification_arns = {};
};

/// What evaluation asks of outside. Implementations answer at once, from what they hold; texts of dynamic
/// references
/// ({{resolve:…}}) stay in the values, see dynamic_reference.h. Nothing (nullopt) means "not known before the
/// resource is there" and becomes kKnownAfterApply.
class Resolver {
 public:
  virtual ~Resolver() = default;

  /// What Ref gives for a resource of the template: mostly its physical id.
  virtual TemplateResult<std::optional<json::value>> ref(const Resource& resource) = 0;
  /// The attribute, e.g. "Arn", "Outputs.Url", or any key of a custom resource's Data.
  /// @error  undefined_attribute(), for what the type does not have
  virtual TemplateResult<std::optional<json::value>> get_att(const Resource& resource,
                                                             std::string_view attribute) = 0;
  /// @error  undefined_export()
  virtual TemplateResult<std::string> import_value(std::string_view export_name) = 0;
  /// The output of another stack; nothing while it cannot be told.
  /// @param region  empty: the stack's own
  virtual TemplateResult<std::optional<std::string>> stack_output(std::string_view stack,
                                                                  std::string_view output,
                                                                  std::string_view region) {
    static_cast<void>(stack), static_cast<void>(output), static_cast<void>(region);
    return std::optional<std::string>();
  }
  /// Names of the zones of a region, in order.
  virtual TemplateResult<std::vector<std::string>> availability_zones(std::string_view region) = 0;
};

/// "Template error: resource X does not support attribute type Y in Fn::GetAtt"
TemplateError undefined_attribute(std::string_view logical_id, std::string_view attribute);
/// "No export named X found"
TemplateError undefined_export(std::string_view name);

/// For templates that are only looked at (ValidateTemplate, change sets of new stacks): nothing is known yet,
/// imports are unknown text, and the zones are the region's name with a, b, c.
class UnknownResolver : public Resolver {
 public:
  TemplateResult<std::optional<json::value>> ref(const Resource&) override { return std::nullopt; }
  TemplateResult<std::optional<json::value>> get_att(const Resource&, std::string_view) override {
    return std::nullopt;
  }
  TemplateResult<std::string> import_value(std::string_view) override {
    return std::string(kKnownAfterApply);
  }
  TemplateResult<std::vector<std::string>> availability_zones(std::string_view region) override;
};

/// Name -> whether it holds.
using ConditionValues = std::map<std::string, bool, std::less<>>;

/// All conditions of the template; they depend on parameters, mappings and pseudo parameters only.
/// @error  "Circular dependencies for resource conditions: [A, B]" and what functions refuse
TemplateResult<ConditionValues> evaluate_conditions(const Template& tmpl, const ParameterValues& parameters,
                                                    const PseudoParameters& pseudo);

/// Checks every rule whose RuleCondition holds.
/// @error  "Template error: Rule X failed: D" with the descriptions of all assertions that failed
TemplateResult<void> check_rules(const Template& tmpl, const ParameterValues& parameters,
                                 const PseudoParameters& pseudo);

/// All that an evaluation reads; the caller keeps everything alive while it uses it. All evaluations in one scope share
/// its work.
struct Scope {
  const Template& tmpl;
  const ParameterValues& parameters;
  const PseudoParameters& pseudo;
  const ConditionValues& conditions;
  Resolver& resolver;
  mutable Work work = {};
};

/// @return  the value; nothing if it is AWS::NoValue, that is, if the property is to be left out
/// @error   what functions refuse, with the place of the function; what takes too much (work.h)
TemplateResult<std::optional<json::value>> evaluate(const Scope& scope, const Node& node);

/// A resource with all functions evaluated.
struct EvaluatedResource {
  std::string logical_id = {};
  std::string type = {};
  json::object properties = {};
  json::value metadata = nullptr;  ///< null where the template has none; the same below
  json::value creation_policy = nullptr;
  json::value update_policy = nullptr;
  DeletionPolicy deletion_policy = DeletionPolicy::kDelete;
  DeletionPolicy update_replace_policy = DeletionPolicy::kDelete;
};

/// @error  as evaluate(); also "Template error: Properties must be an object" kinds of shapes
TemplateResult<EvaluatedResource> evaluate_resource(const Scope& scope, const Resource& resource);

/// Whether the resource exists in the stack: it has no condition, or the condition holds.
bool is_active(const Resource& resource, const ConditionValues& conditions);

struct EvaluatedOutput {
  std::string name = {};
  std::string value = {};
  std::string description = {};
  std::string export_name = {};  ///< empty: not exported
};

/// Outputs whose condition holds, in the order of the template.
/// @error  "Template format error: Output X is malformed. The Value field of every Outputs member must
/// evaluate to a
///         String.", "Template format error: Duplicate export …"
TemplateResult<std::vector<EvaluatedOutput>> evaluate_outputs(const Scope& scope);

/// Names that Fn::ImportValue asks for in active resources and outputs, each once, evaluated: for the list of
/// a stack's imports.
TemplateResult<std::vector<std::string>> imported_names(const Scope& scope);

/// A scalar as CloudFormation writes it into text: true -> "true", 14 -> "14", 1.5 -> "1.5"; empty for
/// others.
std::string scalar_text(const json::value& value);
/// Every scalar in `value` as text, as custom resources receive their properties.
json::value stringified(const json::value& value);

}  // namespace eni::tmpl
