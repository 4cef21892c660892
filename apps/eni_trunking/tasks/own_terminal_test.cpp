/// A terminal (pty(7)) in the place of the user's.
#include "eni_trunking/tasks/own_terminal.h"

#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>

namespace eni::command {
namespace {

class OwnTerminalTest : public testing::Test {
 protected:
  OwnTerminalTest() {
    other_.reset(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    EXPECT_EQ(unlockpt(other_.get()), 0);
    own_.reset(ioctl(other_.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  }
  bool echoes() const {
    termios state{};
    EXPECT_EQ(tcgetattr(own_.get(), &state), 0);
    return (state.c_lflag & ECHO) != 0;
  }

  net::Descriptor other_;
  net::Descriptor own_;
};

TEST_F(OwnTerminalTest, IsRawForAWhile) {
  EXPECT_TRUE(echoes());
  {
    const RawMode raw{own_.get()};
    EXPECT_FALSE(echoes());
  }
  EXPECT_TRUE(echoes());
}

TEST_F(OwnTerminalTest, WhatIsNoTerminalStaysAsItIs) {
  const net::Descriptor null{open("/dev/null", O_RDWR | O_CLOEXEC)};
  const RawMode raw{null.get()};
  copy_window_size(null.get(), own_.get());
  copy_window_size(own_.get(), null.get());
}

TEST_F(OwnTerminalTest, HasTheSizeOfAnother) {
  const winsize wide{50, 180, 0, 0};
  ASSERT_EQ(ioctl(other_.get(), TIOCSWINSZ, &wide), 0);
  const net::Descriptor program{posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)};
  copy_window_size(own_.get(), program.get());
  winsize size{};
  ASSERT_EQ(ioctl(program.get(), TIOCGWINSZ, &size), 0);
  EXPECT_EQ(size.ws_row, 50);
  EXPECT_EQ(size.ws_col, 180);
}

TEST(SignalDescriptor, GivesSignalsInsteadOfDeliveringThem) {
  const SignalDescriptor signals{SIGTERM, SIGWINCH};
  EXPECT_EQ(signals.take(), 0);
  ASSERT_EQ(raise(SIGTERM), 0);
  EXPECT_EQ(signals.take(), SIGTERM);
  EXPECT_EQ(signals.take(), 0);
}

}  // namespace
}  // namespace eni::command
