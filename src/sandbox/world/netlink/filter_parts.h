#pragma once
/// What FilterRule and FilterChanges both say to nf_tables (filters.h).
#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <string>

#include "sandbox/world/netlink/filters.h"
#include "sandbox/world/netlink/nf_tables_messages.h"

namespace eni::sandbox::world::netlink {

inline constexpr vpc::Family kFamilies[] = {vpc::Family::kIpv4, vpc::Family::kIpv6};

/// What packets of a family look like to nf_tables.
struct FamilyForm {
  std::uint8_t number;
  std::uint32_t address_type;  ///< as nft(8) calls it when it lists
  std::uint32_t address_size;
  std::uint32_t source;  ///< where it lies in the packet
  std::uint32_t destination;
};

inline FamilyForm form_of(vpc::Family family) {
  return family == vpc::Family::kIpv4 ? FamilyForm{NFPROTO_IPV4, 7, 4, 12, 16}
                                      : FamilyForm{NFPROTO_IPV6, 8, 16, 8, 24};
}

/// The set of a family's addresses by the name that both are called by.
inline std::string set_of(const std::string& set, vpc::Family family) {
  return family == vpc::Family::kIpv4 ? set : set + " of IPv6";
}

inline void put_verdict(Batch& batch, std::uint16_t type, const Verdict& verdict) {
  put(batch.nest(type).nest(NFTA_DATA_VERDICT), NFTA_VERDICT_CODE, static_cast<std::uint32_t>(verdict.code));
  if (!verdict.chain.empty()) batch.text(NFTA_VERDICT_CHAIN, verdict.chain);
  batch.end().end();
}

}  // namespace eni::sandbox::world::netlink
