#include "sandbox/world/netlink/filters.h"

#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

#include "sandbox/world/netlink/filter_parts.h"
#include "sandbox/world/network_settings.h"

namespace eni::sandbox::world::netlink {
namespace {

constexpr const char* kTable = "vpc";
constexpr std::uint32_t kInterfaceType = 20;  ///< as nft(8) calls it when it lists

/// A kernel without IPv6 has no tables of both families.
std::uint8_t family_of_table() { return has_ipv6() ? NFPROTO_INET : NFPROTO_IPV4; }

/// An interface, and a source there.
std::string source_key(Index interface, const vpc::Address& address) {
  return std::string(bytes_of(&interface, sizeof interface)) + std::string(address.bytes());
}

std::string source_name(Index interface, const vpc::Address& address) {
  return address.text() + " at interface " + std::to_string(interface);
}

}  // namespace

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
  return batch_.message(type_of(type), flags, header(family_of_table(), 0), std::move(subject));
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
  const std::uint32_t number = hook == Hook::kArrival   ? NF_INET_PRE_ROUTING
                               : hook == Hook::kForward ? NF_INET_FORWARD
                                                        : NF_INET_LOCAL_OUT;
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

FilterChanges& FilterChanges::put_set(const std::string& set, const SetForm& form) {
  Batch& batch = message(NFT_MSG_NEWSET, NLM_F_CREATE, "the set " + set);
  batch.text(NFTA_SET_TABLE, kTable).text(NFTA_SET_NAME, set);
  put(batch, NFTA_SET_FLAGS, form.flags);
  put(batch, NFTA_SET_KEY_TYPE, form.key_type);
  put(batch, NFTA_SET_KEY_LEN, form.key_size);
  if (form.flags & NFT_SET_MAP) put(batch, NFTA_SET_DATA_TYPE, NFT_DATA_VERDICT);
  put(batch, NFTA_SET_ID, ++sets_);
  return *this;
}

FilterChanges& FilterChanges::put_address_sets(const std::string& set, std::uint32_t flags) {
  for (const vpc::Family family : kFamilies) {
    const FamilyForm form = form_of(family);
    put_set(set_of(set, family), {flags, form.address_type, form.address_size});
  }
  return *this;
}

FilterChanges& FilterChanges::add_address_set(const std::string& set) { return put_address_sets(set, 0); }

FilterChanges& FilterChanges::add_verdict_map(const std::string& map) {
  return put_address_sets(map, NFT_SET_MAP);
}

FilterChanges& FilterChanges::add_interface_set(const std::string& set) {
  return put_set(set, {0, kInterfaceType, sizeof(Index)});
}

FilterChanges& FilterChanges::add_source_set(const std::string& set) {
  constexpr std::uint32_t kBitsOfType = 6;
  for (const vpc::Family family : kFamilies) {
    const FamilyForm form = form_of(family);
    put_set(set_of(set, family), {0, kInterfaceType << kBitsOfType | form.address_type,
                                  static_cast<std::uint32_t>(sizeof(Index)) + form.address_size});
  }
  return *this;
}

FilterChanges& FilterChanges::delete_address_set(const std::string& set) {
  for (const vpc::Family family : kFamilies) {
    const std::string name = set_of(set, family);
    message(NFT_MSG_DELSET, 0, "the set " + name).text(NFTA_SET_TABLE, kTable).text(NFTA_SET_NAME, name);
  }
  return *this;
}

FilterChanges& FilterChanges::put_element(std::uint8_t type, const Element& element) {
  const std::uint16_t flags = type == NFT_MSG_NEWSETELEM ? NLM_F_CREATE : 0;
  Batch& batch = message(type, flags, element.name + " in " + element.set);
  batch.text(NFTA_SET_ELEM_LIST_TABLE, kTable).text(NFTA_SET_ELEM_LIST_SET, element.set);
  batch.nest(NFTA_SET_ELEM_LIST_ELEMENTS).nest(NFTA_LIST_ELEM);
  put_value(batch, NFTA_SET_ELEM_KEY, element.key);
  if (element.verdict) put_verdict(batch, NFTA_SET_ELEM_DATA, *element.verdict);
  batch.end().end();
  return *this;
}

FilterChanges& FilterChanges::add_element(const std::string& set, const vpc::Address& address) {
  return put_element(NFT_MSG_NEWSETELEM, {set_of(set, address.family()), address.bytes(), address.text()});
}

FilterChanges& FilterChanges::add_element(const std::string& map, const vpc::Address& address,
                                          const Verdict& verdict) {
  return put_element(NFT_MSG_NEWSETELEM,
                     {set_of(map, address.family()), address.bytes(), address.text(), &verdict});
}

FilterChanges& FilterChanges::delete_element(const std::string& set, const vpc::Address& address) {
  return put_element(NFT_MSG_DELSETELEM, {set_of(set, address.family()), address.bytes(), address.text()});
}

FilterChanges& FilterChanges::add_interface(const std::string& set, Index interface) {
  return put_element(NFT_MSG_NEWSETELEM,
                     {set, bytes_of(&interface, sizeof interface), std::to_string(interface)});
}

FilterChanges& FilterChanges::delete_interface(const std::string& set, Index interface) {
  return put_element(NFT_MSG_DELSETELEM,
                     {set, bytes_of(&interface, sizeof interface), std::to_string(interface)});
}

FilterChanges& FilterChanges::add_source(const std::string& set, Index interface,
                                         const vpc::Address& address) {
  const std::string key = source_key(interface, address);
  return put_element(NFT_MSG_NEWSETELEM,
                     {set_of(set, address.family()), key, source_name(interface, address)});
}

FilterChanges& FilterChanges::delete_source(const std::string& set, Index interface,
                                            const vpc::Address& address) {
  const std::string key = source_key(interface, address);
  return put_element(NFT_MSG_DELSETELEM,
                     {set_of(set, address.family()), key, source_name(interface, address)});
}

}  // namespace eni::sandbox::world::netlink
