#include "sandbox/task_engine/access/standard_streams.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

namespace eni::sandbox::task_engine {
namespace {

bool is_pipe(const net::Descriptor& descriptor) {
  struct stat status {};
  return fstat(descriptor.get(), &status) == 0 && S_ISFIFO(status.st_mode);
}

}  // namespace

Result<std::array<net::Descriptor, 3>> take_streams(std::vector<net::Descriptor> received,
                                                    bool has_terminal) {
  std::array<net::Descriptor, 3> streams;
  if (received.size() != (has_terminal ? 0 : streams.size()))
    return Error{"the request has " + std::to_string(received.size()) + " descriptors", ""};
  for (std::size_t at = 0; at < received.size(); ++at) {
    if (!is_pipe(received[at])) return Error{"a program is given pipes, and nothing else of its user's", ""};
    streams[at] = std::move(received[at]);
  }
  return streams;
}

std::array<int, 3> numbers_of(const std::array<net::Descriptor, 3>& streams) {
  return {streams[0].get(), streams[1].get(), streams[2].get()};
}

Result<TerminalPair> make_terminal() {
  TerminalPair pair;
  pair.user_end.reset(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (pair.user_end && unlockpt(pair.user_end.get()) == 0)
    pair.program_end.reset(ioctl(pair.user_end.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!pair.program_end) return Error{std::string("cannot make a terminal: ") + std::strerror(errno), ""};
  return pair;
}

}  // namespace eni::sandbox::task_engine
