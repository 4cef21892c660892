#include "base/cbor.h"

#include <bit>
#include <cmath>
#include <limits>

#include "base/text.h"

namespace eni {
namespace {

enum Major : unsigned { kUnsigned, kNegative, kBytes, kText, kList, kMap, kTag, kSimple };

constexpr unsigned kIndefinite = 31;
constexpr unsigned char kBreak = 0xff;
constexpr std::uint64_t kEpochTag = 1;

/// IEEE 754 binary16, which C++20 has no type for.
double half(std::uint64_t bits) {
  const auto exponent = static_cast<int>((bits >> 10) & 0x1f);
  const auto mantissa = static_cast<double>(bits & 0x3ff);
  double number = 0;
  if (exponent == 0) {
    number = std::ldexp(mantissa, -24);
  } else if (exponent != 31) {
    number = std::ldexp(mantissa + 1024, exponent - 25);
  } else {
    number =
        mantissa == 0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
  }
  return bits & 0x8000 ? -number : number;
}

class Reader {
 public:
  Reader(std::string_view bytes, const CborLimits& limits) : bytes_{bytes}, limits_{limits} {}

  Result<json::value> document() {
    if (bytes_.size() > limits_.bytes) return wrong("more than " + std::to_string(limits_.bytes) + " bytes");
    ENI_TRY(auto value, item(0));
    if (at_ != bytes_.size()) return wrong("more after its end");
    return value;
  }

 private:
  /// The first byte of an item and its argument.
  struct Head {
    unsigned major;
    unsigned info;
    std::uint64_t argument;
    bool is_indefinite() const { return info == kIndefinite; }
  };

  Error wrong(const std::string& reason) const {
    return {"not valid CBOR: " + reason + " at byte " + std::to_string(at_), ""};
  }

  std::size_t left() const { return bytes_.size() - at_; }

  Result<Head> read_head() {
    if (left() == 0) return wrong("it ends");
    const unsigned first = static_cast<unsigned char>(bytes_[at_++]);
    Head head{first >> 5, first & 0x1f, first & 0x1f};
    if (head.info < 24 || head.info == kIndefinite) return head;
    if (head.info > 27) return wrong("a reserved length");
    const std::size_t size = std::size_t{1} << (head.info - 24);
    if (left() < size) return wrong("it ends");
    head.argument = 0;
    for (std::size_t i = 0; i < size; ++i)
      head.argument = head.argument << 8 | static_cast<unsigned char>(bytes_[at_++]);
    return head;
  }

  /// @param depth  of the lists, maps and tags that hold the item
  Result<json::value> item(int depth) {
    if (++items_ > limits_.items) return wrong("more than " + std::to_string(limits_.items) + " items");
    if (depth > limits_.depth) return wrong("nested deeper than " + std::to_string(limits_.depth));
    ENI_TRY(const Head head, read_head());
    const bool may_be_indefinite = head.major >= kBytes && head.major <= kMap;
    if (head.is_indefinite() && !may_be_indefinite) return wrong("an unexpected break or length");
    switch (head.major) {
      case kUnsigned:
        return integer(head.argument);
      case kNegative:
        if (head.argument > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
          return wrong("an integer of more than 64 bits");
        return json::value(-1 - static_cast<std::int64_t>(head.argument));
      case kBytes: {
        ENI_TRY(const std::string bytes, content(head));
        return json::value(base64_encode(bytes));
      }
      case kText:
        return text(head);
      case kList:
        return list(head, depth);
      case kMap:
        return map(head, depth);
      case kTag:
        return tagged(head, depth);
      default:
        return simple(head);
    }
  }

  /// No member of a model holds more, and readers of members would take it for absent.
  Result<json::value> integer(std::uint64_t number) const {
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      return wrong("an integer of more than 64 bits");
    return json::value(static_cast<std::int64_t>(number));
  }

  Result<std::string> piece(std::uint64_t size) {
    if (size > left()) return wrong("it ends");
    const std::string_view piece = bytes_.substr(at_, size);
    at_ += size;
    return std::string(piece);
  }

  /// Of a text or byte string, in one piece or in several.
  Result<std::string> content(const Head& whole) {
    if (!whole.is_indefinite()) return piece(whole.argument);
    std::string all;
    while (!takes_break()) {
      ENI_TRY(const Head part, read_head());
      if (part.major != whole.major || part.is_indefinite()) return wrong("a piece of another kind");
      ENI_TRY(const std::string next, piece(part.argument));
      all += next;
    }
    return all;
  }

  Result<json::value> text(const Head& head) {
    ENI_TRY(const std::string text, content(head));
    if (!is_valid_utf8(text)) return wrong("text that is not UTF-8");
    return json::value(text);
  }

  bool takes_break() {
    if (left() == 0 || static_cast<unsigned char>(bytes_[at_]) != kBreak) return false;
    ++at_;
    return true;
  }

  /// Whether a list or a map of which `count` were read has ended.
  bool ends(const Head& head, std::uint64_t count) {
    return head.is_indefinite() ? takes_break() : count == head.argument;
  }

  Result<json::value> list(const Head& head, int depth) {
    json::array all;
    for (std::uint64_t count = 0; !ends(head, count); ++count) {
      ENI_TRY(auto element, item(depth + 1));
      all.push_back(std::move(element));
    }
    // Parentheses: braces would make a list of the list.
    return json::value(std::move(all));
  }

  Result<json::value> map(const Head& head, int depth) {
    json::object all;
    for (std::uint64_t count = 0; !ends(head, count); ++count) {
      ENI_TRY(const Head key, read_head());
      if (key.major != kText) return wrong("a key that is no text");
      ENI_TRY(const auto name, text(key));
      ENI_TRY(auto value, item(depth + 1));
      all[name.get_string()] = std::move(value);
    }
    return json::value(std::move(all));
  }

  Result<json::value> tagged(const Head& head, int depth) {
    if (head.argument != kEpochTag) return wrong("the tag " + std::to_string(head.argument));
    ENI_TRY(auto value, item(depth + 1));
    if (!value.is_number()) return wrong("a time that is no number");
    return value;
  }

  Result<json::value> simple(const Head& head) {
    switch (head.info) {
      case 20:
        return json::value(false);
      case 21:
        return json::value(true);
      case 22:
      case 23:
        return json::value(nullptr);
      case 25:
        return json::value(half(head.argument));
      case 26:
        return json::value(
            static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(head.argument))));
      case 27:
        return json::value(std::bit_cast<double>(head.argument));
      default:
        return wrong("an unknown simple value");
    }
  }

  std::string_view bytes_;
  const CborLimits& limits_;
  std::size_t at_ = 0;
  std::size_t items_ = 0;
};

}  // namespace

Result<json::value> parse_cbor(std::string_view bytes, const CborLimits& limits) {
  return Reader{bytes, limits}.document();
}

void CborWriter::head(unsigned major, std::uint64_t argument) {
  if (argument < 24) {
    out_ += static_cast<char>(major << 5 | argument);
    return;
  }
  const unsigned length = argument <= 0xff ? 0 : argument <= 0xffff ? 1 : argument <= 0xffffffff ? 2 : 3;
  out_ += static_cast<char>(major << 5 | (24 + length));
  for (int shift = (8 << length) - 8; shift >= 0; shift -= 8) out_ += static_cast<char>(argument >> shift);
}

void CborWriter::text(std::string_view text) {
  head(kText, text.size());
  out_ += text;
}

void CborWriter::bytes(std::string_view bytes) {
  head(kBytes, bytes.size());
  out_ += bytes;
}

void CborWriter::integer(std::int64_t number) {
  if (number >= 0) return head(kUnsigned, static_cast<std::uint64_t>(number));
  head(kNegative, static_cast<std::uint64_t>(-1 - number));
}

void CborWriter::real(double number) {
  out_ += '\xfb';
  const auto bits = std::bit_cast<std::uint64_t>(number);
  for (int shift = 56; shift >= 0; shift -= 8) out_ += static_cast<char>(bits >> shift);
}

void CborWriter::epoch_seconds(double seconds) {
  head(kTag, kEpochTag);
  real(seconds);
}

void CborWriter::value(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return null();
    case json::kind::bool_:
      return boolean(value.get_bool());
    case json::kind::int64:
      return integer(value.get_int64());
    case json::kind::uint64:
      return unsigned_integer(value.get_uint64());
    case json::kind::double_:
      return real(value.get_double());
    case json::kind::string:
      return text(value.get_string());
    case json::kind::array:
      list(value.get_array().size());
      for (const json::value& element : value.get_array()) this->value(element);
      return;
    case json::kind::object:
      map(value.get_object().size());
      for (const auto& [name, inner] : value.get_object()) {
        text(name);
        this->value(inner);
      }
      return;
  }
}

}  // namespace eni
