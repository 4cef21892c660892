#pragma once
/// Files of frames, as Wireshark and tcpdump read them.
/// Source: draft-ietf-opsawg-pcap, "PCAP Capture File Format"; link type 1 (LINKTYPE_ETHERNET), times in microseconds.
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace eni::packets {

/// Of a frame no more is kept.
constexpr std::uint32_t kMaxFrameBytes = 262'144;

/// Since 1970.
using FrameTime = std::chrono::nanoseconds;

/// What a file begins with.
std::string pcap_file_header();

/// A frame as it stands in the file.
/// @param frame          what there is of it, at most kMaxFrameBytes
/// @param whole_bytes    its size on the wire
std::string pcap_record(FrameTime time, std::string_view frame, std::size_t whole_bytes);

}  // namespace eni::packets
