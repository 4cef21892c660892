#pragma once
/// cloud-config: the YAML form of user data. Several are merged; then bootcmd, write_files, packages and runcmd are steps, and
/// what else could decide the host's fate is named.
/// Source: cloud-init, "Module reference"; handlers/cloud_config.py, config/cc_*.py.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/hosts/boot_plan.h"
#include "sandbox/hosts/cloud_yaml.h"
#include "sandbox/hosts/machine_facts.h"
#include "sandbox/hosts/user_part.h"

namespace eni::sandbox::hosts {

/// The keys of all parts of cloud-config. By default, a key of a later part replaces that of the earlier ones.
class CloudConfig {
 public:
  /// @param notes  takes what is wrong with it
  void merge(const UserPart& part, std::vector<BootStep>& notes);

  /// bootcmd and write_files, before any script; then what packages are installed, and the files that are deferred.
  std::vector<BootStep> steps(const MachineFacts& facts) const;
  /// The script of runcmd, if there is one: `scripts` runs it among the others. `notes` takes why there is none.
  std::vector<ScriptToRun> scripts(std::vector<BootStep>& notes) const;

 private:
  const YAML::Node* find(const std::string& key) const;

  std::map<std::string, YAML::Node> keys_;
  bool has_parts_ = false;
};

}  // namespace eni::sandbox::hosts
