#pragma once
/// How EC2 names what has an address: MAC addresses, private and public DNS names.
#include <cstdint>
#include <string>
#include <string_view>

#include "vpc/ipv4.h"

namespace eni::vpc {

/// A locally administered unicast MAC address, as those of interfaces are: "06:1f:…".
/// @param random  of which the lower five bytes are taken
std::string mac_address(std::uint64_t random);

/// "eu-central-1.compute.internal", of us-east-1 "ec2.internal".
/// Source: Amazon VPC User Guide, "DNS attributes for your VPC".
std::string private_domain(std::string_view region);
/// "ip-10-0-1-2.eu-central-1.compute.internal"
std::string private_dns_name(Ipv4 address, std::string_view region);
/// "i-0123456789abcdef0.eu-central-1.compute.internal": an instance's name of type resource-name. us-east-1 has its name
/// in full here. Source: Amazon EC2 User Guide, "EC2 instance hostnames and domains".
std::string resource_dns_name(std::string_view instance_id, std::string_view region);
/// "ec2-198-18-0-1.eu-central-1.compute.amazonaws.com", of us-east-1 "….compute-1.amazonaws.com".
/// @param dns_suffix  the partition's
std::string public_dns_name(Ipv4 address, std::string_view region, std::string_view dns_suffix);

}  // namespace eni::vpc
