#include <arpa/inet.h>
#include <array>
#include <linux/if.h>
#include <linux/netfilter/nf_conntrack_common.h>

#include "sandbox/world/netlink/filter_parts.h"

namespace eni::sandbox::world::netlink {
namespace {

/// Where steps of a rule leave what they have found.
constexpr std::uint32_t kRegister{NFT_REG_1};
/// The first four bytes of the same: what is looked up together lies there one behind the other.
constexpr std::uint32_t kInterfaceRegister{NFT_REG32_00};
constexpr std::uint32_t kBehindInterface{NFT_REG32_01};
constexpr std::uint32_t kTransport{NFT_PAYLOAD_TRANSPORT_HEADER};

}  // namespace

Verdict accept_packet() { return {NF_ACCEPT, ""}; }
Verdict drop_packet() { return {NF_DROP, ""}; }
Verdict return_from_chain() { return {NFT_RETURN, ""}; }
Verdict jump_to(std::string chain) { return {NFT_JUMP, std::move(chain)}; }

Batch& FilterRule::step(const char* name) {
  steps_.push_back({name, {}});
  return steps_.back().data;
}

void FilterRule::load(std::uint32_t base, std::uint32_t offset, std::uint32_t size, std::uint32_t to) {
  Batch& data = step("payload");
  put(data, NFTA_PAYLOAD_DREG, to);
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

void FilterRule::load_address(Address address, vpc::Family family, std::uint32_t to) {
  const FamilyForm form = form_of(family);
  load(NFT_PAYLOAD_NETWORK_HEADER, address == Address::kSource ? form.source : form.destination,
       form.address_size, to);
}

void FilterRule::load_interface() {
  Batch& data = step("meta");
  put(data, NFTA_META_DREG, kInterfaceRegister);
  put(data, NFTA_META_KEY, NFT_META_IIF);
}

FilterRule& FilterRule::is_of(vpc::Family family) {
  const std::uint8_t number = form_of(family).number;
  Batch& data = step("meta");
  put(data, NFTA_META_DREG, kRegister);
  put(data, NFTA_META_KEY, NFT_META_NFPROTO);
  compare(NFT_CMP_EQ, bytes_of(&number, sizeof number));
  return *this;
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
  load(kTransport, kDestinationPort, sizeof first, kRegister);
  compare(NFT_CMP_GTE, bytes_of(&ends[0], sizeof ends[0]));
  compare(NFT_CMP_LTE, bytes_of(&ends[1], sizeof ends[1]));
  return *this;
}

FilterRule& FilterRule::has_icmp_type(std::uint8_t type) {
  load(kTransport, 0, sizeof type, kRegister);
  compare(NFT_CMP_EQ, bytes_of(&type, sizeof type));
  return *this;
}

FilterRule& FilterRule::has_icmp_code(std::uint8_t code) {
  load(kTransport, 1, sizeof code, kRegister);
  compare(NFT_CMP_EQ, bytes_of(&code, sizeof code));
  return *this;
}

FilterRule& FilterRule::is_in(Address address, const vpc::Cidr& block) {
  is_of(block.family());
  if (block.prefix == 0) return *this;
  load_address(address, block.family(), kRegister);
  compare(NFT_CMP_GTE, block.first.bytes());
  compare(NFT_CMP_LTE, block.last().bytes());
  return *this;
}

FilterRule& FilterRule::is_in_set_of(std::string_view set) {
  Batch& data = step("lookup");
  data.text(NFTA_LOOKUP_SET, set);
  put(data, NFTA_LOOKUP_SREG, kRegister);
  return *this;
}

FilterRule& FilterRule::is_in_set(Address address, vpc::Family family, const std::string& set) {
  is_of(family).load_address(address, family, kRegister);
  return is_in_set_of(set_of(set, family));
}

FilterRule& FilterRule::verdict_of(Address address, vpc::Family family, const std::string& map) {
  is_in_set(address, family, map);
  put(steps_.back().data, NFTA_LOOKUP_DREG, NFT_REG_VERDICT);
  return *this;
}

FilterRule& FilterRule::comes_in_by_one_of(const std::string& interfaces) {
  load_interface();
  return is_in_set_of(interfaces);
}

FilterRule& FilterRule::comes_from_one_of(vpc::Family family, const std::string& sources) {
  is_of(family).load_interface();
  load_address(Address::kSource, family, kBehindInterface);
  return is_in_set_of(set_of(sources, family));
}

FilterRule& FilterRule::verdict(const Verdict& verdict) {
  Batch& data = step("immediate");
  put(data, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
  put_verdict(data, NFTA_IMMEDIATE_DATA, verdict);
  return *this;
}

FilterRule& FilterRule::masquerade() {
  step("masq");
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

}  // namespace eni::sandbox::world::netlink
