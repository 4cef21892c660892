#include "eni_trunking/output/line_chart.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <sstream>

namespace eni::command {
namespace {

TEST(LineChart, CurvesHaveNoGapsAndShareCellsWhereTheyMeet) {
  const LineChart chart{"hosts", 5, {{'*', {0, 0, 4, 4, 0}}, {'o', {0, 1, 2, 1}}}};
  EXPECT_EQ(draw(chart),
            "hosts\n"
            "   4 |  **\n"
            "     |  * *\n"
            "     |  # *\n"
            "     | o*o*\n"
            "   0 |#*  *\n"
            "     +-----\n"
            "      0 min\n");
}

TEST(LineChart, ManyMinutesShareAColumnThatShowsTheMost) {
  std::vector<int> values(200, 1);
  values[100] = 9;
  const std::string picture = draw({"tasks", 4, {{'*', values}}});
  EXPECT_NE(picture.find("9 |" + std::string(33, ' ') + "*"), std::string::npos) << picture;
  EXPECT_NE(picture.find("0         30        60        90"), std::string::npos) << picture;
  std::istringstream lines{picture};
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
}

TEST(LineChart, NothingToShowIsAnEmptyChart) {
  EXPECT_EQ(draw({"hosts", 2, {}}), "hosts\n   1 |\n   0 |\n     +-\n      0 min\n");
}

}  // namespace
}  // namespace eni::command
