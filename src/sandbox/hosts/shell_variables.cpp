#include "sandbox/hosts/shell_variables.h"

#include <algorithm>
#include <cctype>

namespace eni::sandbox::hosts {
namespace {

/// User data has no more, so no word of it needs more. Variables that are made of themselves would grow without end.
constexpr std::size_t kMostBytes = 16 * 1024;
/// Substitutions within substitutions.
constexpr int kMostNested = 32;

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool is_name_character(char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// What a command mentions, and what it prints then.
struct Question {
  std::string_view mentions;
  std::string MetadataFacts::*answer;
};

constexpr Question kQuestions[] = {
    {"placement/region", &MetadataFacts::region},
    {"--region", &MetadataFacts::region},
    {"meta-data/instance-id", &MetadataFacts::instance_id},
    {"meta-data/instance-type", &MetadataFacts::instance_type},
    {"meta-data/ami-id", &MetadataFacts::image_id},
    {"meta-data/local-ipv4", &MetadataFacts::private_ip},
    {"instanceId", &MetadataFacts::instance_id},
    {"instanceType", &MetadataFacts::instance_type},
    {"region", &MetadataFacts::region},
};

}  // namespace

std::string substituted(std::string_view command, const MetadataFacts& facts) {
  const bool asks = contains(command, "169.254.169.254") || contains(command, "ec2-metadata") ||
                    contains(command, "instance-identity");
  if (!asks) return {};
  // A zone that is piped on loses its letter: `… | sed 's/.$//'` is how regions were found before placement/region.
  if (contains(command, "availability-zone") && !contains(command, "placement/region")) {
    return contains(command, "|") ? facts.region : facts.zone;
  }
  for (const Question& question : kQuestions)
    if (contains(command, question.mentions)) return facts.*question.answer;
  return {};
}

std::optional<std::string> ShellVariables::find(const std::string& name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

/// Of the $ at `at`, which is left behind what was read.
std::string ShellVariables::take_variable(std::string_view text, std::size_t& at, int depth) const {
  const char next = at + 1 < text.size() ? text[at + 1] : '\0';
  if (next == '(') {
    std::size_t end = at + 2;
    for (int open = 1; end < text.size() && open > 0; ++end) {
      if (text[end] == '(') ++open;
      if (text[end] == ')') --open;
    }
    const std::string command = expand(text.substr(at + 2, end - at - 3), depth + 1);
    at = end;
    return substituted(command, facts_);
  }
  if (next == '{') {
    const auto end = std::min(text.find('}', at), text.size());
    const std::string_view inside = text.substr(at + 2, end - std::min(end, at + 2));
    at = std::min(end + 1, text.size());
    const auto name_end = static_cast<std::size_t>(
        std::find_if_not(inside.begin(), inside.end(), is_name_character) - inside.begin());
    const auto value = find(std::string(inside.substr(0, name_end)));
    const std::string_view rest = inside.substr(name_end);
    const bool has_default = rest.starts_with(":-") || rest.starts_with("-");
    if (has_default && (!value || value->empty())) return expand(rest.substr(rest.find('-') + 1), depth + 1);
    if (rest == "::-1" || rest == "%?") return value ? value->substr(0, value->size() - 1) : std::string{};
    return value.value_or("");
  }
  std::size_t end = at + 1;
  while (end < text.size() && is_name_character(text[end])) ++end;
  if (end == at + 1) {
    ++at;
    return "$";
  }
  const std::string name{text.substr(at + 1, end - at - 1)};
  at = end;
  return find(name).value_or("");
}

std::string ShellVariables::expand(std::string_view text, int depth) const {
  std::string out;
  if (depth > kMostNested) return out;
  for (std::size_t at = 0; at < text.size() && out.size() <= kMostBytes;) {
    if (text[at] == '$') {
      out.append(take_variable(text, at, depth));
    } else {
      out.push_back(text[at++]);
    }
  }
  return out;
}

std::string ShellVariables::expand(const ShellWord& word) const {
  std::string out;
  for (const ShellSegment& segment : word) out.append(segment.expands ? expand(segment.text) : segment.text);
  out.resize(std::min(out.size(), kMostBytes));
  return out;
}

}  // namespace eni::sandbox::hosts
