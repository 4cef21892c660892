#pragma once
/// Bytes of a packet from front to back, in the network's order. Nothing is ever read behind the end: what is not there reads as
/// zero, and is_cut() tells.
#include <cstdint>
#include <string>
#include <string_view>

namespace eni::packets {

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_{bytes} {}

  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return number(4); }
  /// `size` bytes; as many as there are.
  std::string_view take(std::size_t size);
  void skip(std::size_t size) { take(size); }
  /// All that is left, as another protocol's.
  std::string_view rest() const { return rest_; }
  /// Ends after `size` more bytes: what follows is no part of the packet (Ethernet fills short frames up).
  void limit(std::size_t size) { rest_ = rest_.substr(0, size); }
  /// More was asked for than there is.
  bool is_cut() const { return is_cut_; }

 private:
  std::uint32_t number(std::size_t size);

  std::string_view rest_;
  bool is_cut_ = false;
};

/// "02:10:00:01:00:05"
std::string mac_text(std::string_view six_bytes);
/// As RFC 5952 writes it.
std::string ipv6_text(std::string_view sixteen_bytes);

}  // namespace eni::packets
