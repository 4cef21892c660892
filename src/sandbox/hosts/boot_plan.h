#pragma once
/// What cloud-init makes of user data: files to write and scripts to run, in the order in which it does so. Values only.
/// Source: cloud-init 19.3 and 22.2.2, user_data.py, handlers, config/cc_*.py; the module lists of Amazon Linux's cloud.cfg.
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace eni::sandbox::hosts {

/// Of write_files.
struct FileToWrite {
  enum class Mode : std::uint8_t { kReplace, kAppend };
  std::string path;     ///< absolute, without "." and ".."
  std::string content;  ///< decoded
  std::string owner = "root:root";
  unsigned permissions = 0644;
  Mode mode = Mode::kReplace;
};

struct ScriptToRun {
  enum class Origin : std::uint8_t {
    kBoothook,     ///< executed by path; its failure is on the console
    kBootcmd,      ///< given to /bin/sh
    kPackages,     ///< what the module of packages does, as a script
    kUserScripts,  ///< executed by path, one after the other, whether or not the one before failed
  };
  Origin origin = Origin::kUserScripts;
  std::string name;  ///< "part-001", "runcmd"
  std::string path;  ///< "/var/lib/cloud/instance/scripts/part-001"
  std::string text;  ///< with its first line
};

/// A line for the console, in cloud-init's words.
struct ConsoleMessage {
  std::string text;
};

/// What the sandbox does not read. What the machine would do is not known, so the boot ends here.
struct UnsupportedInput {
  std::string what;  ///< "part-001 line 3: '{%' of a jinja template"
};

struct BootStep {
  enum class Frequency : std::uint8_t { kFirstBoot, kEveryBoot };
  Frequency frequency = Frequency::kFirstBoot;
  std::variant<ConsoleMessage, FileToWrite, ScriptToRun, UnsupportedInput> what;
};

using BootPlan = std::vector<BootStep>;

}  // namespace eni::sandbox::hosts
