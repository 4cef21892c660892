#include "sandbox/services/cloudformation/engine/failure.h"

#include <stdexcept>

namespace eni::sandbox::cloudformation {

void throw_exception_from_error(const Failure& failure, const boost::source_location&) {
  throw std::logic_error("a step's failure was not looked at: " + failure.reason);
}

Failure cancelled(std::string_view what) { return {"Resource " + std::string(what) + " cancelled"}; }

std::string sentence(const std::string& reason) {
  if (reason.empty()) return {};
  if (reason.ends_with(". ")) return reason;
  return reason + (reason.ends_with('.') ? " " : ". ");
}

}  // namespace eni::sandbox::cloudformation
