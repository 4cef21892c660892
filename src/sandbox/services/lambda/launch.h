#pragma once
/// What is started for a function, by its runtime.
#include <optional>
#include <string>
#include <vector>

#include "sandbox/services/lambda/runtimes.h"

namespace eni::sandbox::lambda_service {

struct Launch {
  std::vector<std::string> argv;
  std::string runtime_directory;
};

/// Why nothing can be started, as Lambda reports it.
struct LaunchFailure {
  std::string type;  ///< Runtime.InvalidEntrypoint
  std::string text;
};

/// @param layers_root         where a bootstrap may be that the code has not
/// @param runtimes_directory  holds nodejs/ and python/
/// @return the command; or why there is none, in `failure`
std::optional<Launch> find_launch(const Runtime& runtime, const std::string& task_root,
                                  const std::string& layers_root, const std::string& runtimes_directory,
                                  LaunchFailure& failure);

/// Whether this machine has Node.js: functions that need it cannot run without.
bool has_nodejs();

/// The folder of Node.js modules that functions of the runtime find; "" for none.
std::string modules_of(const Runtime& runtime, const std::string& runtimes_directory);

}  // namespace eni::sandbox::lambda_service
