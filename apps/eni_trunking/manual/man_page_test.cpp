#include "eni_trunking/manual/man_page.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <gtest/gtest.h>

namespace eni::command {
namespace {

TEST(ManPage, TextIsPrintedAsItIs) {
  const struct {
    const char* text;
    const char* troff;
  } rows[] = {
      {"plain", "plain"},
      {"--no-color", "\\-\\-no\\-color"},
      {"a\\b", "a\\eb"},
      {"say \"so\"", "say \\(dqso\\(dq"},
      {".SH is no request\n'nor this\nend.", "\\&.SH is no request\n\\&'nor this\nend."},
  };
  for (const auto& row : rows) EXPECT_EQ(troff_escape(row.text), row.troff) << row.text;
}

/// A command with one of everything that pages tell of.
struct Example {
  CLI::App root{"Does things", "tool"};
  CLI::App* make = root.add_subcommand("make", "Makes a thing");
  std::string size = "small";
  std::string file;
  std::vector<std::string> names;
  bool quick = false;
  bool secret = false;
  bool all = false;

  Example() {
    root.footer("Exit codes: 0 fine.");
    make->add_option("--size", size, "How large it is")
        ->type_name("SIZE")
        ->check(CLI::IsMember({"small", "large"}))
        ->capture_default_str();
    auto* path = make->add_option("-f,--file", file, "Where it goes")->type_name("FILE");
    make->add_flag("--quick", quick, "Makes it at once")->excludes(path)->group("Speed");
    make->add_flag("--secret", secret, "Not to be told")->group("");
    make->add_option("names", names, "What it is called");
    make->footer("tool make a b\n  both of them");
    make->add_subcommand("list", "Prints the things")->add_flag("--all", all, "Old ones, too");
    make->add_subcommand("hidden", "Not to be told")->group("");
    root.add_subcommand("internal", "Not to be told")->group("");
  }
};

TEST(ManPage, OfTheRootNamesTheCommands) {
  const Example example;
  const auto pages = man_pages(example.root, {"2026-11-29", "tool 1.0"});
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_EQ(pages[0].file_name, "tool.1");
  EXPECT_EQ(pages[0].text,
            ".TH TOOL 1 \"2026\\-11\\-29\" \"tool 1.0\" \"User Commands\"\n"
            ".SH NAME\n"
            "tool \\- Does things\n"
            ".SH SYNOPSIS\n"
            "\\fBtool\\fR [\\fIOPTION\\fR...] [\\fICOMMAND\\fR]\n"
            ".SH DESCRIPTION\n"
            "Does things\n"
            ".SH OPTIONS\n"
            ".TP\n"
            "\\fB\\-h\\fR, \\fB\\-\\-help\\fR\n"
            "Print this help message and exit\n"
            ".SH COMMANDS\n"
            ".TP\n"
            "\\fBtool\\-make\\fR(1)\n"
            "Makes a thing\n"
            ".SH NOTES\n"
            ".nf\n"
            "Exit codes: 0 fine.\n"
            ".fi\n"
            ".SH SEE ALSO\n"
            "\\fBtool\\-make\\fR(1)\n");
}

TEST(ManPage, OfACommandTellsWhatItsHelpTells) {
  const Example example;
  const auto pages = man_pages(example.root, {"", "tool 1.0"});
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_EQ(pages[1].file_name, "tool-make.1");
  EXPECT_EQ(pages[1].text,
            ".TH TOOL\\-MAKE 1 \"\" \"tool 1.0\" \"User Commands\"\n"
            ".SH NAME\n"
            "tool\\-make \\- Makes a thing\n"
            ".SH SYNOPSIS\n"
            "\\fBtool make\\fR [\\fIOPTION\\fR...] [\\fINAMES\\fR...] [\\fICOMMAND\\fR]\n"
            ".SH DESCRIPTION\n"
            "Makes a thing\n"
            ".SH OPTIONS\n"
            ".TP\n"
            "\\fB\\-h\\fR, \\fB\\-\\-help\\fR\n"
            "Print this help message and exit\n"
            ".TP\n"
            "\\fB\\-\\-size\\fR \\fIsmall|large\\fR\n"
            "How large it is\n"
            ".br\n"
            "Default: \\fBsmall\\fR.\n"
            ".TP\n"
            "\\fB\\-f\\fR, \\fB\\-\\-file\\fR \\fIFILE\\fR\n"
            "Where it goes\n"
            ".br\n"
            "Not with \\fB\\-\\-quick\\fR.\n"
            ".TP\n"
            "[\\fINAMES\\fR...]\n"
            "What it is called\n"
            ".SS Speed\n"
            ".TP\n"
            "\\fB\\-\\-quick\\fR\n"
            "Makes it at once\n"
            ".br\n"
            "Not with \\fB\\-\\-file\\fR.\n"
            ".SH COMMANDS\n"
            ".SS tool make list\n"
            "\\fBtool make list\\fR [\\fIOPTION\\fR...]\n"
            ".PP\n"
            "Prints the things\n"
            ".TP\n"
            "\\fB\\-h\\fR, \\fB\\-\\-help\\fR\n"
            "Print this help message and exit\n"
            ".TP\n"
            "\\fB\\-\\-all\\fR\n"
            "Old ones, too\n"
            ".SH NOTES\n"
            ".nf\n"
            "tool make a b\n"
            "  both of them\n"
            ".fi\n"
            ".SH SEE ALSO\n"
            "\\fBtool\\fR(1)\n");
}

}  // namespace
}  // namespace eni::command
