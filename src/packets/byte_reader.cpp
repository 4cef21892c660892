#include "packets/byte_reader.h"

#include <algorithm>

#include "vpc/ipv6.h"
#include "vpc/mac.h"

namespace eni::packets {

std::string_view ByteReader::take(std::size_t size) {
  if (size > rest_.size()) is_cut_ = true;
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(taken.size());
  return taken;
}

std::uint32_t ByteReader::number(std::size_t size) {
  const std::string_view bytes = take(size);
  if (bytes.size() < size) return 0;
  std::uint32_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
  return value;
}

std::string mac_text(std::string_view six_bytes) {
  vpc::Mac mac{};
  for (std::size_t at = 0; at < std::min(mac.size(), six_bytes.size()); ++at)
    mac[at] = static_cast<std::uint8_t>(six_bytes[at]);
  return vpc::to_text(mac);
}

std::string ipv6_text(std::string_view sixteen_bytes) {
  ByteReader in{sixteen_bytes};
  const auto half = [&in] {
    const std::uint64_t high = in.u32();
    return high << 32 | in.u32();
  };
  vpc::Ipv6 address;
  address.high = half();
  address.low = half();
  return vpc::to_text(address);
}

}  // namespace eni::packets
