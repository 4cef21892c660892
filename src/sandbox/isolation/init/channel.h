#pragma once
/// Messages with file descriptors over a Unix socket, for both ends of the control socket.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/descriptor.h"

namespace eni::sandbox::isolation {

struct Message {
  std::string bytes;
  std::vector<net::Descriptor> descriptors;  ///< close-on-exec
};

/// Commands with their arguments and environment; all that may be longer travels in a memfd.
constexpr std::size_t kMaxMessageBytes = 128 * 1024;

/// @param flags  of sendmsg
/// @return  0 or an errno
int send_message(int socket, std::string_view bytes, const std::vector<int>& descriptors = {}, int flags = 0);
/// @param flags  of recvmsg
/// @return  nothing at the end or after an error, which is in errno
std::optional<Message> receive_message(int socket, int flags = 0);

enum class Content { kData, kProgram };
/// A memfd with `bytes`, at its start; one that is a program can be started. @return  -1 and errno
int make_memfd(std::string_view bytes, Content content = Content::kData);
/// All of a file from its start, at most `max`.
std::string read_descriptor(int descriptor, std::size_t max);

}  // namespace eni::sandbox::isolation
