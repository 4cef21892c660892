#pragma once
/// What a container's program is started with: what its image says, and its container definition in place of that.
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "sandbox/images/image_config.h"

namespace eni::sandbox::images {

struct ProgramSettings {
  std::vector<std::string> argv;
  std::map<std::string, std::string> environment;
  std::string directory;
  std::string user;  ///< "USER[:GROUP]", names or numbers of the image's; "": root
  std::string stop_signal;
};

/// @param definition  of an ECS task definition, its overrides applied: entryPoint, command, environment, workingDirectory, user
/// @error  neither says what to run, in Docker's words
/// Source: moby, daemon/commit.go, "merge"; Amazon ECS API Reference, ContainerDefinition.
Result<ProgramSettings> program_settings(const ImageConfig& image, const json::object& definition);

}  // namespace eni::sandbox::images
