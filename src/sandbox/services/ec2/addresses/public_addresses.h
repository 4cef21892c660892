#pragma once
/// The addresses that the sandbox gives out as public: of 198.18.0.0/15, which is for benchmarks (RFC 2544), so that no
/// machine of the Internet is meant.
#include <string>

#include "sandbox/services/ec2/resources.h"

namespace eni::sandbox::ec2_service {

/// @error  InsufficientAddressCapacity when all are given out
ApiResult<std::string> take_public_address(const Call& call);
void give_back_public_address(const Call& call, const std::string& address);

/// "ec2-198-18-0-1.eu-central-1.compute.amazonaws.com"
std::string public_dns_name_of(const Call& call, const std::string& address);

}  // namespace eni::sandbox::ec2_service
