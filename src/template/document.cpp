#include "template/document.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>

#include "base/text.h"
#include "template/reader.h"

namespace eni::tmpl {
namespace {

std::optional<TemplateError> find_null(const Node& node, std::vector<std::string>& path) {
  if (node.is_null()) {
    const std::string at = aws_path(path);
    return TemplateError{"[" + at + "] 'null' values are not allowed in templates", node.position, at};
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    path.push_back(std::to_string(i));
    if (auto error = find_null(node.items[i], path)) return error;
    path.pop_back();
  }
  for (const Member& member : node.members) {
    path.push_back(member.key);
    if (auto error = find_null(member.value, path)) return error;
    path.pop_back();
  }
  return std::nullopt;
}

json::value number_value(const std::string& text) {
  std::int64_t integer = 0;
  const char* end = text.data() + text.size();
  if (const auto parsed = std::from_chars(text.data(), end, integer);
      parsed.ec == std::errc{} && parsed.ptr == end)
    return integer;
  double number = 0;
  if (const auto parsed = std::from_chars(text.data(), end, number);
      parsed.ec == std::errc{} && parsed.ptr == end)
    return number;
  return json::string(text);
}

bool looks_like_json(std::string_view text) { return !text.empty() && trim(text).substr(0, 1) == "{"; }

}  // namespace

std::string aws_path(const std::vector<std::string>& segments) {
  std::string path;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool renamed =
        i == 2 && i + 1 < segments.size() && segments[0] == "Resources" && segments[i] == "Properties";
    path += "/" + (renamed ? std::string("Type") : segments[i]);
  }
  return path.empty() ? "/" : path;
}

const Node* Node::find(std::string_view key) const {
  const Member* member = find_member(key);
  return member ? &member->value : nullptr;
}

const Member* Node::find_member(std::string_view key) const {
  if (by_key.size() == members.size() && !by_key.empty()) {
    const auto place = std::ranges::lower_bound(
        by_key, key, {}, [this](std::uint32_t i) -> std::string_view { return members[i].key; });
    return place != by_key.end() && members[*place].key == key ? &members[*place] : nullptr;
  }
  for (const Member& member : members)
    if (member.key == key) return &member;
  return nullptr;
}

void index_keys(Node& node) {
  constexpr std::size_t kMany = 16;
  for (Node& item : node.items) index_keys(item);
  for (Member& member : node.members) index_keys(member.value);
  node.by_key.clear();
  if (node.members.size() < kMany) return;
  node.by_key.resize(node.members.size());
  std::iota(node.by_key.begin(), node.by_key.end(), 0U);
  std::ranges::sort(node.by_key, {},
                    [&](std::uint32_t i) -> std::string_view { return node.members[i].key; });
}

TemplateResult<Document> parse_document(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.substr(0, 3) == kByteOrderMark) text.remove_prefix(3);
  if (!is_valid_utf8(text))
    return TemplateError{"Template format error: the template is not valid UTF-8", {1, 1}};
  Document document;
  document.format = looks_like_json(text) ? Document::Format::kJson : Document::Format::kYaml;
  ENI_TRY(Node root, document.format == Document::Format::kJson ? read_json(text) : read_yaml(text));
  if (!root.is_map()) return TemplateError{"Template format error: unsupported structure.", root.position};
  std::vector<std::string> path;
  if (auto error = find_null(root, path)) return *error;
  index_keys(root);
  document.root = std::make_shared<const Node>(std::move(root));
  return document;
}

TemplateResult<void> check_size(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return {};
  if (max_bytes <= kMaxTemplateBodyBytes)
    return TemplateError{
        "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have "
        "length "
        "less than or equal to " +
            std::to_string(max_bytes),
        {}};
  return TemplateError{"Template may not exceed " + std::to_string(max_bytes) + " bytes in size.", {}};
}

json::value to_json(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNull:
      return nullptr;
    case Node::Kind::kBool:
      return node.text == "true";
    case Node::Kind::kNumber:
      return number_value(node.text);
    case Node::Kind::kString:
      return json::string(node.text);
    case Node::Kind::kList: {
      json::array list;
      for (const Node& item : node.items) list.push_back(to_json(item));
      return list;
    }
    case Node::Kind::kMap:
      break;
  }
  json::object map;
  for (const Member& member : node.members) map[member.key] = to_json(member.value);
  return map;
}

const Member* intrinsic(const Node& node) {
  if (!node.is_map() || node.members.size() != 1) return nullptr;
  const std::string& key = node.members[0].key;
  return key == "Ref" || key.substr(0, 4) == "Fn::" ? &node.members[0] : nullptr;
}

}  // namespace eni::tmpl
