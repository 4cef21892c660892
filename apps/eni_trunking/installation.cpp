#include "installation.h"

#include <filesystem>

namespace eni::command {

Result<std::string> find_installed(std::string_view program, std::string_view relative) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(program).parent_path();
  const fs::path places[] = {folder / ".." / relative, folder / ".." / "share" / "eni-trunking" / relative};
  std::string tried;
  for (const fs::path& place : places) {
    const fs::path path = place.lexically_normal();
    std::error_code code;
    if (fs::exists(path, code)) return path.string();
    tried.append(tried.empty() ? "" : ", ").append(path.string());
  }
  return Error{"cannot find " + std::string(relative) + "; looked at " + tried,
               "run the command from the folder it was built or installed in"};
}

}  // namespace eni::command
