#include "eni_trunking/stacks/change_preview.h"

#include <gtest/gtest.h>

namespace eni::command {
namespace {

const std::vector<ResourceChange> kChanges{
    {"Add", "Role", "AWS::IAM::Role", "", {}},
    {"Modify", "Function", "AWS::Lambda::Function", "False", {"Code", "Tags"}},
    {"Modify", "Setting", "Custom::EniTrunking", "True", {"EC2Role"}},
    {"Modify", "Log", "AWS::Logs::LogGroup", "Conditional", {}},
    {"Remove", "Old", "AWS::IAM::Policy", "", {}},
};

TEST(ChangePreview, IsATableThatNamesWhatChanges) {
  EXPECT_EQ(change_preview(kChanges),
            "change    resource         type\n"
            "Add       Role             AWS::IAM::Role\n"
            "Modify    Function         AWS::Lambda::Function\n"
            "            by Code, Tags\n"
            "Replace   Setting          Custom::EniTrunking\n"
            "            by EC2Role\n"
            "Replace?  Log              AWS::Logs::LogGroup\n"
            "Remove    Old              AWS::IAM::Policy\n");
}

TEST(ChangePreview, IsSummedUp) {
  EXPECT_EQ(change_summary(kChanges),
            "1 to add, 1 to modify, 1 to replace, 1 to remove, 1 that may be replaced");
  EXPECT_EQ(change_summary({}), "");
}

}  // namespace
}  // namespace eni::command
