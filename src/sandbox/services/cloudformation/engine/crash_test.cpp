/// The sandbox is killed after each single piece of work of an operation, and started again over the same state; or its disk is
/// full for half a minute from each single write on. The stack comes to the end it would have come to, and nothing is left
/// lying about.
#include <gtest/gtest.h>

#include "sandbox/services/cloudformation/engine/test_world.h"
#include "sqlite/failing_disk.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr const char* kStack = R"({"Resources": {
  "Named": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "named"}},
  "Unnamed": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 7}},
  "Thing": {"Type": "Custom::Thing", "DependsOn": "Named", "Properties": {
    "ServiceToken": "arn:aws:lambda:eu-central-1:000000000000:function:f", "Group": {"Ref": "Unnamed"}}},
  "Last": {"Type": "AWS::SSM::Parameter", "DependsOn": "Thing",
           "Properties": {"Name": "last", "Type": "String", "Value": "1"}}}})";

constexpr const char* kChanged = R"({"Resources": {
  "Named": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "renamed"}},
  "Unnamed": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 14}},
  "Thing": {"Type": "Custom::Thing", "DependsOn": "Named", "Properties": {
    "ServiceToken": "arn:aws:lambda:eu-central-1:000000000000:function:f", "Group": "other"}},
  "New": {"Type": "AWS::SSM::Parameter", "DependsOn": "Thing",
           "Properties": {"Name": "new", "Type": "String", "Value": "1"}}}})";

/// Ids of EC2's choosing; RunInstances knows its ClientToken, CreateRouteTable has none.
constexpr const char* kUnnamed = R"({"Resources": {
  "Table": {"Type": "AWS::EC2::RouteTable", "Properties": {"VpcId": "vpc-1"}},
  "Host": {"Type": "AWS::EC2::Instance", "Properties": {"ImageId": "ami-1"}}}})";

constexpr const char* kUnnamedChanged = R"({"Resources": {
  "Table": {"Type": "AWS::EC2::RouteTable", "Properties": {"VpcId": "vpc-2"}},
  "Host": {"Type": "AWS::EC2::Instance", "Properties": {"ImageId": "ami-2"}}}})";

constexpr const char* kUnnamedThatFails = R"({"Resources": {
  "Table": {"Type": "AWS::EC2::RouteTable", "Properties": {"VpcId": "vpc-1"}},
  "Host": {"Type": "AWS::EC2::Instance", "Properties": {"ImageId": "ami-1"}},
  "Last": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "last", "Type": "String", "Value": "1"}}}})";

/// Secrets have a name of their template's or of our choosing, and an id of Secrets Manager's.
constexpr const char* kSecrets = R"({"Resources": {
  "Named": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "app", "SecretString": "1"}},
  "Unnamed": {"Type": "AWS::SecretsManager::Secret", "Properties": {"SecretString": "1"}}}})";

constexpr const char* kSecretsRenamed = R"({"Resources": {
  "Named": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "other", "SecretString": "1"}},
  "Unnamed": {"Type": "AWS::SecretsManager::Secret", "Properties": {"SecretString": "1"}}}})";

constexpr const char* kOwn = R"({"Resources": {
  "Own": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "own", "Type": "String", "Value": "1"}}}})";

constexpr const char* kImporting = R"({"Resources": {
  "Own": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "own", "Type": "String", "Value": "1"}},
  "There": {"Type": "AWS::SSM::Parameter", "DeletionPolicy": "Retain",
            "Properties": {"Name": "there", "Type": "String", "Value": "1"}},
  "Too": {"Type": "AWS::SSM::Parameter", "DeletionPolicy": "Retain",
          "Properties": {"Name": "too", "Type": "String", "Value": {"Fn::GetAtt": ["There", "Value"]}}}}})";

void import_two(World& world, std::string& id) {
  world.import_resources(id, kImporting, {{"There", "there"}, {"Too", "too"}});
}

/// Kinds of things that exist: the part before the slash.
std::multiset<std::string> kinds(const World& world) {
  std::multiset<std::string> kinds;
  for (const std::string& thing : world.things) kinds.insert(thing.substr(0, thing.find('/')));
  return kinds;
}

struct Case {
  const char* name;
  const char* before;  ///< a stack that is created before, or null
  std::function<void(World&)> prepare;
  std::function<void(World&, std::string&)> begin;  ///< the operation that is interrupted
  const char* status;
  std::multiset<std::string> left;
};

const ApiError kDenied{"AccessDeniedException", "no", 400};

void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

class Crash : public testing::TestWithParam<Case> {};

TEST_P(Crash, AtAnyMomentTheStackComesToItsEnd) {
  const Case& row = GetParam();
  for (int moment = 0; moment < 400; ++moment) {
    World world;
    std::string id;
    if (row.before) id = world.create(row.before);
    world.scheduler.run();
    if (row.prepare) row.prepare(world);
    row.begin(world, id);
    const bool is_over = world.scheduler.run(moment) < moment;
    world.kill();
    world.restart();
    world.scheduler.run();
    ASSERT_EQ(world.status(id), row.status) << "killed after " << moment << " pieces of work\n"
                                            << testing::PrintToString(world.story(id));
    ASSERT_EQ(kinds(world), row.left) << "killed after " << moment << " pieces of work";
    if (is_over) return;
  }
  FAIL() << "the operation never ends";
}

/// What failed, and was not made to fail by the test. What was still to be tried again when another resource failed is cancelled
/// with it, as anything else that has not begun.
std::vector<std::string> unexpected(World& world, const std::string& id) {
  std::vector<std::string> lines;
  for (const std::string& line : world.story(id)) {
    const bool is_denied =
        line.find("AccessDenied") != std::string::npos || line.ends_with("IMPORT_FAILED | no");
    if (line.find("_FAILED") != std::string::npos && !is_denied &&
        line.find("cancelled") == std::string::npos)
      lines.push_back(line);
  }
  return lines;
}

TEST_P(Crash, AfterAFullDiskTheStackComesToItsEnd) {
  const Case& row = GetParam();
  for (int writes = 0; writes < 2000; ++writes) {
    sqlite::FailingDisk disk;
    World world;
    world.use_file();
    std::string id;
    if (row.before) id = world.create(row.before);
    world.scheduler.run();
    if (row.prepare) row.prepare(world);
    row.begin(world, id);
    disk.fill_after(writes);
    world.scheduler.call_at(world.scheduler.now() + std::chrono::seconds{30}, [&disk] { disk.free(); });
    world.scheduler.run();
    ASSERT_EQ(world.status(id), row.status) << "full after " << writes << " writes\n"
                                            << testing::PrintToString(world.story(id));
    ASSERT_EQ(kinds(world), row.left) << "full after " << writes << " writes";
    ASSERT_EQ(unexpected(world, id), std::vector<std::string>{}) << "full after " << writes << " writes";
    if (!disk.was_full()) return;
  }
  FAIL() << "the operation never ends";
}

INSTANTIATE_TEST_SUITE_P(
    Operations, Crash,
    testing::Values(Case{"Create",
                         nullptr,
                         nullptr,
                         [](World& world, std::string& id) { id = world.create(kStack); },
                         "CREATE_COMPLETE",
                         {"custom", "logs", "logs", "ssm"}},
                    Case{"CreateThatFails",
                         nullptr,
                         nullptr,
                         [](World& world, std::string& id) {
                           world.errors["ssm:PutParameter last"] = kDenied;
                           id = world.create(kStack);
                         },
                         "ROLLBACK_COMPLETE",
                         {}},
                    Case{"Update",
                         kStack,
                         nullptr,
                         [](World& world, std::string& id) { world.update(id, kChanged); },
                         "UPDATE_COMPLETE",
                         {"custom", "logs", "logs", "ssm"}},
                    Case{"UpdateThatFails",
                         kStack,
                         [](World& world) { world.errors["ssm:PutParameter new"] = kDenied; },
                         [](World& world, std::string& id) { world.update(id, kChanged); },
                         "UPDATE_ROLLBACK_COMPLETE",
                         {"custom", "logs", "logs", "ssm"}},
                    Case{"Delete",
                         kStack,
                         nullptr,
                         [](World& world, std::string& id) { world.remove(id); },
                         "DELETE_COMPLETE",
                         {}},
                    Case{"CreateUnnamed",
                         nullptr,
                         nullptr,
                         [](World& world, std::string& id) { id = world.create(kUnnamed); },
                         "CREATE_COMPLETE",
                         {"ec2", "instance"}},
                    Case{"CreateUnnamedThatFails",
                         nullptr,
                         nullptr,
                         [](World& world, std::string& id) {
                           world.errors["ssm:PutParameter last"] = kDenied;
                           id = world.create(kUnnamedThatFails);
                         },
                         "ROLLBACK_COMPLETE",
                         {}},
                    Case{"ReplaceUnnamed",
                         kUnnamed,
                         nullptr,
                         [](World& world, std::string& id) { world.update(id, kUnnamedChanged); },
                         "UPDATE_COMPLETE",
                         {"ec2", "instance"}},
                    Case{"CreateSecrets",
                         nullptr,
                         nullptr,
                         [](World& world, std::string& id) { id = world.create(kSecrets); },
                         "CREATE_COMPLETE",
                         {"secretsmanager", "secretsmanager"}},
                    Case{"ReplaceSecret",
                         kSecrets,
                         nullptr,
                         [](World& world, std::string& id) { world.update(id, kSecretsRenamed); },
                         "UPDATE_COMPLETE",
                         {"secretsmanager", "secretsmanager"}},
                    Case{"Import",
                         kOwn,
                         [](World& world) {
                           world.things.insert({"ssm/there", "ssm/too"});
                         },
                         import_two,
                         "IMPORT_COMPLETE",
                         {"ssm", "ssm", "ssm"}},
                    Case{"ImportThatFails",
                         kOwn,
                         [](World& world) {
                           world.things.insert({"ssm/there", "ssm/too"});
                           world.errors["ssm:GetParameter too"] = kDenied;
                         },
                         import_two,
                         "IMPORT_ROLLBACK_COMPLETE",
                         {"ssm", "ssm", "ssm"}}),
    [](const testing::TestParamInfo<Case>& row) { return row.param.name; });

}  // namespace
}  // namespace eni::sandbox::cloudformation
