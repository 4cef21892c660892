#include "sandbox/services/lambda/code_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "sandbox/services/lambda/code_archive.h"

namespace eni::sandbox::lambda_service {

namespace fs = std::filesystem;

namespace {

/// A folder of a name that was not there.
Result<std::string> make_folder(const std::string& parent, std::string_view prefix) {
  std::string name = parent + "/" + std::string(prefix) + "XXXXXX";
  if (mkdtemp(name.data()) == nullptr) {
    return Error{"cannot make a folder in " + parent + ": " + std::strerror(errno),
                 "check the disk's free space"};
  }
  return name;
}

}  // namespace

Result<std::shared_ptr<CodeFolder>> CodeFolder::unpack(std::string_view zip, const std::string& parent,
                                                       const std::string& modules) {
  std::error_code error;
  fs::create_directories(parent, error);
  ENI_TRY(const std::string name, make_folder(parent, "function-"));
  std::shared_ptr<CodeFolder> folder{new CodeFolder{name}};
  fs::create_directory(folder->task_root(), error);
  // Both require() and import look for node_modules in the folders above the code.
  if (!modules.empty()) fs::create_directory_symlink(modules, name + "/node_modules", error);
  ENI_CHECK(unpack_zip(zip, folder->task_root()));
  return folder;
}

CodeFolder::~CodeFolder() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

Result<std::unique_ptr<ScratchFolder>> CodeFolder::make_scratch() const {
  ENI_TRY(std::string path, make_folder(folder_, "tmp-"));
  return std::unique_ptr<ScratchFolder>{new ScratchFolder{std::move(path)}};
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace eni::sandbox::lambda_service
