#include "packets/pcap.h"

#include <algorithm>

namespace eni::packets {
namespace {

constexpr std::uint32_t kMicrosecondMagic = 0xa1b2c3d4;
constexpr std::uint32_t kEthernet = 1;

/// Either order may be written, the magic number tells; this one on every machine.
void append(std::string& out, std::uint32_t value, int bytes = 4) {
  for (int at = 0; at < bytes; ++at) out += static_cast<char>(value >> (8 * at) & 0xffU);
}

}  // namespace

std::string pcap_file_header() {
  std::string out;
  append(out, kMicrosecondMagic);
  append(out, 2, 2);  // the format's version
  append(out, 4, 2);
  append(out, 0);  // reserved
  append(out, 0);
  append(out, kMaxFrameBytes);
  append(out, kEthernet);
  return out;
}

std::string pcap_record(FrameTime time, std::string_view frame, std::size_t whole_bytes) {
  using std::chrono::duration_cast;
  const auto seconds = duration_cast<std::chrono::seconds>(time);
  const auto microseconds = duration_cast<std::chrono::microseconds>(time - seconds);
  frame = frame.substr(0, kMaxFrameBytes);
  std::string out;
  append(out, static_cast<std::uint32_t>(seconds.count()));
  append(out, static_cast<std::uint32_t>(microseconds.count()));
  append(out, static_cast<std::uint32_t>(frame.size()));
  append(out, static_cast<std::uint32_t>(std::max(whole_bytes, frame.size())));
  return out.append(frame);
}

}  // namespace eni::packets
