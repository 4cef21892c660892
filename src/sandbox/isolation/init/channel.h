#pragma once
/// What both ends of the control socket need: messages with file descriptors, and files in memory for what is longer.
#include <string>
#include <string_view>

#include "net/descriptor_message.h"

namespace eni::sandbox::isolation {

using Message = net::DescriptorMessage;
using net::
    kMaxMessageBytes;  ///< commands with their arguments and environment; all that may be longer travels in a memfd
using net::receive_message;
using net::send_message;

enum class Content { kData, kProgram };
/// A memfd with `bytes`, at its start; one that is a program can be started. @return  -1 and errno
int make_memfd(std::string_view bytes, Content content = Content::kData);
/// All of a file from its start, at most `max`.
std::string read_descriptor(int descriptor, std::size_t max);

}  // namespace eni::sandbox::isolation
