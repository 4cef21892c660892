#pragma once
/// Expressions that are true or false: in Conditions and Rules.
#include <string>
#include <vector>

#include "template/evaluator.h"

namespace eni::tmpl {

/// `{"Condition": X}` with a text, Fn::Equals, Fn::And and the others: what a condition may be.
/// @return  the call, or null
const Member* condition_call(const Node& node);

/// @param use  kCondition, or kRule where the functions of Rules are allowed too
TemplateResult<bool> truth(Evaluator& evaluator, const Node& expression, Function::Use use);

/// Names of the conditions that `expression` mentions, by Condition or Fn::If.
std::vector<std::string> mentioned_conditions(const Node& expression);

}  // namespace eni::tmpl
