#pragma once
/// Unix sockets with a name in a folder, of kind SOCK_SEQPACKET: for processes of one machine that hand each other descriptors
/// (descriptor_message.h). The folder's path may be longer than an address is.
#include <optional>
#include <string>
#include <sys/types.h>

#include "base/result.h"
#include "net/descriptor.h"

namespace eni::net {

/// Only its user may connect. Does not block.
/// @error  "cannot listen at PATH: REASON"
Result<Descriptor> listen_at(const std::string& path);

/// @error  "cannot connect to PATH: REASON"
Result<Descriptor> connect_to(const std::string& path);

/// The user who has connected, or listens. @return  nothing if the kernel does not say
std::optional<uid_t> user_of_peer(int socket);

}  // namespace eni::net
