#pragma once
/// Parts of which messages to nf_tables consist. For who writes such messages. Source: linux/netfilter/nf_tables.h.
#include <arpa/inet.h>
#include <cstdint>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string_view>

#include "sandbox/world/netlink/batch.h"

namespace eni::sandbox::world::netlink {

inline std::string_view bytes_of(const void* value, std::size_t size) {
  return {static_cast<const char*>(value), size};
}

/// A number, as nf_tables has nearly all: in the network's byte order.
inline Batch& put(Batch& batch, std::uint16_t type, std::uint32_t value) {
  return batch.number(type, htonl(value));
}

inline Batch& put_value(Batch& batch, std::uint16_t type, std::string_view value) {
  return batch.nest(type).bytes(NFTA_DATA_VALUE, value.data(), value.size()).end();
}

inline nfgenmsg header(std::uint8_t family, std::uint16_t resource) {
  nfgenmsg out{};
  out.nfgen_family = family;
  out.version = NFNETLINK_V0;
  out.res_id = htons(resource);
  return out;
}

inline std::uint16_t type_of(std::uint8_t message) {
  return static_cast<std::uint16_t>(NFNL_SUBSYS_NFTABLES << 8 | message);
}

}  // namespace eni::sandbox::world::netlink
