#include "sandbox/services/cloudformation/engine/secret_masks.h"

#include <algorithm>
#include <set>

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::size_t kMinLength = 4;
/// So much of a secret's beginning tells it apart from other words.
constexpr std::size_t kBeginning = 8;
constexpr std::string_view kOpen = "{{resolve:secretsmanager:";
constexpr std::string_view kClose = "}}";

using Secrets = std::set<std::string, std::less<>>;

/// Finds what stands in `resolved` for the references of `written`. Two without a text between them count as one.
void add_secrets_of_text(std::string_view written, std::string_view resolved, Secrets& secrets) {
  std::size_t reference = written.find(kOpen);
  if (reference == std::string_view::npos || reference > resolved.size()) return;
  resolved.remove_prefix(reference);
  while (reference != std::string_view::npos) {
    const std::size_t end = written.find(kClose, reference);
    if (end == std::string_view::npos) return;
    written.remove_prefix(end + kClose.size());
    reference = written.find(kOpen);
    if (reference == 0) continue;
    const std::string_view between = written.substr(0, reference);
    const bool is_last = reference == std::string_view::npos;
    const std::size_t length = is_last ? resolved.size() - std::min(between.size(), resolved.size())
                                       : std::min(resolved.find(between), resolved.size());
    secrets.emplace(resolved.substr(0, length));
    resolved.remove_prefix(std::min(length + between.size(), resolved.size()));
  }
}

void add_secrets(const json::value& written, const json::value& resolved, Secrets& secrets) {
  if (written == resolved || written.kind() != resolved.kind()) return;
  if (written.is_string()) add_secrets_of_text(written.get_string(), resolved.get_string(), secrets);
  if (written.is_object()) {
    for (const auto& [name, value] : written.get_object()) {
      if (const json::value* other = find(resolved, name)) add_secrets(value, *other, secrets);
    }
  }
  if (written.is_array()) {
    const std::size_t count = std::min(written.get_array().size(), resolved.get_array().size());
    for (std::size_t at = 0; at < count; ++at)
      add_secrets(written.get_array()[at], resolved.get_array()[at], secrets);
  }
}

std::string masked(std::string_view text, std::string_view secret) {
  const std::string_view beginning = secret.substr(0, kBeginning);
  std::string out;
  for (std::size_t at = text.find(beginning); at != std::string_view::npos; at = text.find(beginning)) {
    out.append(text.substr(0, at)).append("****");
    text.remove_prefix(at);
    const auto differs = std::mismatch(text.begin(), text.end(), secret.begin(), secret.end());
    text.remove_prefix(static_cast<std::size_t>(differs.first - text.begin()));
  }
  return out.append(text);
}

}  // namespace

std::string without_secrets(const ResourceState& state, std::string text) {
  if (state.written.empty()) return text;
  Secrets secrets;
  add_secrets(state.written, state.properties, secrets);
  std::vector<std::string> longest_first(secrets.begin(), secrets.end());
  std::ranges::stable_sort(longest_first, std::greater<>{}, &std::string::size);
  for (const std::string& secret : longest_first) {
    if (secret.size() < kMinLength) continue;
    const std::string quoted = json::serialize(json::string(secret));
    text = masked(masked(text, secret), std::string_view(quoted).substr(1, quoted.size() - 2));
  }
  return text;
}

}  // namespace eni::sandbox::cloudformation
