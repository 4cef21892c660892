#include "template/walk.h"

namespace eni::tmpl {

void each_call(const Node& node, const std::function<bool(const Member& call)>& visit) {
  if (const Member* call = intrinsic(node)) {
    if (!visit(*call)) return;
  }
  for (const Node& item : node.items) each_call(item, visit);
  for (const Member& member : node.members) each_call(member.value, visit);
}

}  // namespace eni::tmpl
