#include "function/query_reply.h"

#include <array>

#include "base/hash.h"
#include "base/text.h"

namespace eni::function {

namespace {

constexpr std::size_t kMaxDepth = 16;
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kEntities{
    {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}}};

Error not_xml(std::string_view why) { return {"not XML: " + std::string(why), ""}; }

/// A code point as UTF-8; nothing for what is none.
std::optional<std::string> utf8(unsigned code) {
  const auto byte = [](unsigned bits) { return static_cast<char>(bits); };
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return std::nullopt;
  if (code < 0x80) return std::string{byte(code)};
  std::string out;
  if (code < 0x800) {
    out += byte(0xC0U | code >> 6);
  } else if (code < 0x10000) {
    out += byte(0xE0U | code >> 12);
    out += byte(0x80U | (code >> 6 & 0x3FU));
  } else {
    out += byte(0xF0U | code >> 18);
    out += byte(0x80U | (code >> 12 & 0x3FU));
    out += byte(0x80U | (code >> 6 & 0x3FU));
  }
  out += byte(0x80U | (code & 0x3FU));
  return out;
}

/// What stands between & and ;.
std::optional<std::string> entity(std::string_view name) {
  for (const auto& [text, character] : kEntities)
    if (text == name) return std::string(character);
  if (name.size() < 2 || name[0] != '#') return std::nullopt;
  const bool is_hex = name[1] == 'x';
  const std::string_view digits = name.substr(is_hex ? 2 : 1);
  if (digits.empty() || digits.size() > 7) return std::nullopt;
  unsigned code = 0;
  for (char c : digits) {
    const auto digit = std::string_view{"0123456789abcdef"}.find(static_cast<char>(c | 0x20));
    if (digit == std::string_view::npos || (!is_hex && digit > 9)) return std::nullopt;
    code = code * (is_hex ? 16 : 10) + static_cast<unsigned>(digit);
  }
  return utf8(code);
}

Result<std::string> unescape(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t at = text.find('&');
    out += text.substr(0, at);
    if (at == std::string_view::npos) break;
    const std::size_t end = text.find(';', at);
    if (end == std::string_view::npos) return not_xml("an entity without an end");
    const auto character = entity(text.substr(at + 1, end - at - 1));
    if (!character) return not_xml("an unknown entity");
    out += *character;
    text.remove_prefix(end + 1);
  }
  return out;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.find_first_of("<>&!?=\"'/ \t\r\n") == std::string_view::npos;
}

/// The element that is open, innermost last.
struct Open {
  std::string path;
  std::string name;
  std::string text;
  bool has_children = false;
};

}  // namespace

QueryReply::~QueryReply() {
  for (auto& leaf : leaves_) wipe(leaf.second);
}

Result<QueryReply> QueryReply::parse(std::string_view text) {
  QueryReply reply;
  std::vector<Open> open;
  bool is_over = false;
  text = trim(text);
  if (text.substr(0, 5) == "<?xml") {
    const std::size_t end = text.find("?>");
    if (end == std::string_view::npos) return not_xml("a declaration without an end");
    text.remove_prefix(end + 2);
  }
  while (!text.empty()) {
    const std::size_t tag = text.find('<');
    const std::string_view before = text.substr(0, tag);
    if (open.empty() && !trim(before).empty()) return not_xml("text outside of the document's element");
    if (!open.empty()) {
      ENI_TRY(const std::string plain, unescape(before));
      open.back().text += plain;
    }
    if (tag == std::string_view::npos) break;
    const std::size_t end = text.find('>', tag);
    if (end == std::string_view::npos) return not_xml("a tag without an end");
    std::string_view inside = text.substr(tag + 1, end - tag - 1);
    text.remove_prefix(end + 1);
    const bool closes = !inside.empty() && inside.front() == '/';
    const bool is_empty = !inside.empty() && inside.back() == '/';
    if (closes) inside.remove_prefix(1);
    if (is_empty) inside.remove_suffix(1);
    const std::string_view name = trim(inside.substr(0, inside.find_first_of(" \t\r\n")));
    if (!is_name(name)) return not_xml("an unexpected tag");
    if (!closes) {
      if (is_over || open.size() >= kMaxDepth) return not_xml(is_over ? "a second document" : "too deep");
      if (!open.empty()) open.back().has_children = true;
      const std::string path = open.empty() ? std::string(name) : open.back().path + "/" + std::string(name);
      open.push_back({path, std::string(name), "", false});
    }
    if (!closes && !is_empty) continue;
    if (open.empty() || open.back().name != name) return not_xml("tags that do not match");
    if (!open.back().has_children) reply.leaves_.emplace_back(open.back().path, open.back().text);
    wipe(open.back().text);
    open.pop_back();
    is_over = open.empty();
  }
  if (!is_over) return not_xml("it ends too early");
  return reply;
}

std::optional<std::string> QueryReply::text(std::string_view path) const {
  for (const auto& [each, content] : leaves_)
    if (each == path) return content;
  return std::nullopt;
}

}  // namespace eni::function
