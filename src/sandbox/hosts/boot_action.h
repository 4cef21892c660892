#pragma once
/// What a script comes to that the sandbox interprets itself: a list of actions that boot.cpp carries out.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace eni::sandbox::hosts {

struct BootAction {
  enum class Kind : std::uint8_t {
    kWriteFile,
    kAppendFile,
    kRemoveFile,
    kSay,         ///< `text` for the console
    kAwsCommand,  ///< `words` from "aws" on; the only one whose ending is not known beforehand
    kStatus,      ///< sets the status to `number`
    kSkip,        ///< passes over the next `number` actions
    kExit,        ///< ends the script with the status `number`; with kAny, with that of the last command
  };
  /// When kSkip and kExit take effect, by the status of the last command.
  enum class When : std::uint8_t { kAlways, kIfSucceeded, kIfFailed };
  enum class Shows : std::uint8_t { kAll, kErrorsOnly, kResultOnly, kNothing };

  static constexpr std::size_t kAny = static_cast<std::size_t>(-1);

  Kind kind = Kind::kSay;
  When when = When::kAlways;
  Shows shows = Shows::kAll;  ///< of kAwsCommand, on the console
  std::size_t number = 0;
  std::string path = {};
  std::string text = {};
  std::vector<std::string> words = {};
};

}  // namespace eni::sandbox::hosts
