#pragma once
/// How far a boot has come, for whoever ends it before it ends itself: what a machine has on its disk then stays there.
#include <optional>
#include <string>

#include "base/task.h"
#include "sandbox/hosts/shell/host_shell.h"

namespace eni::sandbox::hosts {

struct BootProgress {
  /// Whether a script has begun that cloud-init runs once per instance. It marks them before it runs them, so after a boot that
  /// was ended the next one does not run them again.
  /// Source: cloud-init, helpers.py, FileSemaphores; cmd/main.py.
  bool user_scripts_begun = false;
  /// /etc/ecs/ecs.config: as far as it is written, or as the shell was given it, which knows better while a script runs.
  std::string settings;
  HostShell* shell = nullptr;  ///< while scripts run on the machine's own shell
};

/// Ends what runs of it. @return  /etc/ecs/ecs.config as the next boot finds it; nothing if that boot is the first once more
inline Task<std::optional<std::string>> interrupt(BootProgress& progress) {
  std::optional<std::string> settings = progress.settings;
  if (progress.shell) {
    auto ending = progress.shell->power_off();
    if (auto written = co_await std::move(ending)) settings = *std::move(written);
  }
  if (!progress.user_scripts_begun) settings.reset();
  co_return settings;
}

}  // namespace eni::sandbox::hosts
