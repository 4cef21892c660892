#include "packets/frame_text.h"

#include <array>
#include <cstdio>

#include "packets/byte_reader.h"
#include "packets/transport_text.h"
#include "vpc/ipv4.h"

namespace eni::packets {
namespace {

constexpr std::size_t kMacsBytes = 12;
constexpr std::size_t kTagColumn = 8;
/// One for the branch, one that a program has put on itself.
constexpr int kMaxTags = 2;
/// Below that the field of the type is a length.
constexpr unsigned kFirstEtherType = 0x600;

constexpr unsigned kVlan = 0x8100;
constexpr unsigned kServiceVlan = 0x88a8;
constexpr unsigned kIpv4 = 0x0800;
constexpr unsigned kArp = 0x0806;
constexpr unsigned kIpv6 = 0x86dd;

std::string type_text(unsigned type, std::size_t bytes) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), type < kFirstEtherType ? "length %u" : "ethertype 0x%04x", type);
  return std::string(text.data()) + ", " + std::to_string(bytes) + " bytes";
}

std::string arp_text(std::string_view bytes) {
  ByteReader in{bytes};
  const unsigned hardware = in.u16(), protocol = in.u16(), sizes = in.u16(), operation = in.u16();
  const std::string sender_mac = mac_text(in.take(6));
  const std::string sender = vpc::to_text(in.u32());
  in.skip(6);
  const std::string target = vpc::to_text(in.u32());
  if (in.is_cut()) return "ARP (cut short)";
  if (hardware != 1 || protocol != kIpv4 || sizes != 0x0604) return "ARP of other addresses";
  switch (operation) {
    case 1:
      return sender == target ? "ARP announces " + sender : "ARP who-has " + target + " tell " + sender;
    case 2:
      return "ARP reply " + sender + " is-at " + sender_mac;
    default:
      return "ARP operation " + std::to_string(operation);
  }
}

std::string payload_text(unsigned type, std::string_view bytes) {
  switch (type) {
    case kArp:
      return arp_text(bytes);
    case kIpv4:
      return ipv4_packet_text(bytes);
    case kIpv6:
      return ipv6_packet_text(bytes);
    default:
      return type_text(type, bytes.size());
  }
}

}  // namespace

std::string frame_text(std::string_view frame) {
  ByteReader in{frame};
  const std::string_view destination = in.take(6), source = in.take(6);
  unsigned type = in.u16();
  if (in.is_cut()) return "a frame of " + std::to_string(frame.size()) + " bytes (cut short)";
  std::string tag;
  for (int tags = 0; tags < kMaxTags && (type == kVlan || type == kServiceVlan); ++tags) {
    const unsigned id = in.u16() & 0xfffU;
    tag += (tag.empty() ? "vlan " : ".") + std::to_string(id);
    type = in.u16();
  }
  if (tag.empty()) tag = "no tag";
  tag.resize(std::max(kTagColumn, tag.size() + 1), ' ');
  return tag + mac_text(source) + " > " + mac_text(destination) + "  " +
         (in.is_cut() ? "(cut short)" : payload_text(type, in.rest()));
}

std::string with_vlan_tag(std::string_view frame, std::uint16_t protocol, std::uint16_t control) {
  if (frame.size() < kMacsBytes) return std::string(frame);
  std::string tagged(frame.substr(0, kMacsBytes));
  for (const unsigned field : {protocol, control}) {
    tagged += static_cast<char>(field >> 8);
    tagged += static_cast<char>(field & 0xffU);
  }
  tagged += frame.substr(kMacsBytes);
  return tagged;
}

}  // namespace eni::packets
