#include "packets/transport_text.h"

#include <algorithm>

#include "packets/byte_reader.h"
#include "packets/dns_text.h"
#include "vpc/ipv4.h"

namespace eni::packets {
namespace {

constexpr const char* kCut = " (cut short)";
constexpr unsigned kDnsPort = 53;
/// Extension headers that are passed over.
constexpr int kMaxExtensions = 8;

/// IANA, Assigned Internet Protocol Numbers.
enum Protocol : unsigned {
  kHopByHop = 0,
  kIcmp = 1,
  kTcp = 6,
  kUdp = 17,
  kRouting = 43,
  kFragment = 44,
  kIcmp6 = 58,
  kDestinationOptions = 60,
};

/// Between whom a packet goes, and where its addresses need brackets before a port.
struct Ends {
  std::string source;
  std::string destination;
  bool is_ipv6 = false;

  std::string text() const { return source + " > " + destination; }
  std::string text(unsigned from, unsigned to) const {
    return with_port(source, from) + " > " + with_port(destination, to);
  }
  std::string with_port(const std::string& address, unsigned port) const {
    return (is_ipv6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
  }
};

std::string bytes_text(std::size_t bytes) { return " " + std::to_string(bytes) + " bytes"; }

struct Named {
  unsigned value;
  const char* name;
};

template <std::size_t size>
const char* name_of(const Named (&rows)[size], unsigned value) {
  const auto* row = std::find_if(rows, rows + size, [&](const Named& one) { return one.value == value; });
  return row == rows + size ? nullptr : row->name;
}

constexpr Named kTcpFlags[] = {{0x02, "SYN"}, {0x01, "FIN"}, {0x04, "RST"}, {0x08, "PSH"},
                               {0x10, "ACK"}, {0x20, "URG"}, {0x40, "ECE"}, {0x80, "CWR"}};

std::string flags_text(unsigned flags) {
  std::string text;
  for (const Named& flag : kTcpFlags) {
    if (flags & flag.value) text += (text.empty() ? "" : ",") + std::string(flag.name);
  }
  return text.empty() ? "no flags" : text;
}

std::string tcp_text(const Ends& ends, std::string_view bytes) {
  ByteReader in{bytes};
  const unsigned from = in.u16(), to = in.u16();
  in.skip(8);  // sequence numbers
  const unsigned header = (in.u8() >> 4U) * 4U, flags = in.u8();
  if (in.is_cut()) return "TCP " + ends.text() + kCut;
  const std::string text = "TCP " + ends.text(from, to) + " " + flags_text(flags);
  if (header < 20 || header > bytes.size()) return text + kCut;
  return bytes.size() == header ? text : text + bytes_text(bytes.size() - header);
}

std::string udp_text(const Ends& ends, std::string_view bytes) {
  ByteReader in{bytes};
  const unsigned from = in.u16(), to = in.u16();
  in.skip(4);  // length and checksum
  if (in.is_cut()) return "UDP " + ends.text() + kCut;
  if (from == kDnsPort || to == kDnsPort) {
    if (const auto message = dns_text(in.rest())) return "DNS " + ends.text(from, to) + " " + *message;
  }
  return "UDP " + ends.text(from, to) + bytes_text(in.rest().size());
}

constexpr Named kUnreachable[] = {{0, "network unreachable"},  {1, "host unreachable"},
                                  {2, "protocol unreachable"}, {3, "port unreachable"},
                                  {4, "fragmentation needed"}, {9, "network prohibited"},
                                  {10, "host prohibited"},     {13, "prohibited by a filter"}};
constexpr Named kUnreachable6[] = {
    {0, "no route"}, {1, "prohibited by a filter"}, {3, "address unreachable"}, {4, "port unreachable"}};

std::string echo_text(const char* name, ByteReader& in) {
  const std::string id = std::to_string(in.u16());
  const std::string sequence = std::to_string(in.u16());
  return in.is_cut() ? name + std::string(kCut) : name + (" id " + id) + " seq " + sequence;
}

std::string or_number(const char* name, unsigned type, unsigned code) {
  return name ? name : "type " + std::to_string(type) + " code " + std::to_string(code);
}

std::string icmp_text(const Ends& ends, std::string_view bytes) {
  ByteReader in{bytes};
  const unsigned type = in.u8(), code = in.u8();
  in.skip(2);  // checksum
  const std::string text = "ICMP " + ends.text();
  if (in.is_cut()) return text + kCut;
  if (type == 8) return text + " " + echo_text("echo request", in);
  if (type == 0) return text + " " + echo_text("echo reply", in);
  if (type == 3) return text + " " + or_number(name_of(kUnreachable, code), type, code);
  return text + " " + or_number(type == 11 ? "time exceeded" : nullptr, type, code);
}

constexpr Named kIcmp6Types[] = {{2, "packet too big"},         {3, "time exceeded"},
                                 {130, "multicast query"},      {131, "multicast report"},
                                 {132, "multicast done"},       {133, "router solicitation"},
                                 {134, "router advertisement"}, {143, "multicast report"}};

std::string neighbor_text(const char* name, ByteReader& in) {
  in.skip(4);
  const std::string_view target = in.take(16);
  return in.is_cut() ? name + std::string(kCut) : name + (" " + ipv6_text(target));
}

std::string icmp6_text(const Ends& ends, std::string_view bytes) {
  ByteReader in{bytes};
  const unsigned type = in.u8(), code = in.u8();
  in.skip(2);  // checksum
  const std::string text = "ICMP6 " + ends.text();
  if (in.is_cut()) return text + kCut;
  if (type == 128) return text + " " + echo_text("echo request", in);
  if (type == 129) return text + " " + echo_text("echo reply", in);
  if (type == 135) return text + " " + neighbor_text("who-has", in);
  if (type == 136) return text + " " + neighbor_text("neighbor is", in);
  if (type == 1) return text + " " + or_number(name_of(kUnreachable6, code), type, code);
  return text + " " + or_number(name_of(kIcmp6Types, type), type, code);
}

std::string transport_text(unsigned protocol, const Ends& ends, std::string_view bytes) {
  switch (protocol) {
    case kTcp:
      return tcp_text(ends, bytes);
    case kUdp:
      return udp_text(ends, bytes);
    case kIcmp:
      return icmp_text(ends, bytes);
    case kIcmp6:
      return icmp6_text(ends, bytes);
    default:
      return "IP " + ends.text() + " protocol " + std::to_string(protocol) + bytes_text(bytes.size());
  }
}

/// A later piece of a packet, without the header that says what it is.
std::string fragment_text(unsigned protocol, const Ends& ends, unsigned offset) {
  return "IP " + ends.text() + " protocol " + std::to_string(protocol) + " fragment at " +
         std::to_string(offset);
}

}  // namespace

std::string ipv4_packet_text(std::string_view packet) {
  ByteReader in{packet};
  const unsigned first = in.u8();
  in.skip(1);  // type of service
  const unsigned total = in.u16();
  in.skip(2);  // identification
  const unsigned fragment = in.u16();
  in.skip(1);  // time to live
  const unsigned protocol = in.u8();
  in.skip(2);  // checksum
  const Ends ends{.source = vpc::to_text(in.u32()), .destination = vpc::to_text(in.u32())};
  const unsigned header = (first & 0xfU) * 4;
  if (in.is_cut()) return std::string("IP") + kCut;
  if (first >> 4 != 4 || header < 20) return "IP with a broken header";
  in.skip(header - 20);
  if (in.is_cut()) return "IP " + ends.text() + kCut;
  // 0: the interface is to divide it (segmentation offload).
  if (total >= header) in.limit(total - header);
  const unsigned offset = (fragment & 0x1fffU) * 8;
  return offset > 0 ? fragment_text(protocol, ends, offset) : transport_text(protocol, ends, in.rest());
}

std::string ipv6_packet_text(std::string_view packet) {
  ByteReader in{packet};
  const unsigned version = in.u32() >> 28;
  const unsigned length = in.u16();
  unsigned next = in.u8();
  in.skip(1);  // hop limit
  const std::string_view source = in.take(16), destination = in.take(16);
  if (in.is_cut()) return std::string("IP6") + kCut;
  if (version != 6) return "IP6 with a broken header";
  const Ends ends{ipv6_text(source), ipv6_text(destination), true};
  if (length > 0) in.limit(length);
  for (int at = 0; at < kMaxExtensions; ++at) {
    if (next == kFragment) {
      next = in.u8();
      in.skip(1);
      const unsigned offset = in.u16() & 0xfff8U;
      in.skip(4);
      if (!in.is_cut() && offset > 0) return fragment_text(next, ends, offset);
    } else if (next == kHopByHop || next == kRouting || next == kDestinationOptions) {
      next = in.u8();
      in.skip(in.u8() * 8U + 6U);
    } else {
      break;
    }
    if (in.is_cut()) return "IP6 " + ends.text() + kCut;
  }
  return transport_text(next, ends, in.rest());
}

}  // namespace eni::packets
