#pragma once
/// Messages with file descriptors over a Unix socket of kind SOCK_SEQPACKET: what one process hands to another on this machine.
/// Source: unix(7), SCM_RIGHTS.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/descriptor.h"

namespace eni::net {

struct DescriptorMessage {
  std::string bytes;
  std::vector<Descriptor> descriptors;  ///< close-on-exec; 32 at most, others are closed
};

/// Longer ones are cut.
constexpr std::size_t kMaxMessageBytes = 128 * 1024;

/// @param flags  of sendmsg
/// @return  0 or an errno
int send_message(int socket, std::string_view bytes, const std::vector<int>& descriptors = {}, int flags = 0);
/// @param flags  of recvmsg
/// @return  nothing at the end or after an error, which is in errno
std::optional<DescriptorMessage> receive_message(int socket, int flags = 0);

}  // namespace eni::net
