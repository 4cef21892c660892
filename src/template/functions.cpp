#include "template/functions.h"

#include "template/value_functions.h"

namespace eni::tmpl {
namespace {

using Use = Function::Use;

constexpr std::string_view kJoinError =
    "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of "
    "strings to "
    "be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.";
constexpr std::string_view kSplitError =
    "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string "
    "to be "
    "split or a function that returns a string to be split.";
constexpr std::string_view kSelectError =
    "Template error: Fn::Select requires a list argument with two elements: an integer index and a list";
constexpr std::string_view kSubError =
    "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a "
    "string as "
    "first argument, and an optional second argument to specify a mapping of values to replace in the string";
constexpr std::string_view kFindInMapError =
    "Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the "
    "attribute for "
    "return value";
constexpr std::string_view kGetAttError =
    "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the "
    "resource "
    "attribute";
constexpr std::string_view kAndError =
    "Template error: every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.";
constexpr std::string_view kOrError =
    "Template error: every Fn::Or object requires a list of at least 2 and at most 10 boolean parameters.";
constexpr std::string_view kCidrError =
    "Template error: every Fn::Cidr object requires three parameters, the IP block, the number of CIDRs and "
    "the "
    "subnet bits";

// clang-format off
const Function kFunctions[] = {
    // name                   short form           arguments  use             message for another form                                          evaluates
    {"Ref",                   "!Ref",              0, 0,  Use::kValue,     "Template error: every Ref object must have a single String value.", evaluate_ref},
    {"Fn::GetAtt",            "!GetAtt",           0, 0,  Use::kValue,     kGetAttError,                                                        evaluate_get_att},
    {"Fn::Sub",               "!Sub",              0, 0,  Use::kValue,     kSubError,                                                           evaluate_sub},
    {"Fn::Join",              "!Join",             2, 2,  Use::kValue,     kJoinError,                                                          evaluate_join},
    {"Fn::Select",            "!Select",           2, 2,  Use::kValue,     kSelectError,                                                        evaluate_select},
    {"Fn::Split",             "!Split",            2, 2,  Use::kValue,     kSplitError,                                                         evaluate_split},
    {"Fn::If",                "!If",               3, 3,  Use::kValue,     "Template error: Fn::If requires a list argument with three elements", evaluate_if},
    {"Fn::FindInMap",         "!FindInMap",        3, 4,  Use::kValue,     kFindInMapError,                                                     evaluate_find_in_map},
    {"Fn::Base64",            "!Base64",           0, 0,  Use::kValue,     "Template error: every Fn::Base64 object must have a String-typed value.", evaluate_base64},
    {"Fn::Cidr",              "!Cidr",             3, 3,  Use::kValue,     kCidrError,                                                          evaluate_cidr},
    {"Fn::GetAZs",            "!GetAZs",           0, 0,  Use::kValue,     "Template error: every Fn::GetAZs object must have a String-typed value.", evaluate_get_azs},
    {"Fn::ImportValue",       "!ImportValue",      0, 0,  Use::kValue,     "Template error: every Fn::ImportValue object must have a String-typed value.", evaluate_import_value},
    {"Fn::GetStackOutput",    "!GetStackOutput",   0, 0,  Use::kValue,     "Template error: every Fn::GetStackOutput object requires StackName and OutputName.", evaluate_get_stack_output},
    {"Fn::Length",            "!Length",           0, 0,  Use::kValue,     "Template error: every Fn::Length object must have a list as its value.", evaluate_length},
    {"Fn::ToJsonString",      "!ToJsonString",     0, 0,  Use::kValue,     "Template error: every Fn::ToJsonString object must have a list or an object as its value.", evaluate_to_json_string},
    {"Fn::Equals",            "!Equals",           2, 2,  Use::kCondition, "Template error: Fn::Equals requires a list argument with two elements", nullptr},
    {"Fn::And",               "!And",              2, 10, Use::kCondition, kAndError,                                                           nullptr},
    {"Fn::Or",                "!Or",               2, 10, Use::kCondition, kOrError,                                                            nullptr},
    {"Fn::Not",               "!Not",              1, 1,  Use::kCondition, "Template error: Fn::Not requires a list argument with one element", nullptr},
    {"Condition",             "!Condition",        0, 0,  Use::kCondition, "Template error: every Condition object must have a single String value.", nullptr},
    {"Fn::Contains",          "!Contains",         2, 2,  Use::kRule,      "Template error: Fn::Contains requires a list argument with two elements", nullptr},
    {"Fn::EachMemberEquals",  "!EachMemberEquals", 2, 2,  Use::kRule,      "Template error: Fn::EachMemberEquals requires a list argument with two elements", nullptr},
    {"Fn::EachMemberIn",      "!EachMemberIn",     2, 2,  Use::kRule,      "Template error: Fn::EachMemberIn requires a list argument with two elements", nullptr},
    {"Fn::RefAll",            "!RefAll",           0, 0,  Use::kRefused,   "", nullptr},
    {"Fn::ValueOf",           "!ValueOf",          0, 0,  Use::kRefused,   "", nullptr},
    {"Fn::ValueOfAll",        "!ValueOfAll",       0, 0,  Use::kRefused,   "", nullptr},
    {"Fn::Transform",         "!Transform",        0, 0,  Use::kRefused,   "", nullptr},
};
// clang-format on

/// In AWS's words, with the functions of this table.
std::string unsupported_function(std::string_view name) {
  std::string list;
  for (const Function& row : kFunctions)
    if (row.use != Use::kRefused) list += (list.empty() ? "" : ", ") + std::string(row.name);
  return "Template format error: Encountered unsupported function: " + std::string(name) +
         " Supported functions are: [" + list + "]";
}

bool has_form(const Function& function, const Node& argument) {
  if (function.max_arguments > 0)
    return argument.is_list() && argument.items.size() >= function.min_arguments &&
           argument.items.size() <= function.max_arguments;
  const std::string_view name = function.name;
  if (name == "Ref" || name == "Condition") return argument.is_string() && !argument.text.empty();
  if (name == "Fn::Sub")
    return (argument.is_scalar()) || (argument.is_list() && argument.items.size() == 2 &&
                                      argument.items[0].is_scalar() && argument.items[1].is_map());
  if (name == "Fn::Length") return argument.is_list() || intrinsic(argument);
  if (name == "Fn::ToJsonString") return !argument.is_scalar();
  if (name == "Fn::GetStackOutput")
    return argument.is_map() && argument.find("StackName") && argument.find("OutputName");
  if (name == "Fn::GetAtt") {
    if (argument.is_string()) return argument.text.find('.') != std::string::npos;
    if (!argument.is_list() || argument.items.size() != 2 || !argument.items[0].is_string()) return false;
    const Node& attribute = argument.items[1];
    const bool named = attribute.is_scalar() ? !attribute.text.empty() : intrinsic(attribute) != nullptr;
    return named && !argument.items[0].text.empty();
  }
  return argument.is_scalar() || intrinsic(argument);
}

}  // namespace

const Function* find_function(std::string_view name) {
  for (const Function& row : kFunctions)
    if (row.name == name) return &row;
  return nullptr;
}

std::string_view long_name(std::string_view short_tag) {
  for (const Function& row : kFunctions)
    if (row.short_tag == short_tag) return row.name;
  return {};
}

TemplateResult<void> check_function(const Member& call, Function::Use use) {
  const Function* function = find_function(call.key);
  if (!function) return TemplateError{unsupported_function(call.key), call.key_position};
  const std::string name(function->name);
  if (function->use == Use::kRefused)
    return TemplateError{"Template format error: " + name + " is not supported here", call.key_position};
  if (function->use == Use::kRule && use != Use::kRule)
    return TemplateError{"Template error: " + name + " is only allowed in Rules", call.key_position};
  if (function->use == Use::kCondition && use == Use::kValue)
    return TemplateError{"Template error: " + name + " is only allowed in Conditions and Rules",
                         call.key_position};
  if (!has_form(*function, call.value))
    return TemplateError{std::string(function->shape_error), call.key_position};
  return {};
}

bool needs_language_extensions(const Member& call) {
  return call.key == "Fn::Length" || call.key == "Fn::ToJsonString";
}

}  // namespace eni::tmpl
