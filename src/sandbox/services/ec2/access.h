#pragma once
/// What IAM is asked about EC2's actions: resources by the ids in parameters, with their tags and VPC as condition keys.
/// Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2".
#include <initializer_list>
#include <string_view>

#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ec2_service {

/// Resources that a call names and those it makes.
/// @param named  parameters that hold an id or a list of ids; absent ones are left out
/// @param made   kinds: "subnet" is asked for as subnet/*, with the tags of TagSpecification as aws:RequestTag/…
Access access_to(const Call& call, std::initializer_list<std::string_view> named,
                 std::initializer_list<std::string_view> made = {});

/// aws:RequestTag/KEY and aws:TagKeys of the call's TagSpecification (those for `kind`) or Tag.
std::vector<std::pair<std::string, std::string>> request_tags(const Call& call, std::string_view kind);

}  // namespace eni::sandbox::ec2_service
