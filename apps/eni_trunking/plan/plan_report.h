#pragma once
/// What `plan` prints.
#include <string>

#include "diagnosis/plan.h"

namespace eni::command {

/// At most 80 columns.
std::string plan_table(const diagnosis::Plan& plan);
/// What is not known is null.
std::string plan_json(const diagnosis::Plan& plan);
std::string plan_markdown(const diagnosis::Plan& plan);
std::string plan_html(const diagnosis::Plan& plan);

}  // namespace eni::command
