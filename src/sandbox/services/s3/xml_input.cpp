#include "sandbox/services/s3/xml_input.h"

#include <pugixml.hpp>

#include "sandbox/services/s3/errors.h"

namespace eni::sandbox::s3_service {
namespace {

constexpr int kMaxDepth = 16;

struct Repeated {
  std::string_view element;
  std::string_view member;
};
constexpr Repeated kRepeated[] = {{"Object", "Objects"}, {"Part", "Parts"}, {"Rule", "Rules"}};

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool has_elements(const pugi::xml_node& node) {
  for (const auto& child : node.children())
    if (child.type() == pugi::node_element) return true;
  return false;
}

/// S3's schema knows which elements are structures even when they are empty; here an empty one is "".
json::value value_of(const pugi::xml_node& node, int depth);

json::object members_of(const pugi::xml_node& node, int depth) {
  json::object members;
  for (const auto& child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    const std::string_view name = local_name(child);
    const auto repeated = std::find_if(std::begin(kRepeated), std::end(kRepeated),
                                       [&](const Repeated& row) { return row.element == name; });
    if (repeated == std::end(kRepeated)) {
      members[name] = value_of(child, depth + 1);
      continue;
    }
    json::value& list = members[repeated->member];
    if (!list.is_array()) list = json::array{};
    list.as_array().push_back(value_of(child, depth + 1));
  }
  return members;
}

json::value value_of(const pugi::xml_node& node, int depth) {
  if (depth < kMaxDepth && local_name(node) == "TagSet") {
    json::array list;
    for (const auto& child : node.children())
      if (child.type() == pugi::node_element) list.push_back(value_of(child, depth + 1));
    return list;
  }
  if (depth < kMaxDepth && has_elements(node)) return members_of(node, depth);
  return json::value(json::string(node.text().get()));
}

}  // namespace

aws::ApiResult<json::object> parse_xml(std::string_view text, std::string_view root) {
  pugi::xml_document document;
  if (!document.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata_single))
    return malformed_xml();
  const pugi::xml_node element = document.document_element();
  if (!element || local_name(element) != root) return malformed_xml();
  return members_of(element, 0);
}

}  // namespace eni::sandbox::s3_service
