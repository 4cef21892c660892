#include "sandbox/services/lambda/code_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "sandbox/services/lambda/code_archive.h"

namespace eni::sandbox::lambda_service {

namespace fs = std::filesystem;

Result<std::shared_ptr<CodeFolder>> CodeFolder::unpack(std::string_view zip, const std::string& parent,
                                                       const std::string& modules) {
  std::error_code error;
  fs::create_directories(parent, error);
  std::string name = parent + "/function-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) {
    return Error{"cannot make a folder in " + parent + ": " + std::strerror(errno),
                 "check the disk's free space"};
  }
  std::shared_ptr<CodeFolder> folder{new CodeFolder{name}};
  fs::create_directory(folder->task_root(), error);
  fs::create_directory(folder->scratch(), error);
  // Both require() and import look for node_modules in the folders above the code.
  if (!modules.empty()) fs::create_directory_symlink(modules, name + "/node_modules", error);
  ENI_CHECK(unpack_zip(zip, folder->task_root()));
  return folder;
}

CodeFolder::~CodeFolder() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

}  // namespace eni::sandbox::lambda_service
