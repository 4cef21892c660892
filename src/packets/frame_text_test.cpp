/// Frames as they come over a trunk, and what is no frame at all.
#include "packets/frame_text.h"

#include <array>
#include <cstdio>
#include <gtest/gtest.h>

#include "base/random.h"

namespace eni::packets {
namespace {

/// "02 10 00" or "021000"; what stands in quotes is text.
std::string bytes(std::string_view hexadecimal) {
  std::string out, digits;
  bool is_text = false;
  for (const char c : hexadecimal) {
    if (c == '\'') {
      is_text = !is_text;
    } else if (is_text) {
      out += c;
    } else if (c != ' ') {
      digits += c;
      if (digits.size() < 2) continue;
      out += static_cast<char>(std::stoi(digits, nullptr, 16));
      digits.clear();
    }
  }
  return out;
}

const std::string kMacs = "021000010006 021000010005 ";
const std::string kText = "02:10:00:01:00:05 > 02:10:00:01:00:06  ";

/// An IPv4 packet of that protocol from 10.0.1.11 to 10.0.1.12; the length is that of what follows.
std::string ipv4(const std::string& protocol, const std::string& payload,
                 const std::string& fragment = "0000") {
  std::array<char, 8> total{};
  std::snprintf(total.data(), total.size(), "%04zx", 20 + bytes(payload).size());
  return kMacs + "0800 4500" + total.data() + "0001" + fragment + "40" + protocol + "0000 0a00010b 0a00010c" +
         payload;
}

/// An IPv6 packet from fd00::11 to fd00::1:0:0:12.
std::string ipv6(const std::string& next, const std::string& payload) {
  return kMacs + "86dd 60000000 0000" + next + "40 fd000000000000000000000000000011" +
         "fd000000000000000001000000000012" + payload;
}

const struct {
  const char* name;
  std::string frame;
  std::string text;
} kFrames[] = {
    {"a branch's question",
     "ffffffffffff 021000010005 8100 0005 0806 0001 0800 06 04 0001"
     "021000010005 0a00010b 000000000000 0a00010c",
     "vlan 5  02:10:00:01:00:05 > ff:ff:ff:ff:ff:ff  ARP who-has 10.0.1.12 tell 10.0.1.11"},
    {"its answer", kMacs + "8100 2078 0806 0001 0800 06 04 0002 021000010005 0a00010b 021000010006 0a00010c",
     "vlan 120 " + kText + "ARP reply 10.0.1.11 is-at 02:10:00:01:00:05"},
    {"an announcement", kMacs + "0806 0001 0800 06 04 0001 021000010005 0a00010b 000000000000 0a00010b",
     "no tag  " + kText + "ARP announces 10.0.1.11"},
    {"ARP of something else", kMacs + "0806 0006 0800 06 04 0001 021000010005 0a00010b 000000000000 0a00010b",
     "no tag  " + kText + "ARP of other addresses"},
    {"two tags", kMacs + "88a8 0005 8100 0007 88cc 0000", "vlan 5.7 " + kText + "ethertype 0x88cc, 2 bytes"},
    {"three tags", kMacs + "8100 0005 8100 0007 8100 0001 0000",
     "vlan 5.7 " + kText + "ethertype 0x8100, 4 bytes"},
    {"a length in place of a type", kMacs + "0003 424203", "no tag  " + kText + "length 3, 3 bytes"},
    {"a connection begins", ipv4("06", "9c40 0050 00000001 00000000 5002 ffff 0000 0000"),
     "no tag  " + kText + "TCP 10.0.1.11:40000 > 10.0.1.12:80 SYN"},
    {"is taken", ipv4("06", "0050 9c40 00000001 00000002 5012 ffff 0000 0000"),
     "no tag  " + kText + "TCP 10.0.1.11:80 > 10.0.1.12:40000 SYN,ACK"},
    {"carries data", ipv4("06", "9c40 0050 00000001 00000000 5018 ffff 0000 0000 'hello'"),
     "no tag  " + kText + "TCP 10.0.1.11:40000 > 10.0.1.12:80 PSH,ACK 5 bytes"},
    {"no flags at all", ipv4("06", "9c40 0050 00000001 00000000 5000 ffff 0000 0000"),
     "no tag  " + kText + "TCP 10.0.1.11:40000 > 10.0.1.12:80 no flags"},
    {"a header longer than all", ipv4("06", "9c40 0050 00000001 00000000 f002 ffff 0000 0000"),
     "no tag  " + kText + "TCP 10.0.1.11:40000 > 10.0.1.12:80 SYN (cut short)"},
    {"what fills up a short frame",
     ipv4("06", "9c40 0050 00000001 00000000 5011 ffff 0000 0000") + "000000000000",
     "no tag  " + kText + "TCP 10.0.1.11:40000 > 10.0.1.12:80 FIN,ACK"},
    {"UDP", ipv4("11", "9c40 0202 000b 0000 'abc'"),
     "no tag  " + kText + "UDP 10.0.1.11:40000 > 10.0.1.12:514 3 bytes"},
    {"a name is asked for",
     ipv4("11", "9c40 0035 0000 0000 0001 0100 0001 0000 0000 0000 03'web'05'local'00 0001 0001"),
     "no tag  " + kText + "DNS 10.0.1.11:40000 > 10.0.1.12:53 A? web.local"},
    {"and known", ipv4("11", "0035 9c40 0000 0000 0001 8180 0001 0001 0000 0000 03'web'00 001c 0001"),
     "no tag  " + kText + "DNS 10.0.1.11:53 > 10.0.1.12:40000 AAAA web 1 answer"},
    {"or not", ipv4("11", "0035 9c40 0000 0000 0001 8183 0001 0000 0000 0000 03'web'00 0063 0001"),
     "no tag  " + kText + "DNS 10.0.1.11:53 > 10.0.1.12:40000 TYPE99 web NXDOMAIN"},
    {"a terminal's commands are no name",
     ipv4("11", "9c40 0035 0000 0000 0001 0100 0001 0000 0000 0000 04 1b'[2J' 02 2e5c 00 0001 0001"),
     "no tag  " + kText + "DNS 10.0.1.11:40000 > 10.0.1.12:53 A? \\027[2J.\\046\\092"},
    {"a name that points", ipv4("11", "9c40 0035 0000 0000 0001 0100 0001 0000 0000 0000 c00c 0001 0001"),
     "no tag  " + kText + "UDP 10.0.1.11:40000 > 10.0.1.12:53 18 bytes"},
    {"a ping", ipv4("01", "0800 0000 0007 0001"),
     "no tag  " + kText + "ICMP 10.0.1.11 > 10.0.1.12 echo request id 7 seq 1"},
    {"is answered", ipv4("01", "0000 0000 0007 0001"),
     "no tag  " + kText + "ICMP 10.0.1.11 > 10.0.1.12 echo reply id 7 seq 1"},
    {"or refused", ipv4("01", "030d 0000 00000000"),
     "no tag  " + kText + "ICMP 10.0.1.11 > 10.0.1.12 prohibited by a filter"},
    {"too many routers", ipv4("01", "0b00 0000 00000000"),
     "no tag  " + kText + "ICMP 10.0.1.11 > 10.0.1.12 time exceeded"},
    {"ICMP of another kind", ipv4("01", "0d05 0000 00000000"),
     "no tag  " + kText + "ICMP 10.0.1.11 > 10.0.1.12 type 13 code 5"},
    {"another protocol", ipv4("2f", "0000"),
     "no tag  " + kText + "IP 10.0.1.11 > 10.0.1.12 protocol 47 2 bytes"},
    {"a later fragment", ipv4("11", "0000", "20b9"),
     "no tag  " + kText + "IP 10.0.1.11 > 10.0.1.12 protocol 17 fragment at 1480"},
    {"IPv4 by its type only", kMacs + "0800 6500 0014 0001 0000 4006 0000 0a00010b 0a00010c",
     "no tag  " + kText + "IP with a broken header"},
    {"IPv6", ipv6("06", "9c40 0050 00000001 00000000 5002 ffff 0000 0000"),
     "no tag  " + kText + "TCP [fd00::11]:40000 > [fd00::1:0:0:12]:80 SYN"},
    {"its neighbors", ipv6("3a", "8700 0000 00000000 fe800000000000000000000000000001"),
     "no tag  " + kText + "ICMP6 fd00::11 > fd00::1:0:0:12 who-has fe80::1"},
    {"a known type", ipv6("3a", "8600 0000"),
     "no tag  " + kText + "ICMP6 fd00::11 > fd00::1:0:0:12 router advertisement"},
    {"an extension header", ipv6("00", "3a00 050200000000 8000 0000 0007 0001"),
     "no tag  " + kText + "ICMP6 fd00::11 > fd00::1:0:0:12 echo request id 7 seq 1"},
    {"its later fragment", ipv6("2c", "1100 05a9 00000001 00"),
     "no tag  " + kText + "IP fd00::11 > fd00::1:0:0:12 protocol 17 fragment at 1448"},
    {"an extension beyond the end", ipv6("00", "3aff 0502"),
     "no tag  " + kText + "IP6 fd00::11 > fd00::1:0:0:12 (cut short)"},
    {"nothing", "", "a frame of 0 bytes (cut short)"},
    {"half a frame", "021000010006 0210", "a frame of 8 bytes (cut short)"},
    {"half a tag", kMacs + "8100 00", "vlan 0  " + kText + "(cut short)"},
    {"half a question", kMacs + "0806 0001 0800", "no tag  " + kText + "ARP (cut short)"},
    {"half a packet", kMacs + "0800 4500", "no tag  " + kText + "IP (cut short)"},
    {"options beyond the end", kMacs + "0800 4f00 0014 0001 0000 4006 0000 0a00010b 0a00010c",
     "no tag  " + kText + "IP 10.0.1.11 > 10.0.1.12 (cut short)"},
    {"half a ping", ipv4("01", "0800 0000 0007"),
     "no tag  " + kText + "ICMP 10.0.1.11 > 10.0.1.12 echo request (cut short)"},
    {"half of UDP", ipv4("11", "9c40 0050"), "no tag  " + kText + "UDP 10.0.1.11 > 10.0.1.12 (cut short)"},
};

TEST(FrameText, IsALineAFrame) {
  for (const auto& row : kFrames) EXPECT_EQ(frame_text(bytes(row.frame)), row.text) << row.name;
}

/// Under a sanitizer in ./dev asan: no byte behind the end is read.
TEST(FrameText, TakesEveryBeginningOfAFrame) {
  for (const auto& row : kFrames) {
    const std::string whole = bytes(row.frame);
    for (std::size_t size = 0; size < whole.size(); ++size)
      EXPECT_FALSE(frame_text(std::string(whole, 0, size)).empty()) << row.name;
  }
}

TEST(FrameText, TakesAnyBytes) {
  SeededRandom random;
  for (int round = 0; round < 2000; ++round) {
    std::string frame = bytes(kFrames[static_cast<std::size_t>(round) % std::size(kFrames)].frame);
    for (int change = 0; change < 4 && !frame.empty(); ++change)
      frame[random.next() % frame.size()] = static_cast<char>(random.next());
    for (const char c : frame_text(frame)) EXPECT_TRUE(c >= ' ' && c < '\x7f') << frame_text(frame);
  }
}

TEST(FrameText, PutsATagBackThatTheKernelHasTaken) {
  const std::string plain = bytes(kMacs + "0806 0001");
  EXPECT_EQ(with_vlan_tag(plain, 0x8100, 0x2005), bytes(kMacs + "8100 2005 0806 0001"));
  EXPECT_EQ(with_vlan_tag("short", 0x8100, 5), "short");
}

}  // namespace
}  // namespace eni::packets
