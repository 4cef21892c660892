#include "eni_trunking/stacks/installation.h"

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
  return Error{"cannot find " + std::string(relative) + ", which comes with the command; looked at " + tried,
               "was " + std::string(program) +
                   " copied alone? leave it where it was built, and make a symbolic link to it instead"};
}

Result<std::string> find_runtimes(std::string_view program) {
  ENI_TRY(const std::string file, find_installed(program, "runtimes/nodejs/bootstrap.mjs"));
  return std::filesystem::path(file).parent_path().parent_path().string();
}

}  // namespace eni::command
