#include <algorithm>
#include <map>
#include <memory>

#include "base/text.h"
#include "sandbox/gateway/protocol_query.h"

namespace eni::sandbox {

namespace {

constexpr int kDeepest = 16;

/// What every request may have beside its operation's members: of signature version 4, and of the versions before it.
/// Source: Amazon EC2 API Reference, "Common query parameters".
bool is_common(std::string_view name) {
  static constexpr std::string_view kNames[] = {"AWSAccessKeyId",   "Action",    "Expires",
                                                "SecurityToken",    "Signature", "SignatureMethod",
                                                "SignatureVersion", "Timestamp", "Version"};
  return name.starts_with("X-Amz-") || std::ranges::find(kNames, name) != std::end(kNames);
}

/// A member while it is being read: a text or named children.
struct Node {
  std::string text;
  bool has_text = false;
  std::map<std::string, std::unique_ptr<Node>, std::less<>> children;
};

ApiError malformed(std::string_view name) {
  return {"MalformedQueryString", "The query string contains a syntax error at '" + std::string(name) + "'",
          400};
}

/// The node at the dotted `path` under `root`, made if absent; null if the path is too deep or runs through a
/// text.
Node* reach(Node& root, std::string_view path) {
  Node* node = &root;
  for (int depth = 0;; ++depth) {
    if (depth == kDeepest || node->has_text) return nullptr;
    const auto dot = path.find('.');
    auto& child = node->children[std::string(path.substr(0, dot))];
    if (!child) child = std::make_unique<Node>();
    node = child.get();
    if (dot == std::string_view::npos) return node;
    path.remove_prefix(dot + 1);
  }
}

json::value to_value(const Node& node);

/// The children by number, or nothing if one is not a number.
std::optional<std::map<long long, const Node*>> numbered(const Node& node) {
  std::map<long long, const Node*> out;
  for (const auto& [name, child] : node.children) {
    const auto number = parse_integer(name);
    if (!number) return std::nullopt;
    out[*number] = child.get();
  }
  return out;
}

json::array to_array(const std::map<long long, const Node*>& elements) {
  json::array out;
  for (const auto& [number, element] : elements) out.push_back(to_value(*element));
  return out;
}

/// {entry.1.key: a, entry.1.value: b} as {a: b}; SNS has Name and Value in some of its maps.
json::value to_map(const std::map<long long, const Node*>& entries) {
  json::object out;
  for (const auto& [number, entry] : entries) {
    auto key = entry->children.find("key");
    auto value = entry->children.find("value");
    if (key == entry->children.end()) key = entry->children.find("Name");
    if (value == entry->children.end()) value = entry->children.find("Value");
    if (key == entry->children.end()) continue;
    out[key->second->text] = value == entry->children.end() ? json::value("") : to_value(*value->second);
  }
  return out;
}

json::object to_object(const Node& node) {
  json::object out;
  for (const auto& [name, child] : node.children) out[name] = to_value(*child);
  return out;
}

json::value to_value(const Node& node) {
  if (node.children.empty()) return json::value(node.text);
  if (const auto elements = numbered(node)) return to_array(*elements);
  if (node.children.size() == 1) {
    const auto& [name, only] = *node.children.begin();
    const auto elements = only->children.empty() ? std::nullopt : numbered(*only);
    if (elements && name == "member") return to_array(*elements);
    if (elements && name == "entry") return to_map(*elements);
  }
  return to_object(node);
}

}  // namespace

ApiResult<json::object> read_query_members(const std::vector<std::pair<std::string, std::string>>& pairs) {
  Node root;
  for (const auto& [name, text] : pairs) {
    if (is_common(name)) continue;
    Node* node = reach(root, name);
    if (!node || !node->children.empty()) return malformed(name);
    node->text = text;
    node->has_text = true;
  }
  return to_object(root);
}

}  // namespace eni::sandbox
