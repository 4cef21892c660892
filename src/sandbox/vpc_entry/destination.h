#pragma once
/// Where a client's request leads to: which VPC, which address there.
#include <string>
#include <variant>

#include "sandbox/load_balancers/sockets/connecting.h"
#include "sandbox/vpc_entry/socks_message.h"
#include "sandbox/vpc_entry/vpc_directory.h"

namespace eni::sandbox::vpc_entry {

/// @param user  the VPC's id; "": the only one that has the address or name
/// @return  or what the request is answered: kNotAllowed where the address lies in no VPC, or in several of which none was named;
///          kHostUnreachable for a name that none has
std::variant<load_balancers::Endpoint, Reply> find_destination(VpcDirectory& directory,
                                                               const std::string& user,
                                                               const ConnectRequest& request);

}  // namespace eni::sandbox::vpc_entry
