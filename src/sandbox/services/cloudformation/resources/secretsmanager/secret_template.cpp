#include "sandbox/services/cloudformation/resources/secretsmanager/secret_template.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/json.h"

namespace eni::sandbox::cloudformation {
namespace {

/// A member of the outermost object, as parts of its text.
struct MemberText {
  std::string_view key;    ///< with its quotes, and blanks around it
  std::string_view value;  ///< with blanks around it
};

/// Cuts the text of an object that is known to be valid at its outermost colons and commas.
std::vector<MemberText> members_of(std::string_view text) {
  std::vector<MemberText> members;
  std::string_view key;
  std::size_t begin = text.find('{') + 1;
  int depth = 0;
  bool is_quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const std::string_view part = at < begin ? std::string_view{} : text.substr(begin, at - begin);
    const bool is_end = depth == 1 && (c == ',' || c == '}');
    if (c == '"') is_quoted = !is_quoted;
    if (is_quoted) {
      if (c == '\\') ++at;
      continue;
    }
    if (depth == 1 && c == ':') key = part;
    if (is_end && !key.empty()) members.push_back({std::exchange(key, {}), part});
    if (is_end || (depth == 1 && c == ':')) begin = at + 1;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
  }
  return members;
}

std::string quoted(std::string_view text) { return json::serialize(json::string(text)); }

bool is_named(const MemberText& member, std::string_view key) {
  const auto name = parse_json(member.key);
  return name && as_text(*name) == key;
}

}  // namespace

ApiResult<std::string> fill_secret_template(std::string_view secret_template, std::string_view key,
                                            std::string_view value) {
  const auto parsed = parse_json(secret_template, DuplicateKeys::kRefuse);
  if (parsed.has_error() || !parsed->is_object())  // Assumed wording.
    return ApiError{"InvalidParameterException", "SecretStringTemplate is not a JSON object.", 400};
  const std::vector<MemberText> members = members_of(secret_template);
  const auto same = std::ranges::find_if(members, [key](const auto& one) { return is_named(one, key); });
  std::string filled{secret_template};
  if (same != members.end()) {
    const auto at = static_cast<std::size_t>(same->value.data() - secret_template.data());
    return filled.replace(at, same->value.size(), quoted(value));
  }
  return filled.insert(filled.rfind('}'), (members.empty() ? "" : ",") + quoted(key) + ":" + quoted(value));
}

}  // namespace eni::sandbox::cloudformation
