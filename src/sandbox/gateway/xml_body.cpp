#include "sandbox/gateway/xml_body.h"

#include <algorithm>
#include <pugixml.hpp>

#include "base/text.h"

namespace eni::sandbox {
namespace {

using shapes::Kind;
using shapes::Member;
using shapes::Shape;

constexpr int kMaxDepth = 16;

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::vector<pugi::xml_node> elements_of(const pugi::xml_node& node) {
  std::vector<pugi::xml_node> elements;
  for (const auto& child : node.children())
    if (child.type() == pugi::node_element) elements.push_back(child);
  return elements;
}

std::optional<Member> find_member(const Shape& structure, std::string_view wire_name) {
  for (std::size_t at = 0; at < structure.member_count(); ++at)
    if (structure.member(at).wire_name() == wire_name) return structure.member(at);
  return std::nullopt;
}

bool is_flattened(const Member& member) {
  return member.shape().kind() == Kind::kList && (member.is_flattened() || member.shape().is_flattened());
}

/// A member that comes again has no place in the model but as a list.
void add(json::object& members, std::string_view name, json::value value) {
  const auto [row, is_new] = members.emplace(name, nullptr);
  if (is_new) {
    row->value() = std::move(value);
    return;
  }
  json::array both;
  both.push_back(std::move(row->value()));
  both.push_back(std::move(value));
  row->value() = std::move(both);
}

void add_element(json::object& members, std::string_view name, json::value value) {
  json::value& list = members.emplace(name, json::array()).first->value();
  list.get_array().push_back(std::move(value));
}

json::value text_of(const pugi::xml_node& node) { return json::value(json::string(node.text().get())); }

/// Without a model.
json::value as_written(const pugi::xml_node& node, int depth) {
  const auto elements = elements_of(node);
  if (elements.empty() || depth >= kMaxDepth) return text_of(node);
  json::object members;
  for (const auto& element : elements) add(members, local_name(element), as_written(element, depth + 1));
  return members;
}

json::value value_of(const pugi::xml_node& node, const Shape& shape, int depth);

json::object members_of(const pugi::xml_node& node, const Shape& structure, int depth) {
  json::object members;
  for (const auto& element : elements_of(node)) {
    const auto member = find_member(structure, local_name(element));
    if (!member) {
      add(members, local_name(element), as_written(element, depth + 1));
    } else if (is_flattened(*member)) {
      add_element(members, member->name(), value_of(element, member->shape().element().shape(), depth + 1));
    } else {
      add(members, member->name(), value_of(element, member->shape(), depth + 1));
    }
  }
  return members;
}

json::value list_of(const pugi::xml_node& node, const Shape& shape, int depth) {
  const Member element = shape.element();
  json::array list;
  for (const auto& child : elements_of(node)) {
    if (local_name(child) != element.wire_name()) return as_written(node, depth);
    list.push_back(value_of(child, element.shape(), depth + 1));
  }
  return list;
}

/// An empty element is whatever its model says: a structure, a list, a text.
json::value value_of(const pugi::xml_node& node, const Shape& shape, int depth) {
  const bool is_text = elements_of(node).empty() && !trim(node.text().get()).empty();
  if (is_text || depth >= kMaxDepth) return text_of(node);
  if (shape.kind() == Kind::kStructure) return members_of(node, shape, depth);
  if (shape.kind() == Kind::kList) return list_of(node, shape, depth);
  return as_written(node, depth);
}

}  // namespace

std::optional<json::object> read_xml_body(std::string_view text, const Member& payload) {
  pugi::xml_document document;
  if (!document.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata_single))
    return std::nullopt;
  const pugi::xml_node root = document.document_element();
  if (!root || local_name(root) != payload.wire_name()) return std::nullopt;
  return members_of(root, payload.shape(), 0);
}

}  // namespace eni::sandbox
