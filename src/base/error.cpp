#include "base/error.h"

#include <ostream>

namespace eni {

std::string to_string(const Error& error) {
  return error.hint.empty() ? error.message : error.message + " (" + error.hint + ")";
}

std::ostream& operator<<(std::ostream& out, const Error& error) { return out << to_string(error); }

}  // namespace eni
