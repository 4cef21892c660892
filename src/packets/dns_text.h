#pragma once
/// What a DNS message asks or answers, in short. Source: RFC 1035, section 4.
#include <optional>
#include <string>
#include <string_view>

namespace eni::packets {

/// "A? web.local"; "A web.local 2 answers"; "A web.local NXDOMAIN". What is no printable ASCII in a name is "\DDD".
/// @return  nothing if it is no DNS message with one question
std::optional<std::string> dns_text(std::string_view message);

}  // namespace eni::packets
