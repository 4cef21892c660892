#include "client/xml.h"

#include <pugixml.hpp>

namespace eni::client {

namespace {

/// AWS nests a dozen levels at most.
constexpr int kMaxDepth = 100;

/// @param depth  that is left; what lies deeper is dropped
json::value convert(const pugi::xml_node& node, int depth) {
  if (depth == 0) return "";
  json::object object;
  json::array members;
  bool only_members = true;
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    json::value value = convert(child, depth - 1);
    const std::string_view name = child.name();
    if (name == "member" || name == "item") {
      members.push_back(std::move(value));
      continue;
    }
    only_members = false;
    auto [slot, fresh] = object.emplace(child.name(), value);
    if (fresh) continue;
    if (!slot->value().is_array()) slot->value() = json::array{slot->value()};
    slot->value().as_array().push_back(std::move(value));
  }
  if (!members.empty() && only_members) return members;
  if (!object.empty()) return object;
  return json::value(node.text().get());
}

}  // namespace

Result<json::value> xml_to_json(std::string_view text) {
  pugi::xml_document document;
  const pugi::xml_parse_result parsed =
      document.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
  if (!parsed)
    return Error{
        std::string("not valid XML: ") + parsed.description() + " at byte " + std::to_string(parsed.offset),
        ""};
  return convert(document.document_element(), kMaxDepth);
}

}  // namespace eni::client
