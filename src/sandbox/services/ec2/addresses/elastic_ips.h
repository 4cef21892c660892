#pragma once
/// Elastic IP addresses: what they are associated with.
#include <string>

#include "sandbox/services/ec2/interfaces/interfaces.h"

namespace eni::sandbox::ec2_service {

/// Maps the address to a private one of the interface; a public address of EC2's choice that was there is given back.
/// Neither is associated.
void record_association(const Call& call, Ec2Resource& address, Ec2Interface& interface,
                        const std::string& private_address);
/// It is associated.
void clear_association(const Call& call, Ec2Resource& address);
/// Those of an interface that goes.
void clear_associations_of(const Call& call, std::string_view interface_id);

/// "eipassoc-…", or "".
std::string association_of(const Ec2Resource& address);

/// Whether an internet gateway is attached to the VPC.
bool has_internet_gateway(const Call& call, std::string_view vpc);

}  // namespace eni::sandbox::ec2_service
