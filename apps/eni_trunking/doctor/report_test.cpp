#include "eni_trunking/doctor/report.h"

#include <gtest/gtest.h>
#include <pugixml.hpp>

#include "base/json.h"
#include "base/time_text.h"

namespace eni::command {
namespace {

using diagnosis::Finding;
using diagnosis::Severity;

class ReportTest : public testing::Test {
 protected:
  ReportTest() {
    description_.account = "123456789012";
    description_.region = "eu-central-1";
    description_.now = *parse_iso8601("2026-01-01T12:00:00Z");
    description_.clusters = {{.name = "web", .hosts = std::vector<diagnosis::ContainerInstance>(2)}};
    description_.clusters[0].hosts->front().attributes["ecs.awsvpc-trunk-id"] = "t";
  }
  Report report() {
    return {description_,
            findings_,
            {diagnosis::find_check("dns-a-record"), diagnosis::find_check("shared-subnet")},
            false};
  }
  void find_one() {
    findings_ = {{"dns-a-record",
                  Severity::kError,
                  "web",
                  "i-1",
                  "It <is> on for *i-1*, and for hosts that are named "
                  "here so that the line has to be broken.",
                  "Because.",
                  {"aws ec2 x --y '$Default'", "aws ec2 z"}}};
  }
  diagnosis::Description description_;
  diagnosis::Findings findings_;
};

TEST_F(ReportTest, TableSaysSoIfNothingIsWrong) {
  EXPECT_EQ(table_report(report()),
            "No findings in eu-central-1: 1 cluster with 2 hosts, 1 of them with a trunk.\n");
}

TEST_F(ReportTest, TableBreaksTextsAndLeavesCommandsWhole) {
  find_one();
  EXPECT_EQ(table_report(report()),
            "ERROR    dns-a-record  in cluster web\n"
            "  i-1\n"
            "    It <is> on for *i-1*, and for hosts that are named here so that the line has\n"
            "    to be broken.\n"
            "    Because.\n"
            "  Type:\n"
            "    aws ec2 x --y '$Default'\n"
            "    aws ec2 z\n"
            "\n"
            "1 error in eu-central-1: 1 cluster with 2 hosts, 1 of them with a trunk.\n");
  Report coloured = report();
  coloured.is_coloured = true;
  EXPECT_TRUE(table_report(coloured).starts_with("\033[1;31mERROR    \033[0mdns-a-record"));
}

TEST_F(ReportTest, JsonHasAllOfAFinding) {
  find_one();
  const json::value value = parse_json(json_report(report())).value();
  EXPECT_EQ(integer_at(value.as_object(), "errors"), 1);
  const json::object& finding = array_at(value, "findings").at(0).as_object();
  EXPECT_EQ(text_at(finding, "severity"), "error");
  EXPECT_EQ(array_at(finding, "commands").size(), 2u);
}

TEST_F(ReportTest, SarifNamesRuleLevelAndResource) {
  find_one();
  const json::value value = parse_json(sarif_report(report())).value();
  const json::value& run = array_at(value, "runs").at(0);
  EXPECT_EQ(text_at(value, "version"), "2.1.0");
  EXPECT_EQ(json::serialize(value.at_pointer("/runs/0/results/0/ruleId")), R"("dns-a-record")");
  EXPECT_EQ(json::serialize(value.at_pointer("/runs/0/results/0/level")), R"("error")");
  EXPECT_EQ(json::serialize(
                value.at_pointer("/runs/0/results/0/locations/0/logicalLocations/0/fullyQualifiedName")),
            R"("web/i-1")");
  EXPECT_EQ(value.at_pointer("/runs/0/tool/driver/rules").as_array().size(), 2u);
  EXPECT_TRUE(run.is_object());
}

TEST_F(ReportTest, JunitHasATestCaseForEachCheck) {
  find_one();
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(junit_report(report()).c_str()));
  const pugi::xml_node suite = document.child("testsuites").child("testsuite");
  EXPECT_STREQ(suite.attribute("tests").value(), "2");
  EXPECT_STREQ(suite.attribute("failures").value(), "1");
  EXPECT_STREQ(suite.child("testcase").child("failure").attribute("message").value(), "i-1");
  EXPECT_FALSE(suite.last_child().child("failure"));
}

TEST_F(ReportTest, ANoteIsNoFailureOfATest) {
  find_one();
  findings_[0].severity = Severity::kNote;
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(junit_report(report()).c_str()));
  EXPECT_STREQ(document.child("testsuites").attribute("failures").value(), "0");
}

TEST_F(ReportTest, NothingInAFindingIsMarkdown) {
  find_one();
  EXPECT_NE(markdown_report(report()).find("It \\<is\\> on for \\*i-1\\*"), std::string::npos);
  EXPECT_NE(markdown_report(report()).find("```sh\naws ec2 x --y '$Default'\naws ec2 z\n```"),
            std::string::npos);
}

TEST_F(ReportTest, ThePolicyAllowsReadsOnly) {
  const std::string policy = policy_document(report().checks);
  EXPECT_NE(policy.find("\"ec2:DescribeSubnets\""), std::string::npos) << policy;
  EXPECT_EQ(policy.find("sts:AssumeRole"), std::string::npos) << policy;
}

}  // namespace
}  // namespace eni::command
