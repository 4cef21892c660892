#include "eni_trunking/stacks/stack_progress.h"

#include <gtest/gtest.h>
#include <sstream>

namespace eni::command {
namespace {

const std::vector<StackEvent> kEvents{
    {"1", "2026-01-01T12:00:00.000Z", "Role", "AWS::IAM::Role", "CREATE_IN_PROGRESS", ""},
    {"2", "2026-01-01T12:00:00.500Z", "Log", "AWS::Logs::LogGroup", "CREATE_IN_PROGRESS", ""},
    {"3", "2026-01-01T12:00:01.500Z", "Role", "AWS::IAM::Role", "CREATE_COMPLETE", ""},
    {"4", "2026-01-01T12:00:02.000Z", "Log", "AWS::Logs::LogGroup", "CREATE_FAILED", "No\nway"},
};

std::string shown(DisplaySize size, Colours colours) {
  std::ostringstream out;
  StackProgress progress{out, size, colours};
  for (const StackEvent& event : kEvents) progress.add(event);
  EXPECT_EQ(progress.events().size(), kEvents.size());
  return out.str();
}

TEST(StackProgress, IsALineAnEventWhereNothingCanBeDrawnOver) {
  const std::string lines =
      "12:00:00  Role  CREATE_IN_PROGRESS\n"
      "12:00:00  Log  CREATE_IN_PROGRESS\n"
      "12:00:01  Role  CREATE_COMPLETE\n"
      "12:00:02  Log  CREATE_FAILED  No way\n";
  EXPECT_EQ(shown({}, Colours::kAnsi), lines);
}

TEST(StackProgress, IsALineAResourceDrawnAnewOnATerminal) {
  const std::string all = shown({24, 80}, Colours::kNone);
  EXPECT_EQ(all.substr(all.rfind("\x1b[2A")),
            "\x1b[2A"
            "\r\x1b[K  Role  CREATE_COMPLETE       1.5 s\n"
            "\r\x1b[K  Log   CREATE_FAILED         No way\n");
}

TEST(StackProgress, IsCutAtTheTerminalsWidthAndColoured) {
  const std::string narrow = shown({24, 30}, Colours::kNone);
  EXPECT_NE(narrow.find("\r\x1b[K  Log   CREATE_FAILED        \n"), std::string::npos) << narrow;
  EXPECT_NE(shown({24, 80}, Colours::kAnsi).find("\x1b[31mCREATE_FAILED\x1b[0m"), std::string::npos);
}

}  // namespace
}  // namespace eni::command
