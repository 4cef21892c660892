#pragma once
/// Private addresses of interfaces, of both families, and the public addresses that belong to them.
#include <optional>
#include <string>
#include <vector>

#include "sandbox/services/ec2/interfaces/interfaces.h"

namespace eni::sandbox::ec2_service {

/// Takes a certain address of the subnet, or the next free one.
/// @error  InsufficientFreeAddressesInSubnet, InvalidIPAddress.InUse, InvalidParameterValue
ApiResult<std::string> take_address4(const Call& call, const Ec2Resource& subnet,
                                     const std::optional<std::string>& wanted);
/// The same of the subnet's IPv6 block, by chance. @error  InvalidParameterValue if it has none
ApiResult<std::string> take_address6(const Call& call, const Ec2Resource& subnet,
                                     const std::optional<std::string>& wanted);

/// Adds an address that was taken. The first IPv4 address is the primary one.
void add_address4(const Call& call, Ec2Interface& interface, const std::string& address);
void add_address6(const Call& call, Ec2Interface& interface, const std::string& address);
/// Takes it away from the interface and gives it back to the subnet. It has it.
void remove_address4(const Call& call, Ec2Interface& interface, const std::string& address);
void remove_address6(const Call& call, Ec2Interface& interface, const std::string& address);
/// All of them, and a public address that EC2 chose.
void release_addresses(const Call& call, const Ec2Interface& interface);

std::vector<std::string> addresses4_of(const Ec2Interface& interface);
std::vector<std::string> addresses6_of(const Ec2Interface& interface);
std::string primary_address(const Ec2Interface& interface);
bool has_address4(const Ec2Interface& interface, std::string_view address);

/// The entry of an address in privateIpAddressesSet, or null.
json::object* address_entry(Ec2Interface& interface, std::string_view private_address);
/// What maps a public address to a private one of the interface: {"publicIp", "ipOwnerId", …}; null for none.
void set_association(Ec2Interface& interface, std::string_view private_address, json::value association);

/// An instance's public address of EC2's choice for the primary private one, as mapPublicIpOnLaunch gives it. The interface
/// has none yet.
void give_public_address(const Call& call, Ec2Interface& interface);
/// Takes that away again, when the instance stops; elastic IPs stay.
void drop_public_address(const Call& call, Ec2Interface& interface);

}  // namespace eni::sandbox::ec2_service
