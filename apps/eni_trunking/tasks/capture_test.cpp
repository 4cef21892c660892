/// Frames from a socket to lines and files.
#include "eni_trunking/tasks/capture.h"

#include <array>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/socket.h>

#include "base/test_folder.h"

namespace eni::command {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;

const std::string kFrame =
    std::string("\xff\xff\xff\xff\xff\xff\x02\x10\x00\x01\x00\x05\x81\x00\x00\x05", 16) +
    std::string("\x08\x06\x00\x01\x08\x00\x06\x04\x00\x01\x02\x10\x00\x01\x00\x05", 16) +
    std::string("\x0a\x00\x01\x0b\x00\x00\x00\x00\x00\x00\x0a\x00\x01\x0c", 14);

/// A socket of datagrams in the place of one of packets: both give a frame at a time.
class CaptureTest : public testing::Test {
 protected:
  CaptureTest() {
    std::array<int, 2> ends{};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    network_.reset(ends[0]);
    socket_.emplace(net::Descriptor{ends[1]});
  }
  void come(const std::string& frame) {
    EXPECT_EQ(send(network_.get(), frame.data(), frame.size(), 0), static_cast<ssize_t>(frame.size()));
  }
  /// What stands on standard output after so many frames.
  std::string capture(std::uint64_t count, const std::string& path = "") {
    std::ostringstream out;
    auto output = CaptureOutput::open(out, path);
    const auto captured = output ? capture_frames(*socket_, *output, count) : output.error();
    return captured ? out.str() : "!" + captured.error().message;
  }

  TestFolder folder_;
  net::Descriptor network_;
  std::optional<PacketSocket> socket_;
};

TEST_F(CaptureTest, PrintsALineAFrame) {
  come(kFrame);
  come(kFrame);
  come(kFrame);
  const std::string line =
      "[0-9:]+\\.[0-9]+ vlan 5  02:10:00:01:00:05 > ff:ff:ff:ff:ff:ff  ARP who-has 10.0.1.12 "
      "tell 10.0.1.11\n";
  EXPECT_THAT(capture(2), MatchesRegex(line + line));
}

TEST_F(CaptureTest, WritesAFileBeside) {
  come(kFrame);
  const std::string path = folder_.file("frames.pcap");
  EXPECT_THAT(capture(1, path), HasSubstr("ARP who-has"));
  std::stringstream file;
  file << std::ifstream{path, std::ios::binary}.rdbuf();
  EXPECT_EQ(file.str().size(), 24 + 16 + kFrame.size());
  EXPECT_THAT(file.str(), EndsWith(kFrame));
}

TEST_F(CaptureTest, WritesAFileInPlaceOfLines) {
  come(kFrame);
  const std::string file = capture(1, "-");
  EXPECT_EQ(file.size(), 24 + 16 + kFrame.size());
  EXPECT_THAT(file, EndsWith(kFrame));
}

TEST_F(CaptureTest, SaysWhatItCannotWrite) {
  EXPECT_EQ(capture(1, folder_.file("no/file")),
            "!cannot write " + folder_.file("no/file") + ": No such file or directory");
}

TEST_F(CaptureTest, EndsWithTheInterface) {
  socket_.emplace(net::Descriptor{});
  EXPECT_THAT(capture(1), HasSubstr("!the interface is gone: "));
}

TEST(ClockText, HasMicroseconds) {
  using namespace std::chrono_literals;
  EXPECT_THAT(clock_text(1700000000s + 123456789ns), MatchesRegex("[0-9][0-9]:[0-9][0-9]:20\\.123456"));
}

}  // namespace
}  // namespace eni::command
