#include "sandbox/task_engine/container_streams.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>

#include "net/descriptor_watch.h"
#include "net/pipe.h"

namespace eni::sandbox::task_engine {
namespace {

Error no_pipe() { return {std::string("a pipe: ") + std::strerror(errno), ""}; }

}  // namespace

Result<std::array<net::Descriptor, 3>> ContainerStreams::open(net::EventLoop& loop, ContainerLog& log,
                                                              bool keeps_input_open) {
  std::array<net::Descriptor, 3> streams;
  if (keeps_input_open) {
    auto input = net::make_pipe();
    if (!input) return no_pipe();
    streams[0] = std::move(input->reader);
    input_ = std::move(input->writer);
  } else {
    streams[0].reset(::open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!streams[0]) return Error{"/dev/null", ""};
  }
  auto output = net::make_pipe();
  auto errors = net::make_pipe();
  if (!output || !errors) return no_pipe();
  streams[1] = std::move(output->writer);
  streams[2] = std::move(errors->writer);
  log.read(LogStream::kOutput, net::DescriptorWatch::make(loop, output->reader.release()));
  log.read(LogStream::kError, net::DescriptorWatch::make(loop, errors->reader.release()));
  return streams;
}

Result<void> ContainerStreams::take_terminal(net::EventLoop& loop, ContainerLog& log,
                                             net::Descriptor terminal) {
  const int read_end = fcntl(terminal.get(), F_DUPFD_CLOEXEC, 0);
  if (read_end < 0) return Error{"a terminal", ""};
  input_ = std::move(terminal);
  log.read(LogStream::kOutput, net::DescriptorWatch::make(loop, read_end));
  return {};
}

}  // namespace eni::sandbox::task_engine
