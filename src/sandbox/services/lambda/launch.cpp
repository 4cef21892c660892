#include "sandbox/services/lambda/launch.h"

#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <unistd.h>

#include "base/text.h"

namespace eni::sandbox::lambda_service {

namespace {

/// Where the sandbox's own user finds a language; the function's PATH is Lambda's.
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

std::optional<Launch> launch_bootstrap(const std::string& task_root, const std::string& layers_root,
                                       LaunchFailure& failure) {
  std::string bootstrap = task_root + "/bootstrap";
  std::string shown = "/var/task/bootstrap";
  if (!std::filesystem::is_regular_file(bootstrap)) {
    bootstrap = layers_root + "/bootstrap";
    shown = "/opt/bootstrap";
  }
  if (!std::filesystem::is_regular_file(bootstrap)) {
    failure = {"Runtime.InvalidEntrypoint",
               "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"};
    return std::nullopt;
  }
  if (access(bootstrap.c_str(), X_OK) != 0) {
    failure = {"Runtime.InvalidEntrypoint", "fork/exec " + shown + ": permission denied"};
    return std::nullopt;
  }
  return Launch{{bootstrap}, task_root};
}

/// How a language of the machine runs a bootstrap of our own.
struct Language {
  std::string_view title;
  std::string program;  ///< "": not installed
  std::string_view package;
  std::string_view folder;  ///< below the runtimes' folder
  std::string_view bootstrap;
  std::vector<std::string> options;
};

Language node() { return {"Node.js", find_program("node"), "nodejs", "nodejs", "bootstrap.mjs", {}}; }

/// The system's own first: it has the system's boto3.
Language python() {
  const std::string_view system = "/usr/bin/python3";
  std::string program = access(system.data(), X_OK) == 0 ? std::string(system) : find_program("python3");
  // UTF-8 whatever the locales of the machine are; no modules of the user, no .pyc files beside the code.
  return {"Python 3", std::move(program), "python3", "python", "bootstrap.py", {"-X", "utf8", "-s", "-B"}};
}

std::optional<Launch> launch_language(Language language, const std::string& runtimes_directory,
                                      LaunchFailure& failure) {
  const auto fail = [&](std::string text) {
    failure = {"Runtime.InvalidEntrypoint", std::move(text)};
    return std::nullopt;
  };
  if (language.program.empty()) {
    return fail(std::string(language.title) +
                " is not installed on this machine, and the function's runtime needs it: apt-get install " +
                std::string(language.package));
  }
  const std::string directory = runtimes_directory + "/" + std::string(language.folder);
  std::string bootstrap = directory + "/" + std::string(language.bootstrap);
  if (!std::filesystem::is_regular_file(bootstrap))
    return fail(bootstrap + " is not there any more: it must stay beside the eni-trunking that runs");
  Launch launch{{std::move(language.program)}, directory};
  std::move(language.options.begin(), language.options.end(), std::back_inserter(launch.argv));
  launch.argv.push_back(std::move(bootstrap));
  return launch;
}

}  // namespace

std::optional<Launch> find_launch(const Runtime& runtime, const std::string& task_root,
                                  const std::string& layers_root, const std::string& runtimes_directory,
                                  LaunchFailure& failure) {
  switch (runtime.launcher) {
    case Launcher::kNode:
      return launch_language(node(), runtimes_directory, failure);
    case Launcher::kPython:
      return launch_language(python(), runtimes_directory, failure);
    case Launcher::kBootstrap:
      break;
  }
  return launch_bootstrap(task_root, layers_root, failure);
}

bool has_nodejs() { return !node().program.empty(); }

std::string modules_of(const Runtime& runtime, const std::string& runtimes_directory) {
  if (runtime.launcher != Launcher::kNode) return {};
  return runtimes_directory + "/nodejs/node_modules";
}

}  // namespace eni::sandbox::lambda_service
