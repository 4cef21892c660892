#include "sandbox/gateway/xml.h"

#include <charconv>

#include "base/text.h"

namespace eni::sandbox {

namespace {

void append_scalar(std::string& out, const json::value& value) {
  if (value.is_string()) {
    append_xml_escaped(out, std::string_view(value.get_string()));
  } else if (value.is_bool()) {
    out += value.get_bool() ? "true" : "false";
  } else if (value.is_double()) {
    // JSON would write 1E0.
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value.get_double()).ptr;
    out.append(text, end);
  } else {
    out += json::serialize(value);
  }
}

void append_attributes(std::string& out, const json::object& object) {
  for (const auto& member : object) {
    const std::string_view name = member.key();
    if (name.substr(0, 1) != "@") continue;
    append(out, {" ", name.substr(1), "=\""});
    append_scalar(out, member.value());
    out += '"';
  }
}

void append_list(std::string& out, std::string_view name, const json::array& list, XmlLists lists) {
  if (lists == XmlLists::kFlattened || name == "entry") {
    for (const auto& element : list) append_xml_element(out, name, element, lists);
    return;
  }
  append(out, {"<", name, ">"});
  const std::string_view wrapper = lists == XmlLists::kItem ? "item" : "member";
  for (const auto& element : list) append_xml_element(out, wrapper, element, lists);
  append(out, {"</", name, ">"});
}

}  // namespace

void append_xml_members(std::string& out, const json::object& object, XmlLists lists) {
  for (const auto& member : object) {
    const std::string_view name = member.key();
    if (name.substr(0, 1) != "@") append_xml_element(out, name, member.value(), lists);
  }
}

void append_xml_element(std::string& out, std::string_view name, const json::value& value, XmlLists lists) {
  if (value.is_null()) return;
  if (value.is_array()) {
    append_list(out, name, value.get_array(), lists);
    return;
  }
  append(out, {"<", name});
  if (value.is_object()) append_attributes(out, value.get_object());
  out += '>';
  if (value.is_object()) {
    append_xml_members(out, value.get_object(), lists);
  } else {
    append_scalar(out, value);
  }
  append(out, {"</", name, ">"});
}

}  // namespace eni::sandbox
