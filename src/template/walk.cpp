#include "template/walk.h"

namespace eni::tmpl {

void each_call(const Node& node, const std::function<bool(const Member& call)>& visit) {
  if (const Member* call = intrinsic(node)) {
    if (!visit(*call)) return;
  }
  for (const Node& item : node.items) each_call(item, visit);
  for (const Member& member : node.members) each_call(member.value, visit);
}

TemplateResult<void> check_calls(const Node& node,
                                 const std::function<TemplateResult<void>(const Member& call)>& check) {
  std::optional<TemplateError> error;
  each_call(node, [&](const Member& call) {
    if (error) return false;
    auto checked = check(call);
    if (checked.has_error()) error = checked.error();
    return !error;
  });
  if (error) return *error;
  return {};
}

}  // namespace eni::tmpl
