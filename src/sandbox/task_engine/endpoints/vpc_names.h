#pragma once
/// Between addresses and the names that a VPC's resolver has of them, both ways.
/// Sources: Amazon VPC User Guide, "DNS attributes for your VPC"; RFC 1035, section 3.5; RFC 3596, section 2.5.
#include <optional>
#include <string>
#include <string_view>

#include "vpc/ipv4.h"
#include "vpc/ipv6.h"

namespace eni::sandbox::task_engine::endpoints {

/// The address of "ip-10-0-1-20.eu-central-1.compute.internal", in us-east-1 of "ip-10-0-1-20.ec2.internal"; what
/// vpc::private_dns_name() makes. Nothing for all else, other Regions' names too.
/// @param name  in small letters, without the last dot
std::optional<vpc::Ipv4> private_name_address(std::string_view name, std::string_view region);

/// "20.1.0.10.in-addr.arpa"
std::string reverse_name(vpc::Ipv4 address);
/// "1.0.0.0.….8.b.d.0.1.0.0.2.ip6.arpa"
std::string reverse_name(const vpc::Ipv6& address);
/// The other way. Nothing for all else.
std::optional<vpc::Ipv4> reverse_address(std::string_view name);
std::optional<vpc::Ipv6> reverse_address6(std::string_view name);

}  // namespace eni::sandbox::task_engine::endpoints
