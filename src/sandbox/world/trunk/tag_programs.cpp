#include "sandbox/world/trunk/tag_programs.h"

#include <arpa/inet.h>
#include <array>
#include <cstddef>
#include <cstring>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>

#include "sandbox/world/trunk/bpf.h"

namespace eni::sandbox::world {
namespace {

using Label = bpf::Program::Label;
using R = bpf::Register;

constexpr std::uint32_t kMaxBranches = 4094;

/// Where the frame's two addresses lie.
constexpr std::int32_t kDestination = 0;
constexpr std::int32_t kSource = 6;

/// Eight bytes of the program's stack, of which a MAC fills six and the others are 0.
constexpr std::int16_t kFrameMac = -8;
constexpr std::int16_t kTag = -16;

using MacKey = std::array<std::uint8_t, 8>;

MacKey key_of(const vpc::Mac& mac) {
  MacKey key{};
  std::memcpy(key.data(), mac.data(), mac.size());
  return key;
}

bpf::Program& read_mac(bpf::Program& program, std::int32_t offset, Label on_failure) {
  return program.move(R::r1, 0)
      .store(R::frame, kFrameMac, R::r1, 8)
      .read_frame(offset, kFrameMac, 6, on_failure);
}

/// To r0, the address of the value, or 0.
bpf::Program& look_up(bpf::Program& program, int map, std::int16_t key) {
  return program.load_map(R::r1, map).move(R::r2, R::frame).add(R::r2, key).call(BPF_FUNC_map_lookup_elem);
}

void finish(bpf::Program& program, Label pass, Label drop) {
  program.place(pass).move(R::r0, TC_ACT_OK).exit();
  program.place(drop).move(R::r0, TC_ACT_SHOT).exit();
}

enum class Unknown { kPass, kDrop };

/// Frames get the tag of the interface that has this one of their addresses.
Result<net::Descriptor> load_pushing(const char* name, int vlan_of_mac, std::int32_t address,
                                     Unknown unknown) {
  bpf::Program program;
  const Label pass = program.label();
  const Label drop = program.label();
  program.move(R::r6, R::r1);
  read_mac(program, address, drop);
  look_up(program, vlan_of_mac, kFrameMac)
      .jump_if(BPF_JEQ, R::r0, 0, unknown == Unknown::kPass ? pass : drop);
  program.load(R::r3, R::r0, 0, 4)
      .move(R::r1, R::r6)
      .move(R::r2, htons(ETH_P_8021Q))
      .call(BPF_FUNC_skb_vlan_push)
      .jump_if(BPF_JNE, R::r0, 0, drop);
  finish(program, pass, drop);
  return program.load(name);
}

/// What comes to a host may be for all; into the network comes nothing but what branches send.
enum class End { kHost, kNetwork };

/// Frames lose their tag if this one of their addresses is that of the tag's interface.
Result<net::Descriptor> load_popping(const char* name, int mac_of_vlan, std::int32_t address, End end) {
  bpf::Program program;
  const Label pass = program.label();
  const Label drop = program.label();
  program.move(R::r6, R::r1)
      .load(R::r1, R::r6, offsetof(__sk_buff, vlan_present), 4)
      .jump_if(BPF_JEQ, R::r1, 0, end == End::kHost ? pass : drop)
      .load(R::r1, R::r6, offsetof(__sk_buff, vlan_tci), 4)
      .bitwise_and(R::r1, 0xFFF)
      .move(R::r2, 0)
      .store(R::frame, kTag, R::r2, 8)
      .store(R::frame, kTag, R::r1, 4);
  look_up(program, mac_of_vlan, kTag).jump_if(BPF_JEQ, R::r0, 0, drop).load(R::r7, R::r0, 0, 8);
  program.move(R::r1, R::r6).call(BPF_FUNC_skb_vlan_pop).jump_if(BPF_JNE, R::r0, 0, drop);
  read_mac(program, address, drop);
  if (end == End::kHost)
    program.load(R::r1, R::frame, kFrameMac, 1).bitwise_and(R::r1, 1).jump_if(BPF_JNE, R::r1, 0, pass);
  program.load(R::r1, R::frame, kFrameMac, 8).jump_if(BPF_JNE, R::r1, R::r7, drop);
  finish(program, pass, drop);
  return program.load(name);
}

}  // namespace

Result<TagPrograms> TagPrograms::load() {
  TagPrograms loaded;
  ENI_TRY(loaded.vlan_of_mac_,
          bpf::make_hash_map("vlan_of_mac", sizeof(MacKey), sizeof(std::uint32_t), kMaxBranches));
  ENI_TRY(loaded.mac_of_vlan_,
          bpf::make_hash_map("mac_of_vlan", sizeof(std::uint32_t), sizeof(MacKey), kMaxBranches));
  const int vlans = loaded.vlan_of_mac_.get();
  const int macs = loaded.mac_of_vlan_.get();
  ENI_TRY(loaded.host_outgoing_, load_pushing("host_outgoing", vlans, kSource, Unknown::kPass));
  ENI_TRY(loaded.host_incoming_, load_popping("host_incoming", macs, kDestination, End::kHost));
  ENI_TRY(loaded.network_incoming_, load_popping("net_incoming", macs, kSource, End::kNetwork));
  ENI_TRY(loaded.network_outgoing_, load_pushing("net_outgoing", vlans, kDestination, Unknown::kDrop));
  return loaded;
}

Result<void> TagPrograms::add(VlanId vlan_id, const vpc::Mac& mac) {
  const MacKey key = key_of(mac);
  const std::uint32_t tag = vlan_id;
  int error = bpf::update(vlan_of_mac_.get(), key.data(), &tag);
  if (error == 0) error = bpf::update(mac_of_vlan_.get(), &tag, key.data());
  if (error != 0) return Error{"the tag " + std::to_string(vlan_id) + ": " + std::strerror(error), ""};
  return {};
}

void TagPrograms::remove(VlanId vlan_id, const vpc::Mac& mac) {
  const MacKey key = key_of(mac);
  const std::uint32_t tag = vlan_id;
  bpf::remove(vlan_of_mac_.get(), key.data());
  bpf::remove(mac_of_vlan_.get(), &tag);
}

}  // namespace eni::sandbox::world
