#pragma once
/// What user data comes to: files written and commands run, in order. Values only; boot.h carries them out.
#include <cstdint>
#include <string>
#include <vector>

namespace eni::sandbox::hosts {

struct BootAction {
  enum class Kind : std::uint8_t {
    kWriteFile,
    kAppendFile,
    kRemoveFile,
    kAwsCommand,  ///< `words` from "aws" on; the only command whose ending is not known beforehand
    kSay,         ///< `text` for the console
    kExit,        ///< ends the script
  };
  /// How it hangs on the command before it, as in a shell.
  enum class Joint : std::uint8_t { kAlways, kIfSucceeded, kIfFailed };

  Kind kind = Kind::kSay;
  std::string path;
  std::string text;
  std::vector<std::string> words;
  Joint joint = Joint::kAlways;
  /// Whether its failure ends the script: `set -e`, and no && or || after it.
  bool must_succeed = false;
};

/// One script, or one list of cloud-config. A failure ends this one only.
struct BootScript {
  std::string name;  ///< for the console: "part-001", "runcmd"
  std::vector<BootAction> actions;
};

/// What commands in user data ask the instance metadata service about.
struct MetadataFacts {
  std::string region;
  std::string zone;
  std::string instance_id;
  std::string instance_type;
  std::string image_id;
  std::string private_ip;
};

}  // namespace eni::sandbox::hosts
