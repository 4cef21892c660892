#pragma once
/// A function's unpacked code on the disk, shared by its execution environments and gone with the last; and
/// what each of them has for itself.
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace eni::sandbox::lambda_service {

/// What one execution environment has in place of /tmp; gone with the environment.
class ScratchFolder {
 public:
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  friend class CodeFolder;
  explicit ScratchFolder(std::string path) : path_{std::move(path)} {}
  std::string path_;
};

class CodeFolder {
 public:
  /// @param layers   zips that are laid over each other
  /// @param parent   made if it is not there
  /// @param modules  folder of Node.js modules that the code finds beside its own; "" for none
  static Result<std::shared_ptr<CodeFolder>> unpack(std::string_view zip,
                                                    const std::vector<std::string>& layers,
                                                    const std::string& parent, const std::string& modules);
  ~CodeFolder();
  CodeFolder(const CodeFolder&) = delete;
  CodeFolder& operator=(const CodeFolder&) = delete;

  /// LAMBDA_TASK_ROOT
  std::string task_root() const { return folder_ + "/task"; }
  /// What programs find at /opt.
  std::string layers_root() const { return folder_ + "/opt"; }
  /// A new empty folder beside the code, so that it goes at the latest with the code.
  Result<std::unique_ptr<ScratchFolder>> make_scratch() const;

 private:
  explicit CodeFolder(std::string folder) : folder_{std::move(folder)} {}
  std::string folder_;
};

}  // namespace eni::sandbox::lambda_service
