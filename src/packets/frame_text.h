#pragma once
/// What an Ethernet frame is, in a line for people: its VLAN tag, its MACs and what is in it.
///
///     vlan 5  02:10:00:01:00:05 > ff:ff:ff:ff:ff:ff  ARP who-has 10.0.1.12 tell 10.0.1.11
///     no tag  0e:00:00:00:01:00 > 0e:00:00:00:00:01  TCP 10.0.1.10:40000 > 10.0.1.12:80 SYN
///
/// Any bytes are taken: what is missing is "(cut short)", and text that they hold is escaped.
/// Sources: IEEE 802.3, 802.1Q; RFC 791, 792, 826, 768, 1035, 4443, 4861, 8200, 9293.
#include <cstdint>
#include <string>
#include <string_view>

namespace eni::packets {

/// @param frame  from the destination's MAC on, its tag in its place
std::string frame_text(std::string_view frame);

/// A frame whose tag the kernel has kept beside it, as it does where an interface puts tags on itself.
/// @param protocol  0x8100, say
/// @param control   priority and VLAN id
/// Source: packet(7), PACKET_AUXDATA.
std::string with_vlan_tag(std::string_view frame, std::uint16_t protocol, std::uint16_t control);

}  // namespace eni::packets
