#include "sandbox/task_engine/endpoints/dns_name.h"

#include <cstdint>

#include "base/text.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

constexpr std::uint8_t kPointer =
    0xc0;  ///< both bits: the rest of the name is elsewhere; one of them: nothing that is in use

std::uint8_t byte_at(std::string_view text, std::size_t at) { return static_cast<std::uint8_t>(text[at]); }

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '*';
}

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

void append_byte(std::string& out, char byte) {
  const char c = small(byte);
  if (is_plain(c)) {
    out += c;
    return;
  }
  const int value = static_cast<std::uint8_t>(byte);
  out += '\\';
  out += static_cast<char>('0' + value / 100);
  out += static_cast<char>('0' + value / 10 % 10);
  out += static_cast<char>('0' + value % 10);
}

/// Where the pointer at `at` leads; nothing if not further back than `before`, the begin of the labels that it ends.
std::optional<std::size_t> read_pointer(std::string_view message, std::size_t at, std::size_t before) {
  if (at + 1 >= message.size()) return std::nullopt;
  const std::size_t target =
      static_cast<std::size_t>(byte_at(message, at) & ~kPointer) << 8 | byte_at(message, at + 1);
  if (target >= before || target < kDnsHeaderBytes) return std::nullopt;
  return target;
}

}  // namespace

std::optional<WireName> read_name(std::string_view message, std::size_t& at) {
  WireName name;
  std::optional<std::size_t> behind;  // of what stands at `at`, once a pointer was followed
  std::size_t position = at;
  std::size_t begin = at;
  while (position < message.size()) {
    const std::uint8_t length = byte_at(message, position);
    if ((length & kPointer) == kPointer) {
      const auto target = read_pointer(message, position, begin);
      if (!target) return std::nullopt;
      if (!behind) behind = position + 2;
      position = begin = *target;
      continue;
    }
    if (length > kMaxLabelBytes || length >= message.size() - position) return std::nullopt;
    name.append(message, position, 1U + length);
    if (name.size() > kMaxWireNameBytes) return std::nullopt;
    position += 1U + length;
    if (length > 0) continue;
    at = behind.value_or(position);
    return name;
  }
  return std::nullopt;
}

std::optional<WireName> to_wire_name(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  WireName name;
  while (!text.empty()) {
    const std::string_view label = text.substr(0, text.find('.'));
    if (label.empty() || label.size() > kMaxLabelBytes || label.size() + 1 == text.size())
      return std::nullopt;
    name += static_cast<char>(label.size());
    name += label;
    text.remove_prefix(std::min(text.size(), label.size() + 1));
  }
  name += '\0';
  if (name.size() > kMaxWireNameBytes) return std::nullopt;
  return name;
}

std::string name_text(std::string_view wire_name) {
  std::string text;
  std::size_t at = 0;
  while (at < wire_name.size() && wire_name[at] != '\0') {
    const std::string_view label = wire_name.substr(at + 1, byte_at(wire_name, at));
    if (!text.empty()) text += '.';
    for (const char c : label) append_byte(text, c);
    at += 1 + label.size();
  }
  return text;
}

}  // namespace eni::sandbox::task_engine::endpoints
