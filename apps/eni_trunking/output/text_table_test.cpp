#include "eni_trunking/output/text_table.h"

#include <gtest/gtest.h>

#include "eni_trunking/output/text_layout.h"

namespace eni::command {
namespace {

TEST(TextTable, ColumnsAreAsWideAsTheirWidestCell) {
  TextTable table({{"type"}, {"on", Align::kRight}, {"note"}});
  table.add_row({"c5.large", "10", "x"});
  table.add_row({"t3", "2", ""});
  EXPECT_EQ(table.text(),
            "type      on  note\n"
            "c5.large  10  x\n"
            "t3         2\n");
}

TEST(TextTable, AHeadingStandsOverSeveralColumns) {
  TextTable table({{"type"}, {"off", Align::kRight}, {"on", Align::kRight}});
  table.add_row({"c5.large", "2", "10"});
  EXPECT_EQ(table.text("tasks", 1, 2),
            "            tasks\n"
            "type      off  on\n"
            "c5.large    2  10\n");
  EXPECT_EQ(table.text("trunking", 1, 2),
            "          trunking\n"
            "type      off  on\n"
            "c5.large    2  10\n");
}

TEST(TextLayout, FitsLinesBelowTheirLastColumn) {
  EXPECT_EQ(fit_lines("  --option NAME  what it is for\nshort\n", 28),
            "  --option NAME  what it is\n                 for\nshort\n");
  EXPECT_EQ(fit_lines("  words that are too many", 16), "  words that are\n  too many");
  EXPECT_EQ(fit_lines("unbreakable-at-any-rate", 8), "unbreakable-at-any-rate");
}

}  // namespace
}  // namespace eni::command
