#pragma once
/// What an image says of how it is run.
/// Sources: OCI Image Specification 1.1, config.md; Docker's "Image JSON" for the health check.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "oci/digest.h"
#include "oci/platform.h"

namespace eni::sandbox::images {

/// For people: ECS does not run the health checks of images.
struct ImageHealthCheck {
  std::vector<std::string> test;  ///< "CMD", "CMD-SHELL" or "NONE" first
  Duration interval{}, timeout{}, start_period{};
  std::int64_t retries = 0;
};

struct ImageConfig {
  oci::Platform platform;
  std::vector<std::string> entry_point;
  std::vector<std::string> command;
  std::map<std::string, std::string> environment;
  std::string working_directory;           ///< "": the root
  std::string user;                        ///< "USER[:GROUP]", names or numbers; "": root
  std::string stop_signal;                 ///< "SIGTERM" or "15"; ""
  std::vector<std::string> exposed_ports;  ///< "80/tcp"
  std::vector<std::string> volumes;        ///< paths
  std::map<std::string, std::string> labels;
  std::optional<ImageHealthCheck> health_check;
  std::vector<oci::Digest> diff_ids;  ///< of the layers' archives, lowest first
};

/// @error  "the image's configuration is not valid: …"
Result<ImageConfig> parse_image_config(std::string_view bytes);

}  // namespace eni::sandbox::images
