#include "client/user_environment.h"

#include <fstream>
#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "net/peer_for_test.h"

namespace eni::client {
namespace {

TEST(ProcessEnvironment, ReadsFilesOfABoundedSize) {
  const TestFolder folder;
  const ProcessEnvironment environment;
  EXPECT_EQ(environment.read_file(folder.file("none")).value(), std::nullopt);
  const std::string text(100'000, 'x');
  std::ofstream{folder.file("some")} << text;
  EXPECT_EQ(environment.read_file(folder.file("some")).value(), text);
  EXPECT_EQ(environment.read_file("/dev/zero").error().message,
            "cannot read /dev/zero: it has more than 8 MiB");
}

TEST(ProcessEnvironment, WritesFilesForTheUserAloneAndAtOnce) {
  const TestFolder folder;
  const ProcessEnvironment environment;
  const std::string path = folder.file("a/b/token.json");
  ASSERT_TRUE(environment.write_private_file(path, "one").has_value());
  ASSERT_TRUE(environment.write_private_file(path, "two").has_value());
  EXPECT_EQ(environment.read_file(path).value(), "two");
  namespace fs = std::filesystem;
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(std::distance(fs::directory_iterator{folder.path() / "a/b"}, {}), 1);
  EXPECT_TRUE(environment.write_private_file("/proc/none/x", "").has_error());
}

TEST(ProcessEnvironment, AsksAnEndpointWithinATime) {
  net::Peer peer{{{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"}, {""}}};
  const ProcessEnvironment environment;
  EXPECT_EQ(environment.exchange(peer.url(), {}, std::chrono::seconds{5})->body, "hi");
  EXPECT_TRUE(environment.exchange(peer.url(), {}, std::chrono::milliseconds{50}).has_error());
}

}  // namespace
}  // namespace eni::client
