/// Files of frames, byte by byte.
#include "packets/pcap.h"

#include <gtest/gtest.h>

namespace eni::packets {
namespace {

using namespace std::chrono_literals;

std::string hexadecimal(std::string_view bytes) {
  std::string out;
  for (const char byte : bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += digits[static_cast<std::uint8_t>(byte) >> 4];
    out += digits[static_cast<std::uint8_t>(byte) & 15];
  }
  return out;
}

TEST(Pcap, BeginsWithWhatTheFileIs) {
  EXPECT_EQ(hexadecimal(pcap_file_header()),
            "d4c3b2a1"
            "02000400"
            "00000000"
            "00000000"
            "00000400"
            "01000000");
}

TEST(Pcap, HasARecordAFrame) {
  EXPECT_EQ(hexadecimal(pcap_record(258s + 3us + 999ns, "ab", 60)),
            "02010000"
            "03000000"
            "02000000"
            "3c000000"
            "6162");
}

TEST(Pcap, KeepsNoMoreOfAFrameThanTheFileSays) {
  const std::string record = pcap_record(0s, std::string(kMaxFrameBytes + 1, 'x'), kMaxFrameBytes + 1);
  EXPECT_EQ(record.size(), 16 + kMaxFrameBytes);
  EXPECT_EQ(hexadecimal(record.substr(8, 8)),
            "00000400"
            "01000400");
}

}  // namespace
}  // namespace eni::packets
