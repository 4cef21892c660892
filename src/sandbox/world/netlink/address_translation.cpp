#include "sandbox/world/netlink/address_translation.h"

#include <arpa/inet.h>
#include <array>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netlink.h>
#include <vector>

#include "sandbox/world/netlink/nf_tables_messages.h"

namespace eni::sandbox::world::netlink {
namespace {

constexpr const char* kTranslationTable = "docker";
constexpr const char* kPorts = "ports";  ///< a protocol and port of the host's, and whose they are
constexpr const char* kIncoming = "prerouting";
constexpr const char* kLocal = "output";
constexpr const char* kOutgoing = "postrouting";
constexpr const char* kArriving = "arriving";
constexpr const char* kForwarded = "forward";

/// As nft(8) calls types when it lists: each six bits of what is put together.
constexpr std::uint32_t kProtocolAndPort = 12 << 6 | 13;
constexpr std::uint32_t kAddressAndPort = 7 << 6 | 13;
/// A register of 16 bytes, and the second 4 of them.
constexpr std::uint32_t kFirst{NFT_REG_1};
constexpr std::uint32_t kSecond{NFT_REG32_01};

constexpr std::uint32_t kSourceAddress = 12;
constexpr std::uint32_t kDestinationAddress = 16;
const vpc::Cidr4 kLoopbackBlock{0x7F00'0000, 8};

/// A protocol, or an address, and a port: each in 4 bytes.
std::array<char, 8> pair_of(std::uint32_t first, std::uint16_t port) {
  std::array<char, 8> out{};
  const std::uint16_t ordered = htons(port);
  std::memcpy(out.data(), &first, sizeof first);
  std::memcpy(out.data() + sizeof first, &ordered, sizeof ordered);
  return out;
}

/// A rule, which is written as it is said.
class TranslationRule {
 public:
  TranslationRule(Batch& batch, const char* chain) : batch_{batch} {
    batch_.text(NFTA_RULE_TABLE, kTranslationTable).text(NFTA_RULE_CHAIN, chain);
    batch_.nest(NFTA_RULE_EXPRESSIONS);
  }

  TranslationRule& in(std::uint32_t offset, const vpc::Cidr4& block) {
    const std::array<std::uint32_t, 2> ends{htonl(block.first), htonl(block.last())};
    load(NFT_PAYLOAD_NETWORK_HEADER, offset, sizeof(vpc::Ipv4), kFirst);
    compare(NFT_CMP_GTE, bytes_of(&ends[0], sizeof ends[0]));
    compare(NFT_CMP_LTE, bytes_of(&ends[1], sizeof ends[1]));
    return *this;
  }

  /// Its connection goes to another destination than it was opened to.
  TranslationRule& is_translated() {
    const std::uint32_t mask = IPS_DST_NAT;
    const std::uint32_t none = 0;
    open("ct");
    put(batch_, NFTA_CT_DREG, kFirst);
    put(batch_, NFTA_CT_KEY, NFT_CT_STATUS);
    close();
    open("bitwise");
    put(batch_, NFTA_BITWISE_SREG, kFirst);
    put(batch_, NFTA_BITWISE_DREG, kFirst);
    put(batch_, NFTA_BITWISE_LEN, sizeof mask);
    put_value(batch_, NFTA_BITWISE_MASK, bytes_of(&mask, sizeof mask));
    put_value(batch_, NFTA_BITWISE_XOR, bytes_of(&none, sizeof none));
    close();
    compare(NFT_CMP_NEQ, bytes_of(&none, sizeof none));
    return *this;
  }

  TranslationRule& comes_by_other_than(Index interface) {
    return meets(NFT_META_IIF, NFT_CMP_NEQ, interface);
  }
  TranslationRule& leaves_by(Index interface) { return meets(NFT_META_OIF, NFT_CMP_EQ, interface); }

  /// If its port is published.
  void to_container() {
    open("meta");
    put(batch_, NFTA_META_DREG, kFirst);
    put(batch_, NFTA_META_KEY, NFT_META_L4PROTO);
    close();
    constexpr std::uint32_t kDestinationPort = 2;
    load(NFT_PAYLOAD_TRANSPORT_HEADER, kDestinationPort, sizeof(std::uint16_t), kSecond);
    open("lookup");
    batch_.text(NFTA_LOOKUP_SET, kPorts);
    put(batch_, NFTA_LOOKUP_SREG, kFirst);
    put(batch_, NFTA_LOOKUP_DREG, kFirst);
    close();
    open("nat");
    put(batch_, NFTA_NAT_TYPE, NFT_NAT_DNAT);
    put(batch_, NFTA_NAT_FAMILY, NFPROTO_IPV4);
    put(batch_, NFTA_NAT_REG_ADDR_MIN, kFirst);
    put(batch_, NFTA_NAT_REG_PROTO_MIN, kSecond);
    close();
    batch_.end();
  }

  /// From the address of the interface that it leaves by.
  void masquerade() {
    open("masq");
    close();
    batch_.end();
  }

  void verdict(std::uint32_t code) {
    open("immediate");
    put(batch_, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
    put(batch_.nest(NFTA_IMMEDIATE_DATA).nest(NFTA_DATA_VERDICT), NFTA_VERDICT_CODE, code).end().end();
    close();
    batch_.end();
  }

 private:
  TranslationRule& meets(std::uint32_t key, std::uint32_t comparison, Index interface) {
    open("meta");
    put(batch_, NFTA_META_DREG, kFirst);
    put(batch_, NFTA_META_KEY, key);
    close();
    compare(comparison, bytes_of(&interface, sizeof interface));
    return *this;
  }

  void open(const char* name) { batch_.nest(NFTA_LIST_ELEM).text(NFTA_EXPR_NAME, name).nest(NFTA_EXPR_DATA); }
  void close() { batch_.end().end(); }

  void load(std::uint32_t base, std::uint32_t offset, std::uint32_t size, std::uint32_t target) {
    open("payload");
    put(batch_, NFTA_PAYLOAD_DREG, target);
    put(batch_, NFTA_PAYLOAD_BASE, base);
    put(batch_, NFTA_PAYLOAD_OFFSET, offset);
    put(batch_, NFTA_PAYLOAD_LEN, size);
    close();
  }

  void compare(std::uint32_t operation, std::string_view value) {
    open("cmp");
    put(batch_, NFTA_CMP_SREG, kFirst);
    put(batch_, NFTA_CMP_OP, operation);
    put_value(batch_, NFTA_CMP_DATA, value);
    close();
  }

  Batch& batch_;
};

}  // namespace

TranslationChanges::TranslationChanges() {
  batch_.silent_message(NFNL_MSG_BATCH_BEGIN, header(AF_UNSPEC, NFNL_SUBSYS_NFTABLES));
}

Batch TranslationChanges::finish() {
  batch_.silent_message(NFNL_MSG_BATCH_END, header(AF_UNSPEC, NFNL_SUBSYS_NFTABLES));
  return std::move(batch_);
}

Batch& TranslationChanges::message(std::uint8_t type, std::uint16_t flags, std::string subject) {
  return batch_.message(type_of(type), flags, header(NFPROTO_IPV4, 0), std::move(subject));
}

TranslationChanges& TranslationChanges::translate(const Translator& translator) {
  const auto rule = [this](const char* chain) {
    return TranslationRule{
        message(NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND, std::string("a rule of ") + chain), chain};
  };
  message(NFT_MSG_NEWTABLE, NLM_F_CREATE, "the table of translations")
      .text(NFTA_TABLE_NAME, kTranslationTable);
  add_map();
  add_chain(kArriving, "filter", NF_INET_PRE_ROUTING, NF_IP_PRI_RAW);
  add_chain(kForwarded, "filter", NF_INET_FORWARD, NF_IP_PRI_FILTER);
  add_chain(kIncoming, "nat", NF_INET_PRE_ROUTING, NF_IP_PRI_NAT_DST);
  add_chain(kLocal, "nat", NF_INET_LOCAL_OUT, NF_IP_PRI_NAT_DST);
  add_chain(kOutgoing, "nat", NF_INET_POST_ROUTING, NF_IP_PRI_NAT_SRC);
  // The host's loopback is routed, for its own programs' sake; to nobody else.
  rule(kArriving).comes_by_other_than(kLoopback).in(kDestinationAddress, kLoopbackBlock).verdict(NF_DROP);
  rule(kForwarded).leaves_by(translator.own_interface).verdict(NF_DROP);
  for (const vpc::Ipv4 address : {translator.address, translator.gateway})
    for (const char* chain : {kIncoming, kLocal})
      rule(chain).in(kDestinationAddress, {address, 32}).to_container();
  rule(kLocal).in(kDestinationAddress, kLoopbackBlock).to_container();
  // Of a container by the host to one on the same bridge, which would answer past the host.
  rule(kOutgoing)
      .is_translated()
      .in(kSourceAddress, translator.block)
      .in(kDestinationAddress, translator.block)
      .masquerade();
  rule(kOutgoing).is_translated().in(kSourceAddress, kLoopbackBlock).masquerade();
  rule(kOutgoing)
      .in(kSourceAddress, translator.block)
      .in(kDestinationAddress, translator.block)
      .verdict(NF_ACCEPT);
  rule(kOutgoing).in(kSourceAddress, translator.block).masquerade();
  return *this;
}

void TranslationChanges::add_map() {
  Batch& batch = message(NFT_MSG_NEWSET, NLM_F_CREATE, "the map of ports");
  batch.text(NFTA_SET_TABLE, kTranslationTable).text(NFTA_SET_NAME, kPorts);
  put(batch, NFTA_SET_FLAGS, NFT_SET_MAP);
  put(batch, NFTA_SET_KEY_TYPE, kProtocolAndPort);
  put(batch, NFTA_SET_KEY_LEN, sizeof(std::array<char, 8>));
  put(batch, NFTA_SET_DATA_TYPE, kAddressAndPort);
  put(batch, NFTA_SET_DATA_LEN, sizeof(std::array<char, 8>));
  put(batch, NFTA_SET_ID, 1);
}

void TranslationChanges::add_chain(const char* chain, const char* type, std::uint32_t hook,
                                   std::int32_t priority) {
  Batch& batch = message(NFT_MSG_NEWCHAIN, NLM_F_CREATE, std::string("the chain ") + chain);
  batch.text(NFTA_CHAIN_TABLE, kTranslationTable).text(NFTA_CHAIN_NAME, chain).text(NFTA_CHAIN_TYPE, type);
  batch.nest(NFTA_CHAIN_HOOK);
  put(batch, NFTA_HOOK_HOOKNUM, hook);
  put(batch, NFTA_HOOK_PRIORITY, static_cast<std::uint32_t>(priority)).end();
  put(batch, NFTA_CHAIN_POLICY, NF_ACCEPT);
}

void TranslationChanges::put_port(std::uint8_t type, std::uint16_t flags, const PublishedPort& port) {
  std::uint32_t protocol = 0;
  std::memcpy(&protocol, &port.protocol, sizeof port.protocol);
  const auto key = pair_of(protocol, port.host_port);
  const auto value = pair_of(htonl(port.address), port.container_port);
  Batch& batch = message(type, flags, "the port " + std::to_string(port.host_port));
  batch.text(NFTA_SET_ELEM_LIST_TABLE, kTranslationTable).text(NFTA_SET_ELEM_LIST_SET, kPorts);
  batch.nest(NFTA_SET_ELEM_LIST_ELEMENTS).nest(NFTA_LIST_ELEM);
  put_value(batch, NFTA_SET_ELEM_KEY, bytes_of(key.data(), key.size()));
  if (type == NFT_MSG_NEWSETELEM) put_value(batch, NFTA_SET_ELEM_DATA, bytes_of(value.data(), value.size()));
  batch.end().end();
}

TranslationChanges& TranslationChanges::publish(const PublishedPort& port) {
  put_port(NFT_MSG_NEWSETELEM, NLM_F_CREATE | NLM_F_EXCL, port);
  return *this;
}

TranslationChanges& TranslationChanges::withdraw(const PublishedPort& port) {
  put_port(NFT_MSG_DELSETELEM, 0, port);
  return *this;
}

}  // namespace eni::sandbox::world::netlink
