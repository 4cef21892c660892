#include "template/error.h"

#include <ostream>

namespace eni::tmpl {

std::string describe(const TemplateError& error) {
  const bool says_line = error.message.find("(line ") != std::string::npos;
  const bool says_path =
      error.path.empty() || error.message.find('[' + error.path + ']') != std::string::npos;
  std::string place;
  if (!says_line && error.position.line > 0)
    place =
        "line " + std::to_string(error.position.line) + ", column " + std::to_string(error.position.column);
  if (!says_path) place += (place.empty() ? "" : ", ") + error.path;
  return place.empty() ? error.message : error.message + " (" + place + ")";
}

std::ostream& operator<<(std::ostream& out, const TemplateError& error) { return out << describe(error); }

}  // namespace eni::tmpl
