#pragma once
/// What of the user's machine settings and credentials come from. Tests give it literally.
#include <optional>
#include <string>

#include "base/result.h"

namespace eni::client {

class UserEnvironment {
 public:
  virtual ~UserEnvironment() = default;
  /// Of the process's environment; nothing if it is unset or empty.
  virtual std::optional<std::string> variable(const std::string& name) const = 0;
  /// The whole of a file; nothing if there is none. @param path  "~/" at its start is the user's home
  virtual Result<std::optional<std::string>> read_file(const std::string& path) const = 0;
};

/// The process's own.
class ProcessEnvironment final : public UserEnvironment {
 public:
  std::optional<std::string> variable(const std::string& name) const override;
  Result<std::optional<std::string>> read_file(const std::string& path) const override;
};

}  // namespace eni::client
