#pragma once
/// The values of a template's parameters: what was given, what was before, defaults; constraints and types.
#include <map>
#include <string>
#include <vector>

#include "template/template.h"

namespace eni::tmpl {

/// One entry of the API's `Parameters`.
struct ParameterInput {
  std::string key;
  std::string value = {};
  bool use_previous_value = false;
};

struct ParameterValue {
  std::string name;
  std::string text =
      {};  ///< as given or the default: DescribeStacks' ParameterValue; for NoEcho too, see shown()
  std::string resolved = {};  ///< the SSM parameter's value (ResolvedValue); empty for other types
  json::value value = {};     ///< what Ref gives: a string, or an array of strings
  bool no_echo = false;
  bool is_ssm_value = false;

  /// What DescribeStacks shows: "****" for NoEcho.
  std::string shown() const { return no_echo ? "****" : text; }
};

/// In the order of the template. `find` is linear: there are at most 200.
struct ParameterValues {
  std::vector<ParameterValue> values = {};

  const ParameterValue* find(std::string_view name) const;
};

/// Name of a parameter of the stack before -> its text (ParameterValue::text).
using PreviousValues = std::map<std::string, std::string, std::less<>>;
/// Name of an SSM parameter -> its value.
using SsmValues = std::map<std::string, std::string, std::less<>>;

/// The texts before types and constraints: given, previous, or default.
/// @error  "Parameters: [A, B] must have values", "Parameters: [X] do not exist in the template",
///         "Duplicate parameter key: X" (AWS: "Invalid input for parameter key X. ...")
TemplateResult<std::map<std::string, std::string>> choose_values(const Template& tmpl,
                                                                 const std::vector<ParameterInput>& given,
                                                                 const PreviousValues& previous);

/// Names of SSM parameters that resolve_parameters needs values of, each once.
TemplateResult<std::vector<std::string>> ssm_lookups(const Template& tmpl,
                                                     const std::vector<ParameterInput>& given,
                                                     const PreviousValues& previous);

/// Chooses, checks all constraints and types, splits lists.
/// @param ssm  values for every name of ssm_lookups that exists; a missing one is AWS's error
///             "Unable to fetch parameters [X] from parameter store for this account."
/// @error  "Parameter 'X' must be one of AllowedValues", "Parameter 'X' must match pattern P", "Parameter 'X'
/// must
///         contain at least N characters", "Parameter 'X' must be a number not less than N", …; a
///         ConstraintDescription follows as "Parameter 'X' failed to satisfy constraint: D"
TemplateResult<ParameterValues> resolve_parameters(const Template& tmpl,
                                                   const std::vector<ParameterInput>& given,
                                                   const PreviousValues& previous = {},
                                                   const SsmValues& ssm = {});

}  // namespace eni::tmpl
