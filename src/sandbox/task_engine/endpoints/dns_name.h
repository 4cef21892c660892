#pragma once
/// Domain names as DNS messages have them. Source: RFC 1035, sections 2.3.4, 3.1, 4.1.4.
#include <optional>
#include <string>
#include <string_view>

namespace eni::sandbox::task_engine::endpoints {

/// Labels with their lengths before them, without compression, up to the root's empty one: 1 to 255 bytes.
using WireName = std::string;

inline constexpr std::size_t kMaxWireNameBytes = 255;
inline constexpr std::size_t kMaxLabelBytes = 63;
inline constexpr std::size_t kDnsHeaderBytes = 12;

/// Reads a name at `at`, which then is behind it. Compressed names lead only backwards, so each ends.
/// @return  nothing if it leaves the message, is too long, or leads forwards, to itself or into the header
std::optional<WireName> read_name(std::string_view message, std::size_t& at);

/// "db.example.com", with or without the last dot; "" is the root.
/// @return  nothing if a label is empty or too long, or the whole is
std::optional<WireName> to_wire_name(std::string_view text);

/// In small letters, without the last dot. Bytes other than letters, digits, '-', '_' and '*' are written "\046", so that no
/// label pretends to be two.
std::string name_text(std::string_view wire_name);

}  // namespace eni::sandbox::task_engine::endpoints
