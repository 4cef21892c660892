#include "diagnosis/user_data.h"

namespace eni::diagnosis {

std::string with_agent_option(const std::string& user_data, std::string_view option, std::string_view value) {
  const std::string assignment = std::string(option) + "=";
  std::string changed;
  std::size_t at = 0;
  for (auto found = user_data.find(assignment); found != std::string::npos;
       found = user_data.find(assignment, at)) {
    const auto first = found + assignment.size();
    auto end = user_data.find_first_of(" \t\r\n\"';|&>", first);
    if (end == first &&
        (user_data[first] == '"' || user_data[first] == '\'')) {  // a value in quotes, with them
      end = user_data.find(user_data[first], first + 1);
      if (end != std::string::npos) ++end;
    }
    changed += user_data.substr(at, first - at) + std::string(value);
    at = end == std::string::npos ? user_data.size() : end;
  }
  if (!changed.empty()) return changed + user_data.substr(at);
  if (!user_data.starts_with("#!")) return "";
  return user_data + (user_data.ends_with('\n') ? "" : "\n") + "echo " + assignment + std::string(value) +
         " >> /etc/ecs/ecs.config\n";
}

}  // namespace eni::diagnosis
