#include "sandbox/services/monitoring/alarms/document_text.h"

#include <charconv>
#include <cmath>

#include "base/time_text.h"

namespace eni::sandbox::monitoring_service {

std::string number_text(double number) {
  const double size = std::abs(number);
  const bool is_plain = size == 0 || (size >= 1e-3 && size < 1e7);
  char digits[64];
  const auto format = is_plain ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(digits, digits + sizeof digits, number, format).ptr;
  std::string text(digits, end);
  if (is_plain) return text.find('.') == std::string::npos ? text + ".0" : text;
  // 1e+07 is 1.0E7 there, and 1.5e-05 is 1.5E-5.
  const auto e = text.find('e');
  if (e == std::string::npos) return text;
  std::string mantissa = text.substr(0, e);
  if (mantissa.find('.') == std::string::npos) mantissa += ".0";
  return mantissa + "E" + std::to_string(std::stoi(text.substr(e + 1)));
}

std::string document_text(const json::value& value) {
  if (value.is_double()) return number_text(value.get_double());
  std::string out;
  if (const auto* list = value.if_array()) {
    for (const json::value& element : *list)
      out.append(out.empty() ? "" : ",").append(document_text(element));
    return "[" + out + "]";
  }
  if (const auto* object = value.if_object()) {
    for (const auto& [name, inner] : *object) {
      out.append(out.empty() ? "" : ",").append(json::serialize(json::string_view(name)));
      out.append(":").append(document_text(inner));
    }
    return "{" + out + "}";
  }
  return json::serialize(value);
}

std::string document_time(std::int64_t millis) {
  std::string text = iso8601_millis(TimePoint{Duration{millis}});
  text.pop_back();  // the Z
  return text + "+0000";
}

}  // namespace eni::sandbox::monitoring_service
