#include "sandbox/world/trunk/source_check.h"

#include <arpa/inet.h>
#include <cstddef>
#include <cstring>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <string_view>
#include <utility>

#include "sandbox/world/trunk/bpf.h"

namespace eni::sandbox::world {
namespace {

using Label = bpf::Program::Label;
using R = bpf::Register;

// Where it stands in a frame: of Ethernet, of IPv4 and IPv6, of ARP.
constexpr std::int32_t kSourceMac = 6;
constexpr std::int32_t kType = 12;
constexpr std::int32_t kSourceAddress = ETH_HLEN + 12;
constexpr std::int32_t kSourceAddress6 = ETH_HLEN + 8;
constexpr std::int32_t kArpSenderMac = ETH_HLEN + 8;
constexpr std::int32_t kArpSenderAddress = ETH_HLEN + 14;

constexpr std::int16_t kRead = -16;  ///< on the stack

/// What was read must be these bytes. In pieces of two, which are never negative numbers.
void require_read(bpf::Program& program, std::string_view wanted, Label otherwise) {
  for (std::size_t at = 0; at < wanted.size(); at += 2) {
    std::uint16_t piece = 0;
    std::memcpy(&piece, wanted.data() + at, sizeof piece);
    program.load(R::r1, R::frame, static_cast<std::int16_t>(kRead + static_cast<int>(at)), 2)
        .jump_if(BPF_JNE, R::r1, piece, otherwise);
  }
}

void read(bpf::Program& program, std::int32_t offset, std::size_t size, Label drop) {
  program.read_frame(offset, kRead, static_cast<std::int32_t>(size), drop);
}

void require_mac(bpf::Program& program, std::int32_t offset, const vpc::Mac& mac, Label drop) {
  read(program, offset, mac.size(), drop);
  require_read(program, {reinterpret_cast<const char*>(mac.data()), mac.size()}, drop);
}

/// The frame passes if this is one of the family's addresses, or if all are allowed. What follows is not come to.
void decide(bpf::Program& program, std::int32_t offset, vpc::Family family,
            const std::optional<std::vector<vpc::Address>>& addresses, Label drop) {
  if (!addresses) {
    program.move(R::r0, TC_ACT_OK).exit();
    return;
  }
  bool is_read = false;
  for (const vpc::Address& address : *addresses) {
    if (address.family() != family) continue;
    const Label next = program.label();
    if (!std::exchange(is_read, true)) read(program, offset, address.bytes().size(), drop);
    require_read(program, address.bytes(), next);
    program.move(R::r0, TC_ACT_OK).exit().place(next);
  }
  program.move(R::r0, TC_ACT_SHOT).exit();
}

}  // namespace

// The type is read in the frame: what the kernel notes beside it is for the sender of a raw frame to say.
Result<net::Descriptor> load_source_check(const vpc::Mac& mac,
                                          const std::optional<std::vector<vpc::Address>>& addresses) {
  bpf::Program program;
  const Label drop = program.label();
  const Label not_ipv4 = program.label();
  const Label not_ipv6 = program.label();
  program.move(R::r6, R::r1);
  require_mac(program, kSourceMac, mac, drop);
  program.read_frame(kType, kRead, 2, drop)
      .load(R::r1, R::frame, kRead, 2)
      .jump_if(BPF_JNE, R::r1, htons(ETH_P_IP), not_ipv4);
  decide(program, kSourceAddress, vpc::Family::kIpv4, addresses, drop);
  program.place(not_ipv4).jump_if(BPF_JNE, R::r1, htons(ETH_P_IPV6), not_ipv6);
  decide(program, kSourceAddress6, vpc::Family::kIpv6, addresses, drop);
  program.place(not_ipv6).jump_if(BPF_JNE, R::r1, htons(ETH_P_ARP), drop);
  require_mac(program, kArpSenderMac, mac, drop);
  decide(program, kArpSenderAddress, vpc::Family::kIpv4, addresses, drop);
  program.place(drop).move(R::r0, TC_ACT_SHOT).exit();
  return program.load("source_check");
}

}  // namespace eni::sandbox::world
