#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "base/json.h"
#include "base/test_folder.h"
#include "base/text.h"
#include "eni_trunking/run_for_test.h"

namespace eni::command {
namespace {

class PlanCommand : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text) {
    const std::string path = folder_.file(name);
    std::ofstream{path} << text;
    return path;
  }
  Outcome plan(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "plan");
    return run_for_test(arguments);
  }
  std::string web() {
    return file("web.json", R"({"cluster": "web", "region": "eu-central-1", "zones": ["a", "b"],
      "hosts": [{"type": "c5.large", "hosts": 25}],
      "services": [{"name": "api", "tasks": 50, "cpu": 128, "memory_mib": 256}]})");
  }

  TestFolder folder_;
};

TEST_F(PlanCommand, ShowsHostsWithAndWithoutTrunking) {
  const Outcome o = plan({"--from", web(), "--type", "c5.large", "--type", "c5.xlarge"});
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.out,
            "cluster web in eu-central-1: 50 tasks of 1 service, on 25 hosts, none of them\n"
            "with a trunk\n"
            "\n"
            "type        hosts off  on  tasks off    on  binds\n"
            "c5.large *         25   5        2.0  10.0  interfaces\n"
            "c5.xlarge          17   3        2.9  16.7  interfaces\n"
            "\n"
            "* the cluster has hosts of it. off, on: without and with ENI trunking; tasks:\n"
            "on a host; binds: what is in use most, with it.\n"
            "\n"
            "It is assumed that\n"
            "- all hosts are of one type, spread evenly over the zones: 2\n"
            "- each service runs as many tasks as it wants now, without room for deployments\n"
            "  or for growth\n"
            "- tasks that belong to no service are not counted\n"
            "- hosts register their vCPUs, and the memory that an operating system leaves of\n"
            "  their type's: about 3 % less\n"
            "- services are placed one after the other, in their order or the largest first\n"
            "- constraints by attributes hold on every host\n"
            "- images are there for the architecture of each type; GPUs are not looked at\n");
}

TEST_F(PlanCommand, ShowsWhatItCostsWherePricesAreGiven) {
  const std::string prices = file("prices", "# per hour\nc5.large = 0.1\n\nc5.xlarge=0.25  # on demand\n");
  const Outcome o = plan({"--from", web(), "--type", "c5.large", "--type", "c5.xlarge", "--prices", prices,
                          "--hourly-price", "c5.xlarge=0.2"});
  EXPECT_NE(o.out.find("cost off    on\n"), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("2.50  0.50\n"), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("3.40  0.60\n"), std::string::npos) << "the option wins over the file: " << o.out;
}

TEST_F(PlanCommand, HasAllOfItAsJson) {
  const auto value = parse_json(plan({"--from", web(), "--type", "c5.large", "--output", "json"}).out);
  ASSERT_TRUE(value);
  EXPECT_EQ(value->at("tasks"), 50);
  EXPECT_EQ(value->at_pointer("/types/0/without_trunking/hosts"), 25);
  EXPECT_EQ(value->at_pointer("/types/0/with_trunking/hosts"), 5);
  EXPECT_EQ(value->at_pointer("/types/0/with_trunking/binds"), "interfaces");
  EXPECT_TRUE(value->at_pointer("/types/0/hourly_price").is_null());
}

TEST_F(PlanCommand, OtherFormsAreForDocuments) {
  EXPECT_NE(plan({"--from", web(), "--type", "c5.large", "--output", "markdown"})
                .out.find("| c5.large \\* | 25 | 5 | 2.0 | 10.0 |"),
            std::string::npos);
  EXPECT_NE(plan({"--from", web(), "--type", "c5.large", "--output", "html"})
                .out.find("<td>c5.large *</td><td>25</td>"),
            std::string::npos);
}

TEST_F(PlanCommand, TheDescriptionIsWhatItReads) {
  const Outcome saved = plan({"--from", web(), "--output", "description"});
  const Outcome again = plan({"--from", file("again.json", saved.out), "--output", "description"});
  EXPECT_EQ(again.out, saved.out);
}

TEST_F(PlanCommand, SaysWhichTypeWouldNotDo) {
  const std::string large =
      file("large.json", R"({"cluster": "web", "zones": ["a"], "hosts": [{"type": "c5.large", "hosts": 1}],
    "services": [{"name": "api", "tasks": 2, "cpu": 4096}]})");
  const Outcome o = plan({"--from", large, "--type", "c5.large"});
  EXPECT_EQ(o.code, 0);
  EXPECT_NE(o.out.find("a task of api finds no place on any host of c5.large: RESOURCE:CPU\n"),
            std::string::npos)
      << o.out;
}

TEST_F(PlanCommand, SaysOfWhichTypesNobodyKnowsWhatTheirTrunksTake) {
  const Outcome o = plan({"--from", web(), "--type", "c8gb.metal-24xl"});
  EXPECT_NE(o.out.find("c8gb.metal-24xl          3  none       16.7\n"), std::string::npos) << o.out;
  EXPECT_NE(o.out.find("no source tells how many tasks a trunk of c8gb.metal-24xl takes"), std::string::npos)
      << o.out;
}

TEST_F(PlanCommand, SaysWhichNumbersAreDerived) {
  const Outcome o = plan({"--from", web(), "--type", "c5.large", "--type", "c7a.12xlarge"});
  EXPECT_NE(o.out.find("not documented, of:\n  c7a.12xlarge"), std::string::npos) << o.out;
}

TEST_F(PlanCommand, SaysWhatIsWrongWithItsArguments) {
  const std::string broken = file("broken.json", R"({"cluster": "web", "zones": "a"})");
  const struct {
    std::vector<std::string> arguments;
    std::string err;
  } rows[] = {
      {{}, "eni-trunking: there is no cluster to plan for\n  eni-trunking plan CLUSTER, or --from FILE\n"},
      {{"web", "--from", "x"}, "eni-trunking: cluster excludes --from\n  see: eni-trunking plan --help\n"},
      {{"--from", broken},
       "eni-trunking: " + broken + ": zones has to be a list\n  eni-trunking plan --help shows the form\n"},
      {{"--from", web(), "--hourly-price", "c5.large"},
       "eni-trunking: --hourly-price: 'c5.large' is no price\n  it is TYPE=PRICE: c5.large=0.097\n"},
      {{"--from", web(), "--hourly-price", "c5.large=-1"},
       "eni-trunking: --hourly-price: 'c5.large=-1' is no price\n  it is TYPE=PRICE: c5.large=0.097\n"},
      {{"--from", web(), "--type", "c5.larg"},
       "eni-trunking: unknown instance type 'c5.larg'\n  did you mean 'c5.large'?\n"},
  };
  for (const auto& row : rows) {
    const Outcome o = plan(row.arguments);
    EXPECT_EQ(o.code, 2) << row.err;
    EXPECT_EQ(o.err, row.err);
  }
}

TEST_F(PlanCommand, HelpFits80Columns) {
  for (const std::string& line : split(plan({"--help"}).out, '\n')) EXPECT_LE(line.size(), 80u) << line;
}

}  // namespace
}  // namespace eni::command
