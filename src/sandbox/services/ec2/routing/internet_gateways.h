#pragma once
/// Internet gateways.
#include <string>

#include "sandbox/services/ec2/resources.h"

namespace eni::sandbox::ec2_service {

/// @param vpc  that it is attached to, or "" for none
Ec2Resource make_internet_gateway(const Call& call, const std::string& vpc, const Ec2Tags& tags);

/// attachmentSet of a gateway: one attachment, or none for "".
json::array internet_gateway_attachments(const std::string& vpc);

}  // namespace eni::sandbox::ec2_service
