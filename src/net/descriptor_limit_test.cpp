#include "net/descriptor_limit.h"

#include <array>
#include <gtest/gtest.h>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace eni::net {
namespace {

/// What a process says that may have so many; "" if it has no complaint.
std::string said_with(rlim_t descriptors) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return "pipe";
  const pid_t child = fork();
  if (child == 0) {
    const rlimit both{descriptors, descriptors};
    setrlimit(RLIMIT_NOFILE, &both);
    raise_descriptor_limit();
    const auto checked = check_descriptor_limit();
    const std::string text = checked ? "" : checked.error().message + "; " + checked.error().hint;
    (void)!write(ends[1], text.data(), text.size());
    _exit(0);
  }
  close(ends[1]);
  std::string text(1024, '\0');
  const ssize_t size = read(ends[0], text.data(), text.size());
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return text;
}

TEST(DescriptorLimit, TellsHowManyAreMissing) {
  EXPECT_EQ(said_with(64),
            "only 64 descriptors are allowed here (ulimit -n), and to run programs takes 256; "
            "sudo prlimit --pid $$ --nofile=1024 in this shell, then start it again");
  EXPECT_EQ(said_with(256), "");
}

}  // namespace
}  // namespace eni::net
