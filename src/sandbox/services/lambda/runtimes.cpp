#include "sandbox/services/lambda/runtimes.h"

#include <algorithm>
#include <array>

#include "sandbox/services/lambda/errors.h"

namespace eni::sandbox::lambda_service {

namespace {

// Source: Lambda developer guide, "Lambda runtimes", deprecation dates as of 2026-11.
constexpr Runtime kRuntimes[] = {
    {"provided.al2023", Launcher::kBootstrap}, {"provided.al2", Launcher::kBootstrap, true},
    {"nodejs24.x", Launcher::kNode},           {"nodejs22.x", Launcher::kNode},
    {"nodejs20.x", Launcher::kNode, true},     {"nodejs18.x", Launcher::kNode, true},
    {"nodejs16.x", Launcher::kNode, true},     {"nodejs14.x", Launcher::kNode, true},
    {"nodejs12.x", Launcher::kNode, true},     {"python3.14", Launcher::kPython},
    {"python3.13", Launcher::kPython},         {"python3.12", Launcher::kPython},
    {"python3.11", Launcher::kPython},         {"python3.10", Launcher::kPython, true},
    {"python3.9", Launcher::kPython, true},    {"python3.8", Launcher::kPython, true},
    {"python3.7", Launcher::kPython, true},    {"python3.6", Launcher::kPython, true},
};

/// Families that AWS runs and the sandbox does not.
constexpr std::array<std::string_view, 6> kOthers = {"python", "java", "dotnet", "ruby", "go1.x", "provided"};

std::string supported() {
  std::string text;
  for (const Runtime& runtime : kRuntimes) text.append(text.empty() ? "" : ", ").append(runtime.name);
  return text;
}

}  // namespace

aws::ApiResult<const Runtime*> find_runtime(std::string_view name) {
  for (const Runtime& runtime : kRuntimes) {
    if (runtime.name == name) return &runtime;
  }
  if (std::any_of(kOthers.begin(), kOthers.end(),
                  [&](std::string_view family) { return name.starts_with(family); })) {
    return invalid_value("The runtime " + std::string(name) +
                         " is not supported by this sandbox. It runs: " + supported());
  }
  return invalid_value("Value " + std::string(name) +
                       " at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [" +
                       supported() + "] or be a valid ARN");
}

}  // namespace eni::sandbox::lambda_service
