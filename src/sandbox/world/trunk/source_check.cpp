#include "sandbox/world/trunk/source_check.h"

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

// Where it stands in a frame: of Ethernet, of IPv4, of ARP.
constexpr std::int32_t kSourceMac = 6;
constexpr std::int32_t kType = 12;
constexpr std::int32_t kSourceAddress = ETH_HLEN + 12;
constexpr std::int32_t kArpSenderMac = ETH_HLEN + 8;
constexpr std::int32_t kArpSenderAddress = ETH_HLEN + 14;

constexpr std::int16_t kRead = -8;  ///< on the stack

/// In pieces of two bytes, which are never negative numbers.
template <std::size_t size>
void require(bpf::Program& program, std::int32_t offset, const std::array<std::uint8_t, size>& wanted,
             Label drop) {
  program.read_frame(offset, kRead, size, drop);
  for (std::size_t at = 0; at < size; at += 2) {
    std::uint16_t piece = 0;
    std::memcpy(&piece, wanted.data() + at, sizeof piece);
    program.load(R::r1, R::frame, static_cast<std::int16_t>(kRead + static_cast<int>(at)), 2)
        .jump_if(BPF_JNE, R::r1, piece, drop);
  }
}

std::array<std::uint8_t, 4> bytes_of(vpc::Ipv4 address) {
  const std::uint32_t on_wire = htonl(address);
  std::array<std::uint8_t, 4> bytes{};
  std::memcpy(bytes.data(), &on_wire, bytes.size());
  return bytes;
}

}  // namespace

// The type is read in the frame: what the kernel notes beside it is for the sender of a raw frame to say.
Result<net::Descriptor> load_source_check(const vpc::Mac& mac, std::optional<vpc::Ipv4> address) {
  bpf::Program program;
  const Label drop = program.label();
  const Label not_ipv4 = program.label();
  program.move(R::r6, R::r1);
  require(program, kSourceMac, mac, drop);
  program.read_frame(kType, kRead, 2, drop)
      .load(R::r1, R::frame, kRead, 2)
      .jump_if(BPF_JNE, R::r1, htons(ETH_P_IP), not_ipv4);
  if (address) require(program, kSourceAddress, bytes_of(*address), drop);
  program.move(R::r0, TC_ACT_OK).exit();
  program.place(not_ipv4).jump_if(BPF_JNE, R::r1, htons(ETH_P_ARP), drop);
  require(program, kArpSenderMac, mac, drop);
  if (address) require(program, kArpSenderAddress, bytes_of(*address), drop);
  program.move(R::r0, TC_ACT_OK).exit();
  program.place(drop).move(R::r0, TC_ACT_SHOT).exit();
  return program.load("source_check");
}

}  // namespace eni::sandbox::world
