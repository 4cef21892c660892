#include <charconv>
#include <optional>
#include <unordered_set>

#include "base/text.h"
#include "template/reader.h"
#include "template/scalar.h"

namespace eni::tmpl {
namespace {

/// Recursive descent over RFC 8259, one function a production. The first error wins and ends everything.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  TemplateResult<Node> read() {
    Node root;
    skip_space();
    if (!value(root, 0)) return *error_;
    skip_space();
    if (!at_end()) {
      fail();
      return *error_;
    }
    return root;
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  Position here() const { return {line_, column_}; }

  void step() {
    const char c = text_[at_++];
    if (c == '\n') {
      ++line_;
      column_ = 1;
    } else if ((static_cast<unsigned char>(peek()) & 0xC0U) != 0x80U) {
      ++column_;  // counted with the last byte of each code point
    }
  }

  void skip_space() {
    while (!at_end() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) step();
  }

  bool fail() {
    return refuse("Template format error: JSON not well-formed. (line " + std::to_string(line_) +
                      ", column " + std::to_string(column_) + ")",
                  here());
  }

  bool refuse(std::string message, Position position) {
    if (!error_) error_ = TemplateError{std::move(message), position};
    return false;
  }

  bool take(char expected) {
    if (at_end() || peek() != expected) return fail();
    step();
    return true;
  }

  bool value(Node& out, int depth) {
    if (depth >= kMaxDepth) return refuse("Template format error: the template is nested too deeply", here());
    out.position = here();
    switch (peek()) {
      case '{':
        return object(out, depth);
      case '[':
        return array(out, depth);
      case '"':
        out.kind = Node::Kind::kString;
        return string(out.text);
      case 't':
        out.kind = Node::Kind::kBool;
        return word("true", out);
      case 'f':
        out.kind = Node::Kind::kBool;
        return word("false", out);
      case 'n':
        return word("null", out);
      default:
        return number(out);
    }
  }

  bool word(std::string_view expected, Node& out) {
    for (const char c : expected)
      if (!take(c)) return false;
    if (out.kind == Node::Kind::kBool) out.text = std::string(expected);
    return true;
  }

  bool object(Node& out, int depth) {
    out.kind = Node::Kind::kMap;
    std::unordered_set<std::string> keys;
    step();
    skip_space();
    if (peek() == '}') return take('}');
    for (;;) {
      Member member;
      member.key_position = here();
      if (peek() != '"') return fail();
      if (!string(member.key)) return false;
      if (!keys.insert(member.key).second)
        return refuse("Template format error: duplicate key '" + member.key + "'", member.key_position);
      skip_space();
      if (!take(':')) return false;
      skip_space();
      if (!value(member.value, depth + 1)) return false;
      out.members.push_back(std::move(member));
      skip_space();
      if (peek() == '}') return take('}');
      if (!take(',')) return false;
      skip_space();
    }
  }

  bool array(Node& out, int depth) {
    out.kind = Node::Kind::kList;
    step();
    skip_space();
    if (peek() == ']') return take(']');
    for (;;) {
      Node item;
      if (!value(item, depth + 1)) return false;
      out.items.push_back(std::move(item));
      skip_space();
      if (peek() == ']') return take(']');
      if (!take(',')) return false;
      skip_space();
    }
  }

  bool string(std::string& out) {
    step();
    for (;;) {
      if (at_end() || static_cast<unsigned char>(peek()) < 0x20) return fail();
      const char c = peek();
      if (c == '\\') {
        if (!escape(out)) return false;
        continue;
      }
      step();
      if (c == '"') return true;
      out += c;
    }
  }

  bool escape(std::string& out) {
    step();
    const char c = peek();
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (const std::size_t i = kLetters.find(c); !at_end() && i != std::string_view::npos) {
      step();
      out += kMeanings[i];
      return true;
    }
    if (c != 'u') return fail();
    return unicode(out);
  }

  bool hex4(unsigned& out) {
    if (!take('u')) return false;
    out = 0;
    for (int i = 0; i < 4; ++i) {
      const std::size_t digit = std::string_view("0123456789abcdef").find(to_lower(std::string(1, peek())));
      if (at_end() || digit == std::string_view::npos) return fail();
      out = out * 16 + static_cast<unsigned>(digit);
      step();
    }
    return true;
  }

  /// A pair of surrogates is one code point; half a pair becomes U+FFFD.
  bool unicode(std::string& out) {
    unsigned code = 0;
    if (!hex4(code)) return false;
    const bool high = code >= 0xD800 && code < 0xDC00;
    if (high && text_.substr(at_, 2) == "\\u") {
      step();
      unsigned low = 0;
      if (!hex4(low)) return false;
      if (low >= 0xDC00 && low < 0xE000) {
        append_utf8(0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00), out);
        return true;
      }
      append_utf8(0xFFFD, out);
      code = low;
    }
    append_utf8(code >= 0xD800 && code < 0xE000 ? 0xFFFD : code, out);
    return true;
  }

  static void append_utf8(unsigned code, std::string& out) {
    const auto byte = [&](unsigned value) { out += static_cast<char>(value); };
    if (code < 0x80) {
      byte(code);
    } else if (code < 0x800) {
      byte(0xC0 | (code >> 6U));
      byte(0x80 | (code & 0x3FU));
    } else if (code < 0x10000) {
      byte(0xE0 | (code >> 12U));
      byte(0x80 | ((code >> 6U) & 0x3FU));
      byte(0x80 | (code & 0x3FU));
    } else {
      byte(0xF0 | (code >> 18U));
      byte(0x80 | ((code >> 12U) & 0x3FU));
      byte(0x80 | ((code >> 6U) & 0x3FU));
      byte(0x80 | (code & 0x3FU));
    }
  }

  bool digits() {
    if (peek() < '0' || peek() > '9') return fail();
    while (peek() >= '0' && peek() <= '9') step();
    return true;
  }

  bool number(Node& out) {
    out.kind = Node::Kind::kNumber;
    const std::size_t begin = at_;
    bool whole = true;
    if (peek() == '-') step();
    if (peek() == '0')
      step();
    else if (!digits())
      return false;
    if (peek() == '.') {
      whole = false;
      step();
      if (!digits()) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
      whole = false;
      step();
      if (peek() == '+' || peek() == '-') step();
      if (!digits()) return false;
    }
    const std::string_view written = text_.substr(begin, at_ - begin);
    out.text = std::string(written);
    if (whole) return true;
    double value = 0;
    const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), value);
    if (error != std::errc{}) return refuse("Template format error: the number is too large", out.position);
    out.text = number_text(value);
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  int column_ = 1;
  std::optional<TemplateError> error_;
};

}  // namespace

TemplateResult<Node> read_json(std::string_view text) { return JsonReader(text).read(); }

}  // namespace eni::tmpl
