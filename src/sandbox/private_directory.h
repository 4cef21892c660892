#pragma once
/// A folder of this run alone.
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"

namespace eni::sandbox {

/// Readable by its user alone, gone at the end. A run that was killed leaves its folder behind: the next one takes
/// it away, told from those in use by a lock that ends with its process.
class PrivateDirectory {
 public:
  /// Makes PARENT/eni-trunking-XXXXXX, after sweeping those beside it that nobody holds any more.
  /// @error  what could not be made, with a hint
  static Result<std::unique_ptr<PrivateDirectory>> make(const std::filesystem::path& parent);
  /// In the folder for temporary files.
  static Result<std::unique_ptr<PrivateDirectory>> make();

  PrivateDirectory(std::filesystem::path path, int lock) : path_{std::move(path)}, lock_{lock} {}
  PrivateDirectory(const PrivateDirectory&) = delete;
  PrivateDirectory& operator=(const PrivateDirectory&) = delete;
  ~PrivateDirectory();

  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
  int lock_;  ///< file descriptor
};

}  // namespace eni::sandbox
