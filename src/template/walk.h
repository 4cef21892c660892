#pragma once
/// Visiting the functions within a node without evaluating them.
#include <functional>

#include "template/document.h"
#include "template/error.h"

namespace eni::tmpl {

/// Calls `visit` for every function call in `node`, outer ones first, in the order of the text. Recurses into
/// the arguments unless `visit` returns false.
void each_call(const Node& node, const std::function<bool(const Member& call)>& visit);
/// The first thing that is wrong with a function call in `node`, in that order.
TemplateResult<void> check_calls(const Node& node,
                                 const std::function<TemplateResult<void>(const Member& call)>& check);

}  // namespace eni::tmpl
