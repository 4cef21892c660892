#pragma once
/// A template with its sections read and their structure checked. What the functions in it evaluate to is
/// evaluate.h; how resources depend on each other is graph.h.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "template/loops.h"

namespace eni::tmpl {

/// Source: AWS CloudFormation User Guide, "Parameters section structure".
struct Parameter {
  std::string name;
  std::string type;  ///< as written: "String", "List<Number>", "AWS::SSM::Parameter::Value<String>", …
  std::optional<std::string> default_value = {};
  std::vector<std::string> allowed_values = {};
  std::string allowed_pattern = {};  ///< a Java regular expression; empty: none
  std::optional<long long> min_length = {};
  std::optional<long long> max_length = {};
  std::optional<double> min_value = {};
  std::optional<double> max_value = {};
  std::string description = {};
  std::string constraint_description = {};
  bool no_echo = false;
  Position position = {};

  /// Whether Ref gives a list: CommaDelimitedList, List<…>, or an SSM value of such a type.
  bool is_list() const;
  /// Whether the value is the name of an SSM parameter whose value is meant: AWS::SSM::Parameter::Value<…>.
  bool is_ssm_value() const;
  /// The type itself, or what an SSM parameter's value is: "List<String>" for
  /// AWS::SSM::Parameter::Value<List<String>>.
  std::string_view value_type() const;
};

enum class DeletionPolicy { kDelete, kRetain, kSnapshot, kRetainExceptOnCreate };
std::string_view to_string(DeletionPolicy policy);

/// The nodes belong to the Template's document; null where the template has none.
struct Resource {
  std::string logical_id;
  std::string type;
  const Node* node = nullptr;
  const Node* properties = nullptr;
  const Node* metadata = nullptr;
  const Node* creation_policy = nullptr;
  const Node* update_policy = nullptr;
  std::vector<std::string> depends_on = {};
  std::string condition = {};  ///< a name of Template::conditions; empty: always
  /// As written; without it, CloudFormation deletes (it takes a snapshot of a few types that this project
  /// lacks).
  std::optional<DeletionPolicy> deletion_policy = {};
  std::optional<DeletionPolicy> update_replace_policy = {};  ///< kDelete, kRetain or kSnapshot
  Position position = {};                                    ///< of the logical id
};

struct Output {
  std::string name;
  const Node* value = nullptr;
  const Node* export_name = nullptr;  ///< Export.Name, or null
  std::string description = {};
  std::string condition = {};
  Position position = {};
};

struct Condition {
  std::string name;
  const Node* expression = nullptr;
  Position position = {};
};

/// Source: User Guide, "Rules section structure".
struct Rule {
  struct Assertion {
    const Node* expression = nullptr;
    std::string description = {};
  };

  std::string name;
  const Node* condition = nullptr;  ///< RuleCondition, or null
  std::vector<Assertion> assertions = {};
  Position position = {};
};

/// Copyable; all nodes live as long as any copy.
struct Template {
  Document document;
  std::string version = {};  ///< AWSTemplateFormatVersion, or empty
  std::string description = {};
  const Node* metadata = nullptr;
  const Node* mappings = nullptr;
  std::vector<std::string> transforms =
      {};  ///< "AWS::LanguageExtensions" and "AWS::Serverless-2016-10-31" are known
  std::vector<Parameter> parameters = {};  ///< all of these in the order of the text
  std::vector<Condition> conditions = {};
  std::vector<Rule> rules = {};
  std::vector<Resource> resources = {};
  std::vector<Output> outputs = {};

  const Parameter* find_parameter(std::string_view name) const;
  const Condition* find_condition(std::string_view name) const;
  const Resource* find_resource(std::string_view logical_id) const;
  bool has_transform(std::string_view name) const;
};

/// Reads the sections and checks their structure and every reference in them: unknown keys, names, types,
/// limits (500 resources, 200 parameters, 200 outputs, 200 mappings), Ref and GetAtt to what is not there,
/// conditions and mappings that are not there, functions where they are not allowed, circular dependencies.
/// Resource types are not judged here: whoever creates them knows which there are.
/// @error  AWS's wording where known, e.g. "Template format error: Unresolved resource dependencies [X] in
/// the
///         Resources block of the template"
///
/// With the transform AWS::LanguageExtensions, Fn::ForEach is unrolled first (loops.h), and Template::document is the
/// result; `parameter_values` are the texts of parameters that loops may run over, each by default its Default.
TemplateResult<Template> parse_template(const Document& document, const LoopValues& parameter_values = {});
/// parse_document, then the above.
TemplateResult<Template> parse_template(std::string_view text, const LoopValues& parameter_values = {});

}  // namespace eni::tmpl
