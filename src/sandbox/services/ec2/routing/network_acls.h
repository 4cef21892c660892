#pragma once
/// Network ACLs as records: the default one of each VPC, with its subnets.
/// Source: Amazon VPC User Guide, "Default network ACL for a VPC".
#include <string>
#include <string_view>

#include "sandbox/services/ec2/resources.h"

namespace eni::sandbox::ec2_service {

Ec2Resource make_default_acl(const Call& call, const std::string& vpc);
void add_to_default_acl(const Call& call, std::string_view vpc, const std::string& subnet);
void remove_from_acls(const Call& call, std::string_view vpc, std::string_view subnet);

}  // namespace eni::sandbox::ec2_service
