#pragma once
/// JSON values as XML elements, for the protocols that answer in XML.
#include <string>
#include <string_view>

#include "base/json.h"

namespace eni::sandbox {

/// Query services wrap the elements of a list in <member>, EC2 in <item>; REST-XML repeats the list's own element.
enum class XmlLists { kMember, kItem, kFlattened };

/// Appends the members of `object` as elements. Booleans are true and false, nulls are left out, a member
/// whose name starts with '@' is an attribute of the enclosing element (and ignored here). An array named
/// `entry` is written flattened in either style: {"entry": [{"key": …, "value": …}]} is how the query
/// protocol writes a map.
void append_xml_members(std::string& out, const json::object& object, XmlLists lists);

/// <NAME ATTRIBUTES>…</NAME> for a value.
void append_xml_element(std::string& out, std::string_view name, const json::value& value, XmlLists lists);

inline constexpr std::string_view kXmlDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

}  // namespace eni::sandbox
