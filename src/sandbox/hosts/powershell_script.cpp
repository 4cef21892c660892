#include "sandbox/hosts/powershell_script.h"

#include "base/text.h"

namespace eni::sandbox::hosts {
namespace {

/// Words between blanks, with their quotes away.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  char quote = '\0';
  bool begun = false;
  for (const char c : line) {
    if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else {
        word.push_back(c);
      }
    } else if (c == '\'' || c == '"') {
      quote = c;
      begun = true;
    } else if (c == ' ' || c == '\t' || c == '\r' || c == ',' || c == '(' || c == ')') {
      if (begun) words.push_back(std::move(word));
      word.clear();
      begun = false;
    } else {
      word.push_back(c);
      begun = true;
    }
  }
  if (begun) words.push_back(std::move(word));
  return words;
}

void read_initialize(const std::vector<std::string>& words, std::map<std::string, std::string>& settings) {
  for (std::size_t at = 1; at < words.size(); ++at) {
    if (iequals(words[at], "-Cluster") && at + 1 < words.size()) settings["ECS_CLUSTER"] = words[at + 1];
    if (iequals(words[at], "-EnableTaskENI")) settings["ECS_ENABLE_TASK_ENI"] = "true";
  }
}

}  // namespace

std::optional<std::map<std::string, std::string>> read_powershell(std::string_view user_data) {
  std::map<std::string, std::string> settings;
  bool starts = false;
  for (const std::string& line : split(user_data, '\n')) {
    const auto words = words_of(trim(line));
    if (words.empty() || words[0].starts_with("#")) continue;
    if (iequals(words[0], "Initialize-ECSAgent")) {
      starts = true;
      read_initialize(words, settings);
    } else if (words[0].find("SetEnvironmentVariable") != std::string::npos && words.size() >= 3) {
      settings[words[1]] = words[2];
    }
  }
  if (!starts) return std::nullopt;
  return settings;
}

}  // namespace eni::sandbox::hosts
