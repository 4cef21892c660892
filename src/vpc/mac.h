#pragma once
/// Hardware addresses of interfaces as values.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace eni::vpc {

/// In the order in which they stand in a frame.
using Mac = std::array<std::uint8_t, 6>;

/// Six pairs of hexadecimal digits with colons between them, "0e:2f:d0:00:00:01"; nothing for all else.
std::optional<Mac> parse_mac(std::string_view text);
/// In small letters, as EC2 has it.
std::string to_text(const Mac& mac);

}  // namespace eni::vpc
