#include "sandbox/world/netlink/masquerade.h"

#include <arpa/inet.h>
#include <linux/netlink.h>

#include "sandbox/world/netlink/filter_parts.h"

namespace eni::sandbox::world::netlink {
namespace {

constexpr const char* kOutsideTable = "outside";
constexpr const char* kLeaving = "leaving";
constexpr std::uint32_t kSourceTranslation = 100;  ///< NF_IP6_PRI_NAT_SRC

Batch& translation(Batch& batch, std::uint8_t type, std::uint16_t flags) {
  return batch.message(type_of(type), flags, header(NFPROTO_IPV6, 0), "the translation of IPv6");
}

}  // namespace

Batch masquerade_ipv6(std::string_view interface) {
  Batch batch;
  batch.silent_message(NFNL_MSG_BATCH_BEGIN, header(AF_UNSPEC, NFNL_SUBSYS_NFTABLES));
  // What is not there cannot be deleted.
  translation(batch, NFT_MSG_NEWTABLE, NLM_F_CREATE).text(NFTA_TABLE_NAME, kOutsideTable);
  translation(batch, NFT_MSG_DELTABLE, 0).text(NFTA_TABLE_NAME, kOutsideTable);
  translation(batch, NFT_MSG_NEWTABLE, NLM_F_CREATE).text(NFTA_TABLE_NAME, kOutsideTable);
  translation(batch, NFT_MSG_NEWCHAIN, NLM_F_CREATE)
      .text(NFTA_CHAIN_TABLE, kOutsideTable)
      .text(NFTA_CHAIN_NAME, kLeaving)
      .text(NFTA_CHAIN_TYPE, "nat")
      .nest(NFTA_CHAIN_HOOK);
  put(batch, NFTA_HOOK_HOOKNUM, NF_INET_POST_ROUTING);
  put(batch, NFTA_HOOK_PRIORITY, kSourceTranslation).end();
  translation(batch, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND)
      .text(NFTA_RULE_TABLE, kOutsideTable)
      .text(NFTA_RULE_CHAIN, kLeaving);
  FilterRule{}.goes_out_by(interface).masquerade().write(batch);
  batch.silent_message(NFNL_MSG_BATCH_END, header(AF_UNSPEC, NFNL_SUBSYS_NFTABLES));
  return batch;
}

}  // namespace eni::sandbox::world::netlink
