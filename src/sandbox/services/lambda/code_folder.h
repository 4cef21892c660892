#pragma once
/// A function's unpacked code on the disk; shared by its execution environments, gone with the last.
#include <memory>
#include <string>

#include "base/result.h"

namespace eni::sandbox::lambda_service {

class CodeFolder {
 public:
  /// @param parent   made if it is not there
  /// @param modules  folder of Node.js modules that the code finds beside its own; "" for none
  static Result<std::shared_ptr<CodeFolder>> unpack(std::string_view zip, const std::string& parent,
                                                    const std::string& modules);
  ~CodeFolder();
  CodeFolder(const CodeFolder&) = delete;
  CodeFolder& operator=(const CodeFolder&) = delete;

  /// LAMBDA_TASK_ROOT
  std::string task_root() const { return folder_ + "/task"; }
  /// In place of /tmp.
  std::string scratch() const { return folder_ + "/tmp"; }

 private:
  explicit CodeFolder(std::string folder) : folder_{std::move(folder)} {}
  std::string folder_;
};

}  // namespace eni::sandbox::lambda_service
