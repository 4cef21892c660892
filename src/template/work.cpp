#include "template/work.h"

namespace eni::tmpl {
namespace {

struct Size {
  std::size_t values = 0;
  std::size_t bytes = 0;
};

void measure(const json::value& value, Size& size) {
  ++size.values;
  if (const auto* text = value.if_string()) size.bytes += text->size();
  if (const auto* list = value.if_array())
    for (const json::value& item : *list) measure(item, size);
  if (const auto* map = value.if_object())
    for (const auto& member : *map) {
      size.bytes += member.key().size();
      measure(member.value(), size);
    }
}

}  // namespace

TemplateResult<void> Work::spend(std::size_t amount, Position position) {
  if (amount > left_)
    return TemplateError{"Template error: evaluating the template takes more work than is allowed", position};
  left_ -= amount;
  return {};
}

TemplateResult<void> Work::spend_on(const json::value& value, std::string_view function, Position position) {
  Size size;
  measure(value, size);
  if (size.bytes > kMaxValueBytes) return value_too_large(function, position);
  return spend(size.values * kPerValue + size.bytes, position);
}

TemplateError value_too_large(std::string_view function, Position position) {
  return {"Template error: " + std::string(function) + " gives more than " + std::to_string(kMaxValueBytes) +
              " bytes",
          position};
}

}  // namespace eni::tmpl
