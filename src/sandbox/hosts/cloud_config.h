#pragma once
/// cloud-config: the YAML form of user data. Read are bootcmd, write_files and runcmd.
/// Source: cloud-init, "Module reference".
#include <string_view>
#include <vector>

#include "sandbox/hosts/boot_script.h"

namespace eni::sandbox::hosts {

struct CloudConfig {
  BootScript early;  ///< bootcmd and write_files, before any script
  BootScript late;   ///< runcmd, after all scripts
};

CloudConfig read_cloud_config(std::string_view yaml, const MetadataFacts& facts);

}  // namespace eni::sandbox::hosts
