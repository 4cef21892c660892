#include "sandbox/hosts/cloud_yaml.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::hosts {
namespace {

using Kind = YamlScalar::Kind;

template <std::size_t N>
bool is_one_of(const std::string_view (&words)[N], std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

constexpr std::string_view kNulls[] = {"", "~", "null", "Null", "NULL"};
constexpr std::string_view kTrue[] = {"yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"};
constexpr std::string_view kFalse[] = {"no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"};
constexpr std::string_view kDigits = "0123456789";

bool consists_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

/// A plain word that begins like a number. Dates and versions are texts only if no rule of YAML 1.1 takes them.
YamlScalar number(std::string_view text) {
  const std::string_view digits = text.substr(text[0] == '-' || text[0] == '+' ? 1 : 0);
  const bool is_octal = digits.size() > 1 && digits[0] == '0' && consists_of(digits, "01234567");
  if (is_octal && digits.size() < 20)
    return {Kind::kInteger,
            (text[0] == '-' ? "-" : "") + std::to_string(std::stoull(std::string(digits), nullptr, 8))};
  const bool is_decimal = consists_of(digits, kDigits) && (digits == "0" || digits[0] != '0');
  if (is_decimal) return {Kind::kInteger, std::string(text[0] == '+' ? digits : text)};
  // Whatever else consists of the characters of numbers and dates might be one.
  const bool is_hex = digits.starts_with("0x") && consists_of(digits.substr(2), "0123456789abcdefABCDEF_");
  const bool may_be = is_hex || (consists_of(text, "0123456789+-_.:eEtTzZb ") &&
                                 std::count(text.begin(), text.end(), '.') < 2);
  return {may_be && !digits.empty() && (digits[0] == '.' || kDigits.find(digits[0]) != std::string_view::npos)
              ? Kind::kOther
              : Kind::kText,
          std::string(text)};
}

}  // namespace

Result<YAML::Node> load_yaml(std::string_view text) {
  // Said which, for a node can be made of anything, of an error, too.
  using Loaded = Result<YAML::Node>;
  try {
    return Loaded{std::in_place, YAML::Load(std::string(text))};
  } catch (const YAML::Exception& failure) {
    const std::string place = "line " + std::to_string(failure.mark.line + 1) + " column " +
                              std::to_string(failure.mark.column + 1);
    return Loaded{
        unexpect,
        "util.py[WARNING]: Failed loading yaml blob. Invalid format at " + place + ": " + failure.msg,
        std::string{}};
  }
}

std::string unexpected_root(const YAML::Node& root, std::string_view allows) {
  const char* type = root.IsSequence() ? "list" : root.IsMap() ? "dict" : root.IsNull() ? "NoneType" : "str";
  return "util.py[WARNING]: Failed loading yaml blob. Yaml load allows (<class '" + std::string(allows) +
         "'>,) root types, but got " + type + " instead";
}

std::optional<YAML::Node> last_member(const YAML::Node& map, std::string_view name) {
  std::optional<YAML::Node> found;
  if (!map.IsMap()) return found;
  for (const auto& member : map) {
    if (!member.first.IsScalar() || member.first.Scalar() != name) continue;
    if (found) {
      found->reset(member.second);
    } else {
      found.emplace(member.second);
    }
  }
  return found;
}

std::string text_member(const YAML::Node& map, std::string_view name) {
  const auto member = last_member(map, name);
  return member && member->IsScalar() ? member->Scalar() : std::string{};
}

YamlScalar resolve_scalar(const YAML::Node& node) {
  if (node.IsNull()) return {Kind::kNull, "None"};
  const std::string& text = node.Scalar();
  const std::string& tag = node.Tag();
  if (tag == "tag:yaml.org,2002:binary") {
    const auto bytes = base64_decode(replace_all(text, " ", ""));
    return bytes ? YamlScalar{Kind::kText, *bytes} : YamlScalar{Kind::kOther, text};
  }
  if (tag == "!" || tag == "tag:yaml.org,2002:str") return {Kind::kText, text};
  if (tag != "?" && !tag.empty()) return {Kind::kOther, text};
  if (is_one_of(kNulls, text)) return {Kind::kNull, "None"};
  if (is_one_of(kTrue, text)) return {Kind::kBoolean, "True"};
  if (is_one_of(kFalse, text)) return {Kind::kBoolean, "False"};
  if (text == "=" || text == "<<") return {Kind::kOther, text};
  const bool may_be_number =
      kDigits.find(text[0]) != std::string_view::npos ||
      (text.size() > 1 && std::string_view{"+-."}.find(text[0]) != std::string_view::npos);
  return may_be_number ? number(text) : YamlScalar{Kind::kText, text};
}

}  // namespace eni::sandbox::hosts
