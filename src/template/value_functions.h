#pragma once
/// What each function of the table in functions.cpp does. `argument` has been checked by check_function.
#include "template/functions.h"

namespace eni::tmpl {

// reference_functions.cpp
TemplateResult<Value> evaluate_ref(Evaluator& evaluator, const Node& argument);
TemplateResult<Value> evaluate_get_att(Evaluator& evaluator, const Node& argument);
TemplateResult<Value> evaluate_import_value(Evaluator& evaluator, const Node& argument);
TemplateResult<Value> evaluate_get_stack_output(Evaluator& evaluator, const Node& argument);
TemplateResult<Value> evaluate_get_azs(Evaluator& evaluator, const Node& argument);
TemplateResult<Value> evaluate_find_in_map(Evaluator& evaluator, const Node& argument);
TemplateResult<Value> evaluate_if(Evaluator& evaluator, const Node& argument);
// text_functions.cpp
TemplateResult<Value> evaluate_join(Evaluator& evaluator, const Node& argument);
TemplateResult<Value> evaluate_split(Evaluator& evaluator, const Node& argument);
TemplateResult<Value> evaluate_select(Evaluator& evaluator, const Node& argument);
TemplateResult<Value> evaluate_base64(Evaluator& evaluator, const Node& argument);
TemplateResult<Value> evaluate_length(Evaluator& evaluator, const Node& argument);
TemplateResult<Value> evaluate_to_json_string(Evaluator& evaluator, const Node& argument);
// sub.cpp
TemplateResult<Value> evaluate_sub(Evaluator& evaluator, const Node& argument);
// cidr.cpp
TemplateResult<Value> evaluate_cidr(Evaluator& evaluator, const Node& argument);

}  // namespace eni::tmpl
