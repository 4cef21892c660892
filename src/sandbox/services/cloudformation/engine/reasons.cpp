#include "sandbox/services/cloudformation/engine/reasons.h"

#include "base/text.h"

namespace eni::sandbox::cloudformation {

std::string failed_to(std::string_view verb, const std::vector<std::string>& logical_ids) {
  if (logical_ids.empty()) return {};
  return "The following resource(s) failed to " + std::string(verb) + ": [" + join(logical_ids, ", ") + "]. ";
}

}  // namespace eni::sandbox::cloudformation
