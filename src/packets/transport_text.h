#pragma once
/// What is in an IP packet, in a line for people.
#include <string>
#include <string_view>

namespace eni::packets {

std::string ipv4_packet_text(std::string_view packet);
std::string ipv6_packet_text(std::string_view packet);

}  // namespace eni::packets
