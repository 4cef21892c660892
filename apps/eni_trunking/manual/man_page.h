#pragma once
/// A manual page of a command, from what CLI11 knows of it: the same that `--help` prints.
#include <string>
#include <string_view>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): as CLI11 spells it
class App;
}

namespace eni::command {

/// What stands in the head and the foot of each page.
struct ManPageFrame {
  std::string date;    ///< of the release, YYYY-MM-DD, or ""
  std::string source;  ///< "eni-trunking 0.1.0"
};

struct ManPage {
  std::string file_name;  ///< "eni-trunking-sandbox.1"
  std::string text;       ///< troff with the macros of man(7)
};

/// One page for `root` and one for each of its commands, in their order. What a command's own commands take stands in its page;
/// what `--help` hides stands nowhere.
std::vector<ManPage> man_pages(const CLI::App& root, const ManPageFrame& frame);

/// `text` so that troff prints it as it is, wherever in a line it stands.
std::string troff_escape(std::string_view text);

}  // namespace eni::command
