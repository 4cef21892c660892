#include "sandbox/shapes/known.h"

namespace eni::sandbox::shapes {
namespace {

json::value known(const Shape& shape, const json::value& value);

json::array known_elements(const Shape& element, const json::array& list) {
  json::array out;
  out.reserve(list.size());
  for (const json::value& one : list)
    if (!one.is_null()) out.push_back(known(element, one));
  return out;
}

json::object known_values(const Shape& shape, const json::object& map) {
  json::object out;
  for (const auto& [key, value] : map)
    if (!value.is_null()) out[key] = known(shape, value);
  return out;
}

json::value whole(const json::value& value) {
  boost::system::error_code code;
  const auto number = value.to_number<std::int64_t>(code);
  return code ? value : json::value(number);
}

json::value known(const Shape& shape, const json::value& value) {
  switch (shape.kind()) {
    case Kind::kStructure:
      if (value.is_object()) return known_part(shape, value.get_object());
      break;
    case Kind::kList:
      if (value.is_array()) return known_elements(shape.element().shape(), value.get_array());
      break;
    case Kind::kMap:
      if (value.is_object()) return known_values(shape.value().shape(), value.get_object());
      break;
    case Kind::kInteger:
    case Kind::kLong:
      return whole(value);
    default:
      break;
  }
  return value;
}

}  // namespace

json::object known_part(const Shape& structure, const json::object& value) {
  json::object out;
  for (const auto& [name, inner] : value) {
    if (inner.is_null()) continue;
    if (const auto member = structure.find_member(name)) out[name] = known(member->shape(), inner);
  }
  return out;
}

}  // namespace eni::sandbox::shapes
