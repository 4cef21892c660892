#include "template/scalar.h"

#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include "base/text.h"

namespace eni::tmpl {
namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// `yes`, `Yes` and `YES` count, `yEs` does not; nor do `y` and `n`, which YAML 1.1's usual readers leave as
/// text.
std::optional<bool> bool_value(std::string_view text) {
  if (is_one_of(text, {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"})) return true;
  if (is_one_of(text, {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"})) return false;
  return std::nullopt;
}

bool is_null(std::string_view text) { return is_one_of(text, {"", "~", "null", "Null", "NULL"}); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string without_underscores(std::string_view text) { return replace_all(text, "_", ""); }

std::optional<long long> with_base(std::string_view digits, int base, bool negative) {
  const std::string clean = (negative ? "-" : "") + without_underscores(digits);
  long long value = 0;
  const auto [end, error] = std::from_chars(clean.data(), clean.data() + clean.size(), value, base);
  if (error != std::errc{} || end != clean.data() + clean.size()) return std::nullopt;
  return value;
}

/// 190:20:30 = (190 * 60 + 20) * 60 + 30. Every part but the first is 0 to 59.
std::optional<long long> base_60(std::string_view text, bool negative) {
  if (text.empty() || text[0] == '0') return std::nullopt;
  long long value = 0;
  bool first = true;
  for (const std::string& part : split(text, ':')) {
    const std::string clean = first ? without_underscores(part) : part;
    const auto number = parse_integer(clean);
    if (!number || clean[0] == '-' || clean.size() > (first ? 12u : 2u) || (!first && *number > 59))
      return std::nullopt;
    if (value > std::numeric_limits<long long>::max() / 60 - 60) return std::nullopt;
    value = value * 60 + *number;
    first = false;
  }
  return negative ? -value : value;
}

std::optional<long long> int_value(std::string_view text) {
  const bool negative = text[0] == '-';
  if (negative || text[0] == '+') text.remove_prefix(1);
  if (text.empty() || !is_digit(text[0])) return std::nullopt;
  if (text == "0") return 0;
  if (text.find(':') != std::string_view::npos) return base_60(text, negative);
  if (text.substr(0, 2) == "0b") return with_base(text.substr(2), 2, negative);
  if (text.substr(0, 2) == "0x") return with_base(text.substr(2), 16, negative);
  if (text[0] == '0') return with_base(text.substr(1), 8, negative);
  return with_base(text, 10, negative);
}

/// `1_000.5` too; `.inf` and `.nan` stay text since JSON cannot say them. Digits that are no integer are a number all
/// the same: an account id of 012345678901 without quotes is 1.2345678901E10, as users of CloudFormation found out.
std::optional<double> float_value(std::string_view text) {
  bool digit = false;
  bool dot = false;
  bool exponent = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool sign = c == '+' || c == '-';
    if (is_digit(c))
      digit = true;
    else if (c == '_' && digit && !exponent)
      continue;
    else if (c == '.' && !dot && !exponent)
      dot = true;
    else if ((c == 'e' || c == 'E') && digit && !exponent)
      exponent = true;
    else if (!(sign && (i == 0 || text[i - 1] == 'e' || text[i - 1] == 'E')))
      return std::nullopt;
  }
  const bool leading_zero = text.size() > 1 && text[0] == '0';
  if (!digit || (!dot && !exponent && !leading_zero)) return std::nullopt;
  std::string clean = without_underscores(text);
  if (clean[0] == '+') clean.erase(0, 1);
  double value = 0;
  const auto [end, error] = std::from_chars(clean.data(), clean.data() + clean.size(), value);
  if (error != std::errc{} || end != clean.data() + clean.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string number_text(double value) {
  std::array<char, 32> buffer;
  const auto written =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  const std::string_view text(buffer.data(), static_cast<std::size_t>(written.ptr - buffer.data()));
  const std::size_t e = text.find('e');
  if (e == std::string_view::npos) return std::string(text);
  const std::string sign = text[0] == '-' ? "-" : "";
  std::string digits = replace_all(text.substr(sign.size(), e - sign.size()), ".", "");
  const int exponent = std::stoi(std::string(text.substr(e + 1)));
  if (exponent < -3 || exponent >= 7)
    return sign + digits.substr(0, 1) + "." + (digits.size() > 1 ? digits.substr(1) : "0") + "E" +
           std::to_string(exponent);
  if (exponent < 0) return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() < whole + 1) digits.append(whole + 1 - digits.size(), '0');
  return sign + digits.substr(0, whole) + "." + digits.substr(whole);
}

Node plain_scalar(std::string_view text) {
  Node node;
  if (is_null(text)) return node;
  node.kind = Node::Kind::kString;
  node.text = std::string(text);
  if (const auto flag = bool_value(text)) {
    node.kind = Node::Kind::kBool;
    node.text = *flag ? "true" : "false";
  } else if (const auto integer = int_value(text)) {
    node.kind = Node::Kind::kNumber;
    node.text = std::to_string(*integer);
  } else if (const auto number = float_value(text)) {
    node.kind = Node::Kind::kNumber;
    node.text = number_text(*number);
  }
  return node;
}

}  // namespace eni::tmpl
