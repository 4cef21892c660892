#include "sandbox/services/cloudformation/engine/failure.h"

namespace eni::sandbox::cloudformation {

Failure cancelled(std::string_view what) { return {"Resource " + std::string(what) + " cancelled"}; }

std::string sentence(const std::string& reason) {
  if (reason.empty()) return {};
  if (reason.ends_with(". ")) return reason;
  return reason + (reason.ends_with('.') ? " " : ". ");
}

}  // namespace eni::sandbox::cloudformation
