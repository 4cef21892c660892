#pragma once
/// Addresses as the kernel takes them.
#include <arpa/inet.h>
#include <cstdint>
#include <netinet/in.h>

namespace eni::sandbox::isolation::init {

/// @param address  "192.0.2.1"; what is none becomes 0.0.0.0
inline sockaddr_in ipv4_address(const char* address, std::uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  inet_pton(AF_INET, address, &result.sin_addr);
  return result;
}

}  // namespace eni::sandbox::isolation::init
