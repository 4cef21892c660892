#include "sandbox/world/netlink/filters.h"

#include <arpa/inet.h>
#include <array>
#include <linux/if.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

#include "sandbox/world/netlink/nf_tables_messages.h"

namespace eni::sandbox::world::netlink {
namespace {

constexpr const char* kTable = "vpc";
/// Where steps of a rule leave what they have found.
constexpr std::uint32_t kRegister{NFT_REG_1};
constexpr std::uint32_t kIpv4AddressType = 7;  ///< as nft(8) calls it when it lists
constexpr std::uint32_t kTransport{NFT_PAYLOAD_TRANSPORT_HEADER};

void put_verdict(Batch& batch, std::uint16_t type, const Verdict& verdict) {
  put(batch.nest(type).nest(NFTA_DATA_VERDICT), NFTA_VERDICT_CODE, static_cast<std::uint32_t>(verdict.code));
  if (!verdict.chain.empty()) batch.text(NFTA_VERDICT_CHAIN, verdict.chain);
  batch.end().end();
}

}  // namespace

Verdict accept_packet() { return {NF_ACCEPT, ""}; }
Verdict drop_packet() { return {NF_DROP, ""}; }
Verdict return_from_chain() { return {NFT_RETURN, ""}; }
Verdict jump_to(std::string chain) { return {NFT_JUMP, std::move(chain)}; }

Batch& FilterRule::step(const char* name) {
  steps_.push_back({name, {}});
  return steps_.back().data;
}

void FilterRule::load(std::uint32_t base, std::uint32_t offset, std::uint32_t size) {
  Batch& data = step("payload");
  put(data, NFTA_PAYLOAD_DREG, kRegister);
  put(data, NFTA_PAYLOAD_BASE, base);
  put(data, NFTA_PAYLOAD_OFFSET, offset);
  put(data, NFTA_PAYLOAD_LEN, size);
}

void FilterRule::compare(std::uint32_t operation, std::string_view value) {
  Batch& data = step("cmp");
  put(data, NFTA_CMP_SREG, kRegister);
  put(data, NFTA_CMP_OP, operation);
  put_value(data, NFTA_CMP_DATA, value);
}

FilterRule& FilterRule::is_answer() {
  constexpr auto bit_of = [](ip_conntrack_info state) { return 1U << (state % IP_CT_IS_REPLY + 1); };
  const std::uint32_t mask = bit_of(IP_CT_ESTABLISHED) | bit_of(IP_CT_RELATED);
  const std::uint32_t none = 0;
  Batch& state = step("ct");
  put(state, NFTA_CT_DREG, kRegister);
  put(state, NFTA_CT_KEY, NFT_CT_STATE);
  Batch& both = step("bitwise");
  put(both, NFTA_BITWISE_SREG, kRegister);
  put(both, NFTA_BITWISE_DREG, kRegister);
  put(both, NFTA_BITWISE_LEN, sizeof mask);
  put_value(both, NFTA_BITWISE_MASK, bytes_of(&mask, sizeof mask));
  put_value(both, NFTA_BITWISE_XOR, bytes_of(&none, sizeof none));
  compare(NFT_CMP_NEQ, bytes_of(&none, sizeof none));
  return *this;
}

FilterRule& FilterRule::has_interface_name(std::uint32_t key, std::string_view interface) {
  std::array<char, IFNAMSIZ> name{};
  interface.copy(name.data(), name.size() - 1);
  Batch& data = step("meta");
  put(data, NFTA_META_DREG, kRegister);
  put(data, NFTA_META_KEY, key);
  compare(NFT_CMP_EQ, bytes_of(name.data(), name.size()));
  return *this;
}

FilterRule& FilterRule::comes_in_by(std::string_view interface) {
  return has_interface_name(NFT_META_IIFNAME, interface);
}

FilterRule& FilterRule::goes_out_by(std::string_view interface) {
  return has_interface_name(NFT_META_OIFNAME, interface);
}

FilterRule& FilterRule::has_protocol(std::uint8_t protocol) {
  Batch& data = step("meta");
  put(data, NFTA_META_DREG, kRegister);
  put(data, NFTA_META_KEY, NFT_META_L4PROTO);
  compare(NFT_CMP_EQ, bytes_of(&protocol, sizeof protocol));
  return *this;
}

FilterRule& FilterRule::has_destination_port(std::uint16_t first, std::uint16_t last) {
  constexpr std::uint32_t kDestinationPort = 2;
  const std::array<std::uint16_t, 2> ends{htons(first), htons(last)};
  load(kTransport, kDestinationPort, sizeof first);
  compare(NFT_CMP_GTE, bytes_of(&ends[0], sizeof ends[0]));
  compare(NFT_CMP_LTE, bytes_of(&ends[1], sizeof ends[1]));
  return *this;
}

FilterRule& FilterRule::has_icmp_type(std::uint8_t type) {
  load(kTransport, 0, sizeof type);
  compare(NFT_CMP_EQ, bytes_of(&type, sizeof type));
  return *this;
}

FilterRule& FilterRule::has_icmp_code(std::uint8_t code) {
  load(kTransport, 1, sizeof code);
  compare(NFT_CMP_EQ, bytes_of(&code, sizeof code));
  return *this;
}

FilterRule& FilterRule::is_in(Address address, const vpc::Cidr4& block) {
  const std::array<std::uint32_t, 2> ends{htonl(block.first), htonl(block.last())};
  if (block.prefix == 0) return *this;
  load_address(address);
  compare(NFT_CMP_GTE, bytes_of(&ends[0], sizeof ends[0]));
  compare(NFT_CMP_LTE, bytes_of(&ends[1], sizeof ends[1]));
  return *this;
}

FilterRule& FilterRule::is_in_set(Address address, std::string_view set) {
  load_address(address);
  Batch& data = step("lookup");
  data.text(NFTA_LOOKUP_SET, set);
  put(data, NFTA_LOOKUP_SREG, kRegister);
  return *this;
}

FilterRule& FilterRule::verdict_of(Address address, std::string_view map) {
  is_in_set(address, map);
  put(steps_.back().data, NFTA_LOOKUP_DREG, NFT_REG_VERDICT);
  return *this;
}

FilterRule& FilterRule::verdict(const Verdict& verdict) {
  Batch& data = step("immediate");
  put(data, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
  put_verdict(data, NFTA_IMMEDIATE_DATA, verdict);
  return *this;
}

void FilterRule::write(Batch& batch) const {
  batch.nest(NFTA_RULE_EXPRESSIONS);
  for (const Step& step : steps_) {
    batch.nest(NFTA_LIST_ELEM).text(NFTA_EXPR_NAME, step.name);
    batch.nest(NFTA_EXPR_DATA).attributes(step.data).end().end();
  }
  batch.end();
}

FilterChanges::FilterChanges() {
  batch_.silent_message(NFNL_MSG_BATCH_BEGIN, header(AF_UNSPEC, NFNL_SUBSYS_NFTABLES));
}

FilterChanges& FilterChanges::add_input_chain(const std::string& chain) {
  return put_hooked_chain(chain, NF_INET_LOCAL_IN, 0, NF_ACCEPT);
}

FilterChanges& FilterChanges::add_output_chain(const std::string& chain) {
  return put_hooked_chain(chain, NF_INET_LOCAL_OUT, 0, NF_ACCEPT);
}

Batch FilterChanges::finish() {
  batch_.silent_message(NFNL_MSG_BATCH_END, header(AF_UNSPEC, NFNL_SUBSYS_NFTABLES));
  return std::move(batch_);
}

Batch& FilterChanges::message(std::uint8_t type, std::uint16_t flags, std::string subject) {
  return batch_.message(type_of(type), flags, header(NFPROTO_IPV4, 0), std::move(subject));
}

FilterChanges& FilterChanges::add_table() {
  message(NFT_MSG_NEWTABLE, NLM_F_CREATE, "the table of filters").text(NFTA_TABLE_NAME, kTable);
  return *this;
}

FilterChanges& FilterChanges::put_hooked_chain(const std::string& chain, std::uint32_t hook,
                                               std::int32_t priority, std::uint32_t policy) {
  Batch& batch = message(NFT_MSG_NEWCHAIN, NLM_F_CREATE, "the chain " + chain);
  batch.text(NFTA_CHAIN_TABLE, kTable).text(NFTA_CHAIN_NAME, chain).text(NFTA_CHAIN_TYPE, "filter");
  batch.nest(NFTA_CHAIN_HOOK);
  put(batch, NFTA_HOOK_HOOKNUM, hook);
  put(batch, NFTA_HOOK_PRIORITY, static_cast<std::uint32_t>(priority)).end();
  put(batch, NFTA_CHAIN_POLICY, policy);
  return *this;
}

FilterChanges& FilterChanges::add_forward_chain(const std::string& chain) {
  return put_hooked_chain(chain, NF_INET_FORWARD, 0, NF_DROP);
}

FilterChanges& FilterChanges::add_early_chain(const std::string& chain, Hook hook, std::int32_t priority) {
  const std::uint32_t number = hook == Hook::kForward ? NF_INET_FORWARD : NF_INET_LOCAL_OUT;
  return put_hooked_chain(chain, number, priority, NF_ACCEPT);
}

FilterChanges& FilterChanges::add_chain(const std::string& chain) {
  message(NFT_MSG_NEWCHAIN, NLM_F_CREATE, "the chain " + chain)
      .text(NFTA_CHAIN_TABLE, kTable)
      .text(NFTA_CHAIN_NAME, chain);
  return *this;
}

FilterChanges& FilterChanges::flush_chain(const std::string& chain) {
  message(NFT_MSG_DELRULE, 0, "the rules of " + chain)
      .text(NFTA_RULE_TABLE, kTable)
      .text(NFTA_RULE_CHAIN, chain);
  return *this;
}

FilterChanges& FilterChanges::delete_chain(const std::string& chain) {
  message(NFT_MSG_DELCHAIN, 0, "the chain " + chain)
      .text(NFTA_CHAIN_TABLE, kTable)
      .text(NFTA_CHAIN_NAME, chain);
  return *this;
}

FilterChanges& FilterChanges::add_rule(const std::string& chain, const FilterRule& rule) {
  Batch& batch = message(NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND, "a rule of " + chain);
  rule.write(batch.text(NFTA_RULE_TABLE, kTable).text(NFTA_RULE_CHAIN, chain));
  return *this;
}

FilterChanges& FilterChanges::put_set(const std::string& set, std::uint32_t flags) {
  Batch& batch = message(NFT_MSG_NEWSET, NLM_F_CREATE, "the set " + set);
  batch.text(NFTA_SET_TABLE, kTable).text(NFTA_SET_NAME, set);
  put(batch, NFTA_SET_FLAGS, flags);
  put(batch, NFTA_SET_KEY_TYPE, kIpv4AddressType);
  put(batch, NFTA_SET_KEY_LEN, sizeof(vpc::Ipv4));
  if (flags & NFT_SET_MAP) put(batch, NFTA_SET_DATA_TYPE, NFT_DATA_VERDICT);
  put(batch, NFTA_SET_ID, ++sets_);
  return *this;
}

FilterChanges& FilterChanges::add_address_set(const std::string& set) { return put_set(set, 0); }

FilterChanges& FilterChanges::add_verdict_map(const std::string& map) { return put_set(map, NFT_SET_MAP); }

FilterChanges& FilterChanges::delete_set(const std::string& set) {
  message(NFT_MSG_DELSET, 0, "the set " + set).text(NFTA_SET_TABLE, kTable).text(NFTA_SET_NAME, set);
  return *this;
}

void FilterChanges::put_element(std::uint8_t type, std::uint16_t flags, const std::string& set,
                                vpc::Ipv4 address, const Verdict* verdict) {
  const std::uint32_t key = htonl(address);
  Batch& batch = message(type, flags, vpc::to_text(address) + " in " + set);
  batch.text(NFTA_SET_ELEM_LIST_TABLE, kTable).text(NFTA_SET_ELEM_LIST_SET, set);
  batch.nest(NFTA_SET_ELEM_LIST_ELEMENTS).nest(NFTA_LIST_ELEM);
  put_value(batch, NFTA_SET_ELEM_KEY, bytes_of(&key, sizeof key));
  if (verdict) put_verdict(batch, NFTA_SET_ELEM_DATA, *verdict);
  batch.end().end();
}

FilterChanges& FilterChanges::add_element(const std::string& set, vpc::Ipv4 address) {
  put_element(NFT_MSG_NEWSETELEM, NLM_F_CREATE, set, address, nullptr);
  return *this;
}

FilterChanges& FilterChanges::add_element(const std::string& map, vpc::Ipv4 address, const Verdict& verdict) {
  put_element(NFT_MSG_NEWSETELEM, NLM_F_CREATE, map, address, &verdict);
  return *this;
}

FilterChanges& FilterChanges::delete_element(const std::string& set, vpc::Ipv4 address) {
  put_element(NFT_MSG_DELSETELEM, 0, set, address, nullptr);
  return *this;
}

}  // namespace eni::sandbox::world::netlink
