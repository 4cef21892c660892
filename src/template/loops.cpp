#include "template/loops.h"

#include <unordered_set>

#include "base/text.h"
#include "template/constraints.h"
#include "template/functions.h"
#include "template/sections.h"

namespace eni::tmpl {
namespace {

constexpr std::string_view kLoop = "Fn::ForEach::";
/// A text of 51,200 bytes can nest loops until they produce more than any machine holds.
constexpr std::size_t kMaxProducedNodes = 50'000;
/// Bytes of all texts together; some are counted twice.
constexpr std::size_t kMaxProducedBytes = 2 * kMaxTemplateUrlBytes;
constexpr std::size_t kMaxLoopDepth = 16;

/// Identifier -> the item of this round.
using Bindings = std::map<std::string, std::string>;

TemplateError failed(const std::string& what, Position position) {
  return {"Transform AWS::LanguageExtensions failed with: " + what, position};
}

Node text_node(std::string text, Position position) {
  Node node;
  node.kind = Node::Kind::kString;
  node.text = std::move(text);
  node.position = position;
  return node;
}

std::string only_alphanumeric(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (is_alphanumeric(std::string_view(&c, 1))) out += c;
  return out;
}

/// As replace_all; nothing if the outcome were larger than a template may be.
std::optional<std::string> bounded_replace(const std::string& text, const std::string& from,
                                           const std::string& to) {
  std::size_t found = 0;
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + from.size()))
    ++found;
  if (found == 0) return text;
  if (text.size() + found * to.size() > kMaxProducedBytes) return std::nullopt;
  return replace_all(text, from, to);
}

/// Nothing if it gets too large; the same below.
std::optional<std::string> in_sub(std::string text, const Bindings& bindings) {
  for (const auto& [identifier, item] : bindings) {
    auto replaced = bounded_replace(text, "${" + identifier + "}", item);
    if (!replaced) return std::nullopt;
    text = std::move(*replaced);
  }
  return text;
}

std::optional<std::string> in_key(std::string text, const Bindings& bindings) {
  auto out = in_sub(std::move(text), bindings);
  for (const auto& [identifier, item] : bindings)
    if (out) out = bounded_replace(*out, "&{" + identifier + "}", only_alphanumeric(item));
  return out;
}

class Unroller {
 public:
  Unroller(const Node& root, const LoopValues& values) : root_(root), values_(values) {}

  TemplateResult<Node> run() {
    Node out = root_;
    for (Member& section : out.members) {
      const bool has_loops =
          section.key == "Conditions" || section.key == "Resources" || section.key == "Outputs";
      if (!has_loops) continue;
      ENI_TRY(section.value, unrolled(section.value, {}));
    }
    return out;
  }

 private:
  TemplateResult<Node> unrolled(const Node& node, const Bindings& bindings) {
    ENI_CHECK(count(node.text, node.position));
    if (const Member* call = intrinsic(node); call && call->key.substr(0, kLoop.size()) != kLoop)
      return unrolled_call(node, *call, bindings);
    Node out = without_parts(node);
    for (const Node& item : node.items) {
      ENI_TRY(out.items.emplace_back(), unrolled(item, bindings));
    }
    for (const Member& member : node.members) ENI_CHECK(add_member(member, bindings, out));
    ENI_CHECK(check_unique(out));
    return out;
  }

  static Node without_parts(const Node& node) {
    Node out;
    out.kind = node.kind;
    out.text = node.text;
    out.position = node.position;
    return out;
  }

  /// Every node, round and text that is produced.
  TemplateResult<void> count(std::string_view text, Position position) {
    bytes_ += text.size();
    if (++produced_ > kMaxProducedNodes || bytes_ > kMaxProducedBytes)
      return failed("Fn::ForEach produces too much", position);
    return {};
  }

  TemplateResult<std::string> counted(std::optional<std::string> text, Position position) {
    if (!text) return failed("Fn::ForEach produces too much", position);
    ENI_CHECK(count(*text, position));
    return std::move(*text);
  }

  TemplateResult<void> add_member(const Member& member, const Bindings& bindings, Node& out) {
    if (member.key.substr(0, kLoop.size()) == kLoop) return add_loop(member, bindings, out);
    ENI_TRY(Node value, unrolled(member.value, bindings));
    out.members.push_back({member.key, member.key_position, std::move(value)});
    return {};
  }

  static TemplateResult<void> check_unique(const Node& map) {
    std::unordered_set<std::string_view> keys;
    for (const Member& member : map.members)
      if (!keys.insert(member.key).second)
        return failed("Fn::ForEach produces the key '" + member.key + "' twice", member.key_position);
    return {};
  }

  TemplateResult<void> add_loop(const Member& loop, const Bindings& bindings, Node& out) {
    const std::vector<Node>& parts = loop.value.items;
    const bool well_formed = parts.size() == 3 && parts[0].is_string() && !parts[0].text.empty() &&
                             !parts[1].is_scalar() && parts[2].is_map() && loop.key.size() > kLoop.size();
    if (!well_formed) return failed("Fn::ForEach layout is incorrect", loop.key_position);
    if (bindings.size() >= kMaxLoopDepth)
      return failed("Fn::ForEach is nested too deeply", loop.key_position);
    ENI_TRY(const std::vector<std::string> items, collection(parts[1], bindings));
    for (const std::string& item : items) {
      ENI_CHECK(count(item, loop.key_position));
      Bindings inner = bindings;
      inner[parts[0].text] = item;
      ENI_CHECK(add_round(parts[2], inner, out));
    }
    return {};
  }

  TemplateResult<void> add_round(const Node& fragment, const Bindings& bindings, Node& out) {
    for (const Member& member : fragment.members) {
      if (member.key.substr(0, kLoop.size()) == kLoop) {
        ENI_CHECK(add_loop(member, bindings, out));
        continue;
      }
      ENI_TRY(Node value, unrolled(member.value, bindings));
      ENI_TRY(std::string key, counted(in_key(member.key, bindings), member.key_position));
      out.members.push_back({std::move(key), member.key_position, std::move(value)});
    }
    return {};
  }

  /// A function other than a loop: Ref to an identifier and Fn::Sub become texts where they can.
  TemplateResult<Node> unrolled_call(const Node& node, const Member& call, const Bindings& bindings) {
    if (call.key == "Ref" && call.value.is_string())
      if (const auto item = bindings.find(call.value.text); item != bindings.end()) {
        ENI_TRY(std::string text, counted(item->second, call.value.position));
        return text_node(std::move(text), call.value.position);
      }
    if (call.key == "Fn::Sub" && call.value.is_string()) return unrolled_sub(node, call.value, bindings);
    Node out = without_parts(node);
    ENI_TRY(Node argument, unrolled(call.value, bindings));
    const bool has_variables = call.key == "Fn::Sub" && call.value.is_list() && !call.value.items.empty() &&
                               call.value.items[0].is_scalar();
    if (has_variables) {
      const Node& text = call.value.items[0];
      ENI_TRY(argument.items[0].text, counted(in_sub(text.text, bindings), text.position));
    }
    out.members.push_back({call.key, call.key_position, std::move(argument)});
    return out;
  }

  TemplateResult<Node> unrolled_sub(const Node& node, const Node& argument, const Bindings& bindings) {
    ENI_TRY(std::string text, counted(in_sub(argument.text, bindings), argument.position));
    const bool is_plain = !bindings.empty() && text.find("${") == std::string::npos;
    if (is_plain) return text_node(std::move(text), argument.position);
    Node out = without_parts(node);
    out.members.push_back(
        {node.members[0].key, node.members[0].key_position, text_node(std::move(text), argument.position)});
    return out;
  }

  TemplateResult<std::vector<std::string>> collection(const Node& node, const Bindings& bindings) {
    if (node.is_list()) return texts(node, bindings);
    const Member* call = intrinsic(node);
    if (call && call->key == "Ref" && call->value.is_string()) {
      const std::optional<std::string> text = parameter_text(call->value.text);
      if (text) return split_list(*text);
    }
    if (call && call->key == "Fn::FindInMap" && call->value.items.size() == 3)
      if (const Node* row = mapping(call->value, bindings); row && row->is_list())
        return texts(*row, bindings);
    return failed("Could not find a collection or could not be resolved for Fn::ForEach", node.position);
  }

  TemplateResult<std::vector<std::string>> texts(const Node& list, const Bindings& bindings) {
    std::vector<std::string> out;
    for (const Node& item : list.items) {
      ENI_TRY(const Node text, unrolled(item, bindings));
      if (!text.is_scalar())
        return failed("Could not find a collection or could not be resolved for Fn::ForEach", item.position);
      out.push_back(text.text);
    }
    return out;
  }

  /// Given, the default, or its own name; nothing for what is no parameter.
  std::optional<std::string> parameter_text(const std::string& name) const {
    const Node* section = root_.find("Parameters");
    const Node* parameter = section ? section->find(name) : nullptr;
    if (!parameter) return std::nullopt;
    if (const auto given = values_.find(name); given != values_.end()) return given->second;
    const Node* fallback = parameter->find("Default");
    return fallback ? fallback->text : name;
  }

  const Node* mapping(const Node& keys, const Bindings& bindings) {
    const Node* found = root_.find("Mappings");
    for (const Node& key : keys.items) {
      const auto text = unrolled(key, bindings);
      if (!found || text.has_error() || !text->is_scalar()) return nullptr;
      found = found->find(text->text);
    }
    return found;
  }

  const Node& root_;
  const LoopValues& values_;
  std::size_t produced_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

TemplateResult<Document> unroll_loops(const Document& document, const LoopValues& values) {
  ENI_TRY(Node root, Unroller(*document.root, values).run());
  index_keys(root);
  Document out = document;
  out.root = std::make_shared<const Node>(std::move(root));
  return out;
}

}  // namespace eni::tmpl
