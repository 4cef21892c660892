#include "packets/dns_text.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "packets/byte_reader.h"

namespace eni::packets {
namespace {

constexpr std::size_t kMaxNameBytes = 255;
constexpr unsigned kMaxLabelBytes = 63;

struct Code {
  unsigned value;
  const char* name;
};

/// IANA, Domain Name System Parameters.
constexpr Code kTypes[] = {{1, "A"},    {2, "NS"},    {5, "CNAME"}, {6, "SOA"},    {12, "PTR"}, {15, "MX"},
                           {16, "TXT"}, {28, "AAAA"}, {33, "SRV"},  {65, "HTTPS"}, {255, "ANY"}};
constexpr Code kErrors[] = {{1, "FORMERR"}, {2, "SERVFAIL"}, {3, "NXDOMAIN"}, {4, "NOTIMP"}, {5, "REFUSED"}};

template <std::size_t size>
std::string name_of(const Code (&rows)[size], const char* what, unsigned value) {
  const auto* row = std::find_if(rows, rows + size, [&](const Code& one) { return one.value == value; });
  return row == rows + size ? what + std::to_string(value) : row->name;
}

/// A terminal is not to obey what a packet says.
void append_escaped(std::string& text, std::string_view label) {
  for (const char character : label) {
    if (character > ' ' && character < '\x7f' && character != '\\' && character != '.') {
      text += character;
      continue;
    }
    std::array<char, 8> code{};
    std::snprintf(code.data(), code.size(), "\\%03u", static_cast<unsigned char>(character));
    text += code.data();
  }
}

/// A question's name is not compressed: nothing stands before it that it could point to.
std::optional<std::string> name_text(ByteReader& in) {
  std::string text;
  for (std::size_t bytes = 0; bytes < kMaxNameBytes;) {
    const unsigned size = in.u8();
    if (in.is_cut() || size > kMaxLabelBytes) return std::nullopt;
    if (size == 0) return text.empty() ? "." : text;
    const std::string_view label = in.take(size);
    if (in.is_cut()) return std::nullopt;
    if (!text.empty()) text += '.';
    append_escaped(text, label);
    bytes += size + 1;
  }
  return std::nullopt;
}

std::string answers_text(unsigned count) {
  return std::to_string(count) + (count == 1 ? " answer" : " answers");
}

}  // namespace

std::optional<std::string> dns_text(std::string_view message) {
  ByteReader in{message};
  in.skip(2);  // id
  const unsigned flags = in.u16(), questions = in.u16(), answers = in.u16();
  in.skip(4);
  if (in.is_cut() || questions != 1) return std::nullopt;
  const auto name = name_text(in);
  const std::string type = name_of(kTypes, "TYPE", in.u16());
  if (!name || in.is_cut()) return std::nullopt;
  const bool is_answer = (flags & 0x8000U) != 0;
  if (!is_answer) return type + "? " + *name;
  const unsigned error = flags & 0xfU;
  return type + " " + *name + " " + (error == 0 ? answers_text(answers) : name_of(kErrors, "RCODE", error));
}

}  // namespace eni::packets
