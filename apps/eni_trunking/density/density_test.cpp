#include <algorithm>
#include <gtest/gtest.h>
#include <sstream>

#include "base/json.h"
#include "base/text.h"
#include "eni_trunking/run_for_test.h"
#include "trunking/instance_limits.h"

namespace eni::command {
namespace {

Outcome density(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "density");
  return run_for_test(arguments);
}

/// The first word of each line between the headings and the notes.
std::vector<std::string> types_of(const Outcome& outcome) {
  std::vector<std::string> types;
  for (const std::string& line : split(outcome.out, '\n')) {
    if (line.empty()) break;
    types.push_back(line.substr(0, line.find(' ')));
  }
  types.erase(types.begin(), types.begin() + std::min<std::ptrdiff_t>(2, std::ssize(types)));
  return types;
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  for (const std::string& line : split(text, '\n')) widest = std::max(widest, line.size());
  return widest;
}

TEST(DensityCommand, ShowsWhatTrunkingBringsAndHowThatIsKnown) {
  const Outcome o = density({"t3.medium", "c5.large", "u-18tb1.metal", "c8gn.metal-24xl"});
  EXPECT_EQ(o.code, 0);
  EXPECT_EQ(o.err, "");
  EXPECT_EQ(o.out,
            "                                         tasks, trunking\n"
            "type             vCPUs     memory  ENIs  off  on  gain  evidence\n"
            "c5.large             2      4 GiB     3    2  10    +8  documented\n"
            "c8gn.metal-24xl     96    192 GiB    24   23   ?     ?  unknown\n"
            "t3.medium            2      4 GiB     3    2   2     0  no trunk\n"
            "u-18tb1.metal      448  18432 GiB    15   14  12    -2  documented\n"
            "\n"
            "documented  in the Amazon ECS Developer Guide's table (2023-04)\n"
            "no trunk    not trunk compatible: the T families and types before Nitro\n"
            "unknown     newer than these sources; treated as taking no trunk\n");
}

TEST(DensityCommand, OfTasksOfOneSizeItShowsWhatFitsAndWhatBinds) {
  const Outcome o =
      density({"--task-cpu", "256", "--task-memory", "512", "c5.large", "m5.xlarge", "t3.medium"});
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.out,
            "                                tasks, trunking\n"
            "type       vCPUs  memory  ENIs  off  on  gain  binds       evidence\n"
            "c5.large       2   4 GiB     3    2   7    +5  memory      documented\n"
            "m5.xlarge      4  16 GiB     4    3  16   +13  CPU         documented\n"
            "t3.medium      2   4 GiB     3    2   2     0  interfaces  no trunk\n"
            "\n"
            "documented  in the Amazon ECS Developer Guide's table (2023-04)\n"
            "no trunk    not trunk compatible: the T families and types before Nitro\n");
}

TEST(DensityCommand, DataSaysWhatFitsOnlyOfTasksWithASize) {
  const auto value = parse_json(density({"--task-memory", "512", "--output", "json", "c5.large"}).out);
  const json::value& row = value->at(0);
  EXPECT_EQ(row.at("tasks_with_trunking"), 10);
  EXPECT_EQ(row.at("fit_with_trunking"), 7);
  EXPECT_EQ(row.at("fit_without_trunking"), 2);
  EXPECT_EQ(row.at("binds_with_trunking"), "memory");
  EXPECT_EQ(row.at("binds_without_trunking"), "interfaces");
  EXPECT_TRUE(row.at("task_cpu_units").is_null());
}

TEST(DensityCommand, MarkdownIsATableForADocument) {
  EXPECT_EQ(density({"--output", "markdown", "c5.large"}).out,
            "| type | vCPUs | memory | ENIs | tasks without trunking | with | gain | evidence |\n"
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n"
            "| c5.large | 2 | 4 GiB | 3 | 2 | 10 | +8 | documented |\n");
}

TEST(DensityCommand, ATaskHasASizeOfAtLeastOne) {
  const Outcome o = density({"--task-cpu", "0", "c5.large"});
  EXPECT_EQ(o.code, 2);
  EXPECT_EQ(o.err.find("eni-trunking: --task-cpu: "), 0u) << o.err;
}

TEST(DensityCommand, TypesAreNamedByNameFamilyOrPattern) {
  const struct {
    std::vector<std::string> arguments;
    std::vector<std::string> types;
  } rows[] = {
      {{"C5.Large"}, {"c5.large"}},
      {{"c5.large", "c5.large"}, {"c5.large"}},
      {{"a1"}, {"a1.medium", "a1.large", "a1.xlarge", "a1.2xlarge", "a1.4xlarge", "a1.metal"}},
      {{"c5.?xlarge"}, {"c5.2xlarge", "c5.4xlarge", "c5.9xlarge"}},
      {{"c5.metal", "a1.m*"}, {"a1.medium", "a1.metal", "c5.metal"}},
      {{"--sort", "gain", "a1"},
       {"a1.4xlarge", "a1.2xlarge", "a1.xlarge", "a1.medium", "a1.large", "a1.metal"}},
      {{"--sort", "type", "a1.m*"}, {"a1.medium", "a1.metal"}},
  };
  for (const auto& row : rows) {
    const Outcome o = density(row.arguments);
    EXPECT_EQ(o.code, 0) << o.err;
    EXPECT_EQ(types_of(o), row.types);
  }
}

TEST(DensityCommand, WhatNamesNoTypeIsAUsageError) {
  const struct {
    std::vector<std::string> arguments;
    const char* err;
  } rows[] = {
      {{"c5.larg"}, "eni-trunking: unknown instance type 'c5.larg'\n  did you mean 'c5.large'?\n"},
      {{"c5.large", "c5.3xlarge"},
       "eni-trunking: unknown instance type 'c5.3xlarge'\n"
       "  did you mean 'c5.2xlarge' or 'c5.4xlarge' or 'c5.9xlarge'?\n"},
      {{"m77"}, "eni-trunking: unknown instance family 'm77'\n  did you mean 'm7a' or 'm7g' or 'm7i'?\n"},
      {{"elephant.large"},
       "eni-trunking: unknown instance type 'elephant.large'\n  all of them: eni-trunking density --all\n"},
      {{"zz*"},
       "eni-trunking: no instance type matches 'zz*'\n  a TYPE is c5.large, or c5, or a pattern: "
       "'*.large'\n"},
      {{"--all", "c5"}, "eni-trunking: TYPE excludes --all\n  see: eni-trunking density --help\n"},
      {{"--sort", "price"},
       "eni-trunking: --sort: price not in {type,gain,tasks,vcpus,memory}\n"
       "  see: eni-trunking density --help\n"},
  };
  for (const auto& row : rows) {
    const Outcome o = density(row.arguments);
    EXPECT_EQ(o.code, 2) << row.err;
    EXPECT_EQ(o.err, row.err);
    EXPECT_EQ(o.out, "");
  }
}

TEST(DensityCommand, WithoutTypesAnOverviewBySizeFitsOneScreen) {
  const Outcome o = density({});
  EXPECT_EQ(o.code, 0);
  EXPECT_NE(o.out.find("large         2   10    +8  71 of 82  4 to 20\n"), std::string::npos) << o.out;
  EXPECT_LE(widest_line(o.out), 80u);
  EXPECT_LT(std::count(o.out.begin(), o.out.end(), '\n'), 40);
}

TEST(DensityCommand, AllIsTheWholeTableWithin80Columns) {
  const Outcome o = density({"--all"});
  EXPECT_EQ(types_of(o).size(), trunking::all_instance_types().size());
  EXPECT_LE(widest_line(o.out), 80u);
  for (const char* label : {"documented", "conflict", "excluded", "derived", "capped", "no trunk", "unknown"})
    EXPECT_NE(o.out.find(std::string("\n") + label + "  "), std::string::npos) << label;
}

TEST(DensityCommand, JsonHasOneObjectATypeAndNullForWhatIsNotKnown) {
  const Outcome o = density({"--output", "json", "c5.large", "c8gn.metal-24xl", "t3.nano", "u-18tb1.metal"});
  const auto value = parse_json(o.out);
  ASSERT_TRUE(value) << o.out;
  const json::array& rows = value->as_array();
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0], (json::value{{"instance_type", "c5.large"},
                                  {"vcpus", 2},
                                  {"memory_mib", 4096},
                                  {"architectures", json::array({"x86_64"})},
                                  {"current_generation", false},
                                  {"max_enis", 3},
                                  {"takes_trunk", true},
                                  {"tasks_without_trunking", 2},
                                  {"tasks_with_trunking", 10},
                                  {"gain", 8},
                                  {"evidence", "documented"},
                                  {"note", ""}}));
  EXPECT_TRUE(rows[1].at("takes_trunk").is_null());
  EXPECT_TRUE(rows[1].at("tasks_with_trunking").is_null());
  EXPECT_TRUE(rows[1].at("gain").is_null());
  EXPECT_EQ(rows[2].at("takes_trunk"), false);
  EXPECT_EQ(rows[2].at("tasks_with_trunking"), 1);
  EXPECT_EQ(rows[3].at("gain"), -2);
}

TEST(DensityCommand, CsvHasTheFieldsOfTheJson) {
  EXPECT_EQ(density({"--output", "csv", "c5.large", "c1.medium", "c8gn.metal-24xl"}).out,
            "instance_type,vcpus,memory_mib,architectures,current_generation,max_enis,takes_trunk,"
            "tasks_without_trunking,tasks_with_trunking,gain,evidence,note\n"
            "c1.medium,2,1740,i386|x86_64,false,2,false,1,1,0,not_trunk_compatible,\n"
            "c5.large,2,4096,x86_64,false,3,true,2,10,8,documented,\n"
            "c8gn.metal-24xl,96,196608,arm64,true,24,,23,,,unknown,\n");
}

TEST(DensityCommand, DataForProgramsListsWhatTheOverviewSumsUp) {
  const Outcome o = density({"--output", "csv"});
  EXPECT_NE(o.out.find("\nm7g.large,"), std::string::npos);
  EXPECT_EQ(o.out.find("\nt3.medium,"), std::string::npos) << "takes no trunk";
  EXPECT_EQ(o.out.find("\na1.large,"), std::string::npos) << "an older generation";
}

TEST(DensityCommand, HelpFits80ColumnsAndNamesTheWholeCommand) {
  const Outcome o = density({"--help"});
  EXPECT_EQ(o.code, 0);
  EXPECT_NE(o.out.find("Usage: eni-trunking density [OPTIONS] [TYPE...]"), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("--task-memory MIB"), std::string::npos) << o.out;
  EXPECT_LE(widest_line(o.out), 80u) << o.out;
}

TEST(DensityCommand, CompletionKnowsItsOptions) {
  std::ostringstream out;
  Terminal terminal{out, out, false, ""};
  const char* const arguments[] = {"eni-trunking", "completion", "bash"};
  run_command_line(3, arguments, terminal);
  EXPECT_NE(out.str().find("density \"*) words=\"--help --all --sort --task-cpu --task-memory --output\""),
            std::string::npos)
      << out.str();
}

}  // namespace
}  // namespace eni::command
