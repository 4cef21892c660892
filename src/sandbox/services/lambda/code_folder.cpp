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

/// Moves what is in one folder into another; of two of a name the later one stays. Folders become one, and no link is gone through:
/// each archive alone was checked for where its links lead, not all together.
void merge(const fs::path& from, const fs::path& to, std::error_code& error) {
  for (const fs::directory_entry& entry : fs::directory_iterator{from, error}) {
    const fs::path target = to / entry.path().filename();
    const fs::file_type there = fs::symlink_status(target, error).type();
    const bool are_folders =
        there == fs::file_type::directory && entry.symlink_status(error).type() == fs::file_type::directory;
    if (are_folders) {
      merge(entry.path(), target, error);
      if (error) return;
      continue;
    }
    if (there != fs::file_type::not_found) fs::remove_all(target, error);
    fs::rename(entry.path(), target, error);
    if (error) return;
  }
}

Result<void> unpack_layer(std::string_view zip, const fs::path& beside, const fs::path& target) {
  std::error_code error;
  fs::create_directory(beside, error);
  ENI_CHECK(unpack_zip(zip, beside.string()));
  error.clear();
  merge(beside, target, error);
  if (error) return Error{"cannot unpack a layer: " + error.message(), "check the disk's free space"};
  fs::remove_all(beside, error);
  return {};
}

}  // namespace

Result<std::shared_ptr<CodeFolder>> CodeFolder::unpack(std::string_view zip,
                                                       const std::vector<std::string>& layers,
                                                       const std::string& parent,
                                                       const std::string& modules) {
  std::error_code error;
  fs::create_directories(parent, error);
  ENI_TRY(const std::string name, make_folder(parent, "function-"));
  std::shared_ptr<CodeFolder> folder{new CodeFolder{name}};
  fs::create_directory(folder->task_root(), error);
  // Both require() and import look for node_modules in the folders above the code.
  if (!modules.empty()) fs::create_directory_symlink(modules, name + "/node_modules", error);
  ENI_CHECK(unpack_zip(zip, folder->task_root()));
  fs::create_directory(folder->layers_root(), error);
  for (const std::string& layer : layers)
    ENI_CHECK(unpack_layer(layer, name + "/layer", folder->layers_root()));
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
