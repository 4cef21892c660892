#pragma once
/// The types that a parameter may have.
#include <string_view>

namespace eni::tmpl {

/// String, Number, CommaDelimitedList, the AWS-specific types, List<…> of those, and the SSM types.
/// Source: User Guide, "Specify existing resources at runtime with CloudFormation-supplied parameter types".
bool is_parameter_type(std::string_view type);

/// CommaDelimitedList or List<…>.
bool is_list_type(std::string_view type);

/// "T" of "PREFIX<T>", or empty if `type` is not of that form.
std::string_view type_argument(std::string_view type, std::string_view prefix);

inline constexpr std::string_view kSsmValuePrefix = "AWS::SSM::Parameter::Value";

}  // namespace eni::tmpl
