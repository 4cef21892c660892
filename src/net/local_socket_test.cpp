/// Sockets in a folder, and descriptors over them.
#include "net/local_socket.h"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "base/test_folder.h"
#include "net/descriptor_message.h"

namespace eni::net {
namespace {

TEST(LocalSocket, HandsDescriptorsOver) {
  const TestFolder folder;
  const std::string path = folder.file("socket");
  const auto listener = listen_at(path);
  ASSERT_TRUE(listener.has_value()) << listener.error().message;
  const auto caller = connect_to(path);
  ASSERT_TRUE(caller.has_value()) << caller.error().message;
  const Descriptor called{accept4(listener->get(), nullptr, nullptr, SOCK_CLOEXEC)};
  EXPECT_EQ(user_of_peer(called.get()), geteuid());
  EXPECT_EQ(user_of_peer(caller->get()), geteuid());
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const Descriptor reader{ends[0]}, writer{ends[1]};
  ASSERT_EQ(send_message(caller->get(), "take it", {writer.get()}), 0);
  const auto message = receive_message(called.get());
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->bytes, "take it");
  ASSERT_EQ(message->descriptors.size(), 1U);
  EXPECT_EQ(write(message->descriptors[0].get(), "x", 1), 1);
  char byte = 0;
  EXPECT_EQ(read(reader.get(), &byte, 1), 1);
  EXPECT_EQ(byte, 'x');
}

TEST(LocalSocket, IsItsUsersAlone) {
  const TestFolder folder;
  const auto listener = listen_at(folder.file("socket"));
  ASSERT_TRUE(listener.has_value());
  struct stat status {};
  ASSERT_EQ(stat(folder.file("socket").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(LocalSocket, MayLieInAnyFolder) {
  const TestFolder folder;
  const std::string deep = folder.file(std::string(120, 'd'));
  ASSERT_EQ(mkdir(deep.c_str(), 0700), 0);
  const auto listener = listen_at(deep + "/socket");
  ASSERT_TRUE(listener.has_value()) << listener.error().message;
  EXPECT_TRUE(connect_to(deep + "/socket").has_value());
}

TEST(LocalSocket, SaysWhyThereIsNone) {
  const TestFolder folder;
  const auto caller = connect_to(folder.file("none"));
  ASSERT_TRUE(caller.has_error());
  EXPECT_EQ(caller.error().message,
            "cannot connect to " + folder.file("none") + ": No such file or directory");
  EXPECT_EQ(listen_at("/no/such/folder/socket").error().message,
            "cannot listen at /no/such/folder/socket: No such file or directory");
  EXPECT_EQ(listen_at(folder.file(std::string(200, 'n'))).error().message,
            "cannot listen at " + folder.file(std::string(200, 'n')) + ": File name too long");
}

}  // namespace
}  // namespace eni::net
