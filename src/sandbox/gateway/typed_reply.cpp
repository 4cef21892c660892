#include "sandbox/gateway/typed_reply.h"

#include <algorithm>

#include "base/time_text.h"
#include "sandbox/shapes/model.h"

namespace eni::sandbox {
namespace {

using shapes::Kind;
using shapes::Shape;

json::value typed(const Shape& shape, const json::value& value);

json::value typed_structure(const Shape& shape, const json::object& structure) {
  json::object out;
  for (const auto& [name, inner] : structure) {
    const auto member = shape.find_member(name);
    if (!inner.is_null()) out[name] = member ? typed(member->shape(), inner) : inner;
  }
  return out;
}

/// {"entry": [{"key": …, "value": …}]} is how query replies have maps.
json::value typed_map(const Shape& shape, const json::object& map) {
  json::object out;
  for (const json::value& entry : array_at(map, "entry"))
    out[text_at(entry, "key")] = typed(shape.value().shape(), entry.as_object().at("value"));
  return out;
}

json::value typed_list(const Shape& shape, const json::array& list) {
  json::array out;
  for (const json::value& element : list) out.push_back(typed(shape.element().shape(), element));
  return out;
}

json::value typed(const Shape& shape, const json::value& value) {
  if (shape.kind() == Kind::kStructure && value.is_object())
    return typed_structure(shape, value.get_object());
  if (shape.kind() == Kind::kMap && value.is_object()) return typed_map(shape, value.get_object());
  if (shape.kind() == Kind::kList && value.is_array()) return typed_list(shape, value.get_array());
  if (shape.kind() == Kind::kTimestamp && value.is_string())
    if (const auto time = parse_iso8601(value.get_string())) return json::value(epoch_seconds(*time));
  return value;
}

}  // namespace

json::value typed_reply(const Service& service, const Operation& operation, const json::value& value) {
  const auto model = shapes::find_service(service.name);
  const auto row = model ? model->find_operation(operation.name) : std::nullopt;
  const auto output = row ? row->output() : std::nullopt;
  return output ? typed(*output, value) : value;
}

std::string_view shape_of_error(const Service& service, std::string_view code) {
  const auto row = std::ranges::find(service.error_shapes, code, &ErrorShape::code);
  return row == service.error_shapes.end() ? code : row->shape;
}

}  // namespace eni::sandbox
