#include "sandbox/hosts/boot_progress.h"

#include <gtest/gtest.h>

#include "base/test_tasks.h"

namespace eni::sandbox::hosts {
namespace {

using Settings = std::optional<std::string>;

class FakeShell final : public HostShell {
 public:
  explicit FakeShell(Settings left) : left_{std::move(left)} {}
  Task<ScriptEnd> run(ScriptToRun) override { co_return ScriptEnd{}; }
  Task<Result<void>> write(FileToWrite) override { co_return Result<void>{}; }
  Task<std::string> settings() override { co_return ""; }
  Task<Settings> power_off() override {
    is_off = true;
    co_return left_;
  }
  bool is_off = false;

 private:
  Settings left_;
};

Task<void> interrupt_into(BootProgress& progress, Settings& settings) {
  auto interrupting = interrupt(progress);
  settings = co_await std::move(interrupting);
}

struct Case {
  std::string_view description;
  bool has_shell;
  bool user_scripts_begun;
  Settings in_shell;
  Settings kept;
};

TEST(BootProgress, LeavesWhatIsOnTheDiskOnceUserScriptsHaveBegun) {
  const Case cases[] = {
      {"interpreted, before the scripts", false, false, {}, {}},
      {"interpreted, in the scripts", false, true, {}, "A=1"},
      {"on the shell, in a boothook", true, false, "A=2", {}},
      {"on the shell, in a script", true, true, "A=2", "A=2"},
      {"on the shell, between two scripts", true, true, {}, "A=1"},
  };
  for (const auto& [description, has_shell, user_scripts_begun, in_shell, kept] : cases) {
    FakeShell shell{in_shell};
    BootProgress progress;
    progress.settings = "A=1";
    progress.user_scripts_begun = user_scripts_begun;
    if (has_shell) progress.shell = &shell;
    Settings settings;
    TestTasks tasks;
    tasks.spawn(interrupt_into(progress, settings));
    EXPECT_EQ(settings, kept) << description;
    EXPECT_EQ(shell.is_off, has_shell) << description;
  }
}

}  // namespace
}  // namespace eni::sandbox::hosts
