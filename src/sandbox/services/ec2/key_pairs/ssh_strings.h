#pragma once
/// SSH's data types: strings with their length in front.
/// Source: RFC 4251, section 5.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace eni::sandbox::ec2_service {

void append_uint32(std::string& out, std::uint32_t number);
void append_string(std::string& out, std::string_view text);

/// The string at the front of `bytes`, which begins behind it afterwards; nothing if they are too short.
std::optional<std::string> take_string(std::string_view& bytes);

}  // namespace eni::sandbox::ec2_service
