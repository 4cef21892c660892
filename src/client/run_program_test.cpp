#include "client/run_program.h"

#include <gtest/gtest.h>

namespace eni::client {
namespace {

TEST(RunProgram, GivesWhatItPrintsAndHowItEnds) {
  const auto ended = run_program({"sh", "-c", "echo out; echo err >&2; exit 3"});
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(ended->output, "out\n");
  EXPECT_EQ(ended->errors, "err\n");
  EXPECT_EQ(ended->exit_code, 3);
  EXPECT_EQ(run_program({"sh", "-c", "kill -9 $$"})->exit_code, 137);
}

TEST(RunProgram, MuchOnBothIsReadAtOnce) {
  const auto ended = run_program({"sh", "-c", "head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero"});
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(ended->output.size() + ended->errors.size(), 600'000U);
}

TEST(RunProgram, SaysWhatFailed) {
  EXPECT_EQ(run_program({"/nowhere/x"}).error().message,
            "cannot start /nowhere/x: No such file or directory");
  EXPECT_EQ(run_program({"sh", "-c", "cat /dev/zero"}).error().message,
            "sh printed more than 1 MiB, and was killed");
}

}  // namespace
}  // namespace eni::client
