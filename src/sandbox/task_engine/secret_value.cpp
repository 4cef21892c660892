#include "sandbox/task_engine/secret_value.h"

#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

#include "aws/arn.h"
#include "base/json.h"
#include "base/text.h"

namespace eni::sandbox::task_engine {
namespace {

constexpr std::size_t kPlainParts = 2;  // secret:NAME
constexpr std::size_t kAllParts = 5;    // secret:NAME:json-key:version-stage:version-id

/// As %v does: as few digits as tell it from others, with an exponent below 1e-04 and from 1e+06 on.
std::string go_number(double number) {
  constexpr double kMinFixed = 1e-4;
  constexpr double kMaxFixed = 1e6;
  const double size = std::abs(number);
  const bool is_fixed = size == 0 || (size >= kMinFixed && size < kMaxFixed);
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number,
                                 is_fixed ? std::chars_format::fixed : std::chars_format::scientific);
  return {text.data(), end.ptr};
}

std::string go_text(const json::value& value);

std::string go_list(const json::array& list) {
  std::string out;
  for (const json::value& one : list) append(out, {out.empty() ? "" : " ", go_text(one)});
  return "[" + out + "]";
}

/// Keys in their order.
std::string go_map(const json::object& object) {
  std::map<std::string, std::string> members;
  for (const auto& member : object) members[std::string(member.key())] = go_text(member.value());
  std::string out;
  for (const auto& [key, text] : members) append(out, {out.empty() ? "" : " ", key, ":", text});
  return "map[" + out + "]";
}

std::string go_text(const json::value& value) {
  if (value.is_null()) return "<nil>";
  if (const bool* flag = value.if_bool()) return *flag ? "true" : "false";
  if (value.is_number()) return go_number(value.to_number<double>());
  if (const auto* list = value.if_array()) return go_list(*list);
  if (const auto* object = value.if_object()) return go_map(*object);
  return as_text(value);
}

/// A member as Go finds it for a field: whatever the case of its letters.
const json::value* find_field(const json::object& object, std::string_view name) {
  const json::value* found = nullptr;
  for (const auto& member : object)
    if (iequals(member.key(), name)) found = &member.value();
  return found;
}

Error malformed(std::string why) { return {std::move(why), ""}; }

/// @return  nothing if it is neither a text nor absent
std::optional<std::string> text_field(const json::object& object, std::string_view name) {
  const json::value* value = find_field(object, name);
  if (value == nullptr || value->is_null()) return std::string();
  if (!value->is_string()) return std::nullopt;
  return as_text(*value);
}

}  // namespace

bool is_secret_arn(std::string_view value_from) {
  const auto arn = aws::Arn::parse(value_from);
  return arn && arn->service == "secretsmanager";
}

Result<SecretReference> read_secret_reference(std::string_view value_from) {
  auto arn = aws::Arn::parse(value_from);
  const auto parts = split(arn ? arn->resource : std::string(), ':');
  if (!arn || (parts.size() != kPlainParts && parts.size() != kAllParts) || parts[1].empty())
    return malformed("trying to retrieve secret with value " + std::string(value_from) +
                     " resulted in error: an invalid ARN format for the AWS Secrets Manager secret was "
                     "specified. Specify a valid ARN and try again.");
  arn->resource = parts[0] + ":" + parts[1];
  SecretReference reference{arn->text(), aws::Region{arn->region}};
  if (parts.size() == kPlainParts) return reference;
  reference.json_key = parts[2];
  reference.version_stage = parts[3];
  reference.version_id = parts[4];
  return reference;
}

SecretReference login_reference(const std::string& credentials_parameter, const aws::Region& own_region) {
  if (!is_secret_arn(credentials_parameter)) return {credentials_parameter, own_region};
  return {credentials_parameter, aws::Region{aws::Arn::parse(credentials_parameter)->region}};
}

Result<std::string> value_of_json_key(const std::string& secret, const std::string& key) {
  const auto value = parse_json(secret);
  if (value.has_error() ||
      !value->is_object())  // The agent repeats where Go's parser stopped, and with it what is there.
    return malformed("retrieved secret from Secrets Manager is no JSON object, so it has no json key " + key);
  const json::value* found = find(*value, key);
  if (found == nullptr)
    return malformed("retrieved secret from Secrets Manager did not contain json key " + key);
  return go_text(*found);
}

Result<images::Credentials> read_registry_login(const std::string& secret) {
  if (secret.empty()) return malformed("asm fetching authorization data: empty secrets value");
  const auto value = parse_json(secret);
  const json::object* login = value ? value->if_object() : nullptr;
  const auto user = login != nullptr ? text_field(*login, "username") : std::nullopt;
  const auto password = login != nullptr ? text_field(*login, "password") : std::nullopt;
  if (!user || !password)
    return malformed("asm fetching authorization data: unable to unmarshal secret value, invalid schema");
  if (user->empty()) return malformed("asm fetching username: AuthorizationData is malformed, empty field");
  if (password->empty())
    return malformed("asm fetching password: AuthorizationData is malformed, empty field");
  return images::Credentials{*user, *password};
}

}  // namespace eni::sandbox::task_engine
