#include "sandbox/services/lambda/launch.h"

#include <cstdlib>
#include <filesystem>
#include <unistd.h>

#include "base/text.h"

namespace eni::sandbox::lambda_service {

namespace {

/// Where the sandbox's own user finds Node.js; the function's PATH is Lambda's.
std::string find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::string folders = path ? path : "";
  folders += ":/usr/local/bin:/usr/bin";
  for (const std::string& folder : split(folders, ':')) {
    std::string candidate = folder + "/" + name;
    if (!folder.empty() && access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

std::optional<Launch> launch_bootstrap(const std::string& task_root, LaunchFailure& failure) {
  const std::string bootstrap = task_root + "/bootstrap";
  if (!std::filesystem::is_regular_file(bootstrap)) {
    failure = {"Runtime.InvalidEntrypoint",
               "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"};
    return std::nullopt;
  }
  if (access(bootstrap.c_str(), X_OK) != 0) {
    failure = {"Runtime.InvalidEntrypoint", "fork/exec /var/task/bootstrap: permission denied"};
    return std::nullopt;
  }
  return Launch{{bootstrap}, task_root};
}

std::optional<Launch> launch_node(const std::string& runtimes_directory, LaunchFailure& failure) {
  const std::string node = find_program("node");
  if (node.empty()) {
    failure = {"Runtime.InvalidEntrypoint",
               "Node.js is not installed on this machine, and the function's runtime needs it: apt-get "
               "install nodejs"};
    return std::nullopt;
  }
  const std::string directory = runtimes_directory + "/nodejs";
  if (!std::filesystem::is_regular_file(directory + "/bootstrap.mjs")) {
    failure = {"Runtime.InvalidEntrypoint", directory +
                                                "/bootstrap.mjs is not there: start the sandbox with its "
                                                "runtimes folder"};
    return std::nullopt;
  }
  return Launch{{node, directory + "/bootstrap.mjs"}, directory};
}

}  // namespace

std::optional<Launch> find_launch(const Runtime& runtime, const std::string& task_root,
                                  const std::string& runtimes_directory, LaunchFailure& failure) {
  return runtime.launcher == Launcher::kNode ? launch_node(runtimes_directory, failure)
                                             : launch_bootstrap(task_root, failure);
}

std::string modules_of(const Runtime& runtime, const std::string& runtimes_directory) {
  if (runtime.launcher != Launcher::kNode) return {};
  return runtimes_directory + "/nodejs/node_modules";
}

}  // namespace eni::sandbox::lambda_service
