#include "sandbox/isolation/init/failure.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>

#include "sandbox/isolation/init/channel.h"
#include "sandbox/isolation/init/spec.h"

namespace eni::sandbox::isolation::init {

void fail(std::string_view what) {
  const int error = errno;
  fail_with(std::string(what) + ": " + strerror(error));
}

void fail_with(std::string_view text) {
  send_message(kControl, wire::Writer{wire::Report::kFailed}.text(text).bytes());
  _exit(1);
}

}  // namespace eni::sandbox::isolation::init
