#include "sandbox/services/cloudformation/resources/resource_type.h"

#include <gtest/gtest.h>

namespace eni::sandbox::cloudformation {
namespace {

TEST(PhysicalName, IsStackThenLogicalIdThenTwelveCharacters) {
  SeededRandom random;
  const std::string name = physical_name({64}, "stack", "Role", random);
  EXPECT_EQ(name.substr(0, 11), "stack-Role-");
  EXPECT_EQ(name.size(), 23U);
}

TEST(PhysicalName, FitsItsLimitAndItsForm) {
  SeededRandom random;
  const std::string long_text(100, 'A');
  EXPECT_EQ(physical_name({64}, long_text, long_text, random).size(), 64U);
  EXPECT_LE(physical_name({64}, "a", long_text, random).size(), 64U);
  EXPECT_LE(physical_name({64}, long_text, "a", random).size(), 64U);
  const std::string bucket = physical_name({63, NameRule::Form::kLowerCase}, "Stack", "Bucket", random);
  EXPECT_EQ(bucket.substr(0, 13), "stack-bucket-");
  EXPECT_EQ(physical_name({512, NameRule::Form::kCfnFirst}, "Stack", "P", random).substr(0, 6), "CFN-P-");
  EXPECT_EQ(physical_name({512, NameRule::Form::kLogicalIdFirst}, "Stack", "P", random).substr(0, 2), "P-");
}

TEST(ResourceTypes, AreFoundByName) {
  EXPECT_EQ(find_resource_type("AWS::IAM::Role")->name, "AWS::IAM::Role");
  EXPECT_TRUE(find_resource_type("Custom::Anything")->is_custom);
  EXPECT_EQ(find_resource_type("AWS::EC2::Teapot"), nullptr);
}

TEST(ResourceTypes, HaveTheirHandlers) {
  for (const ResourceType* type : all_resource_types()) {
    if (type->is_custom) continue;
    const bool only_lists = type->calls.lists.size() > 0 && type->calls.create.empty();
    const bool does_nothing = type->name == "AWS::CDK::Metadata";
    const bool is_configured_only = type->configure && type->before_remove;
    if (only_lists || does_nothing || is_configured_only) continue;
    EXPECT_TRUE(type->create || !type->calls.create.empty()) << type->name;
    EXPECT_TRUE(type->remove || !type->calls.remove.empty()) << type->name;
    if (type->name_property.empty()) continue;
    EXPECT_TRUE(type->exists || !type->calls.read.empty()) << type->name;
    EXPECT_TRUE(type->find_property(type->name_property)) << type->name;
  }
}

/// All that a row names, "" for those that it has not.
std::vector<std::string_view> operations_of(const ServiceCalls& calls) {
  std::vector<std::string_view> names{calls.create, calls.read, calls.update, calls.remove};
  for (const Setting& setting : calls.settings) names.insert(names.end(), {setting.put, setting.remove});
  for (const ElementList& list : calls.lists) names.insert(names.end(), {list.add, list.remove});
  if (calls.tagging) names.insert(names.end(), {calls.tagging->tag, calls.tagging->untag});
  return names;
}

TEST(ResourceTypes, NameOperationsThatTheirServicesAnswer) {
  for (const ResourceType* type : all_resource_types()) {
    const ServiceCalls& calls = type->calls;
    const auto service = shapes::find_service(calls.service);
    ASSERT_TRUE(service || calls.service.empty()) << type->name;
    for (const std::string_view operation : operations_of(calls)) {
      EXPECT_TRUE(operation.empty() || service->find_operation(operation)) << type->name << " " << operation;
    }
  }
}

/// "State.Code" is the member Code of State.
bool has_path(const shapes::Shape& shape, std::string_view path) {
  const std::size_t dot = path.find('.');
  const auto member = shape.find_member(path.substr(0, dot));
  if (!member || dot == std::string_view::npos) return member.has_value();
  return has_path(member->shape(), path.substr(dot + 1));
}

TEST(ResourceTypes, HavePropertiesAndAttributesOfAwsModelOnly) {
  for (const ResourceType* type : all_resource_types()) {
    const auto model = shapes::resource_types().find_operation(type->name);
    if (!model) {
      EXPECT_EQ(type->name, "AWS::CDK::Metadata");
      continue;
    }
    for (const std::string_view name : type->supported_properties()) {
      EXPECT_TRUE(model->input()->find_member(name)) << type->name << " " << name;
    }
    for (const Attribute& attribute : type->attributes) {
      EXPECT_TRUE(has_path(*model->output(), attribute.name)) << type->name << " " << attribute.name;
    }
  }
}

struct Row {
  const char* properties;
  const char* problem;
};
const Row kRows[] = {
    {R"({"AssumeRolePolicyDocument": {}})", ""},
    {R"({"AssumeRolePolicyDocument": {}, "Nonsense": 1})", "Encountered unsupported property Nonsense"},
    {R"({})", "Property AssumeRolePolicyDocument cannot be empty."},
    {R"({"AssumeRolePolicyDocument": {}, "Policies": {}})",
     "Value of property Policies must be of type List"},
    {R"({"AssumeRolePolicyDocument": {}, "MaxSessionDuration": "x"})",
     "Value of property MaxSessionDuration must be of type Integer"},
    {R"({"AssumeRolePolicyDocument": {}, "MaxSessionDuration": "3600"})", ""},
    {R"({"AssumeRolePolicyDocument": {}, "RoleName": ["x"]})",
     "Value of property RoleName must be of type String"},
};

TEST(Properties, AreCheckedByTheTable) {
  const ResourceType& role = *find_resource_type("AWS::IAM::Role");
  for (const Row& row : kRows) {
    const auto problem = property_problem(role, parse_json(row.properties)->as_object());
    EXPECT_EQ(problem ? problem->message : "", row.problem) << row.properties;
    if (problem) {
      EXPECT_NE(problem->message.find(problem->property), std::string::npos);
    }
  }
}

TEST(Properties, ThatTheSandboxLacksAreRefusedUnlessTheyAskForNothing) {
  const struct {
    const char* type;
    const char* properties;
    const char* problem;
  } rows[] = {
      {"AWS::ECS::Service",
       R"({"LoadBalancers": [], "ServiceRegistries": [], "CapacityProviderStrategy": []})", ""},
      {"AWS::ECS::Service",
       R"({"VolumeConfigurations": [], "ServiceConnectConfiguration": {"Enabled": false}})", ""},
      {"AWS::ECS::Service", R"({"ServiceConnectConfiguration": {"Enabled": "false", "Services": []}})", ""},
      {"AWS::ECS::Service", R"({"ServiceConnectConfiguration": {"Enabled": true}})",
       "Property ServiceConnectConfiguration of AWS::ECS::Service is not supported by the sandbox"},
      {"AWS::ECS::Service", R"({"LoadBalancers": [{"ContainerPort": 80}]})", ""},
      {"AWS::ECS::Service", R"({"ServiceRegistries": [{"Port": 80}]})", ""},
      {"AWS::ECS::Service", R"({"VolumeConfigurations": [{"Name": "v"}]})",
       "Property VolumeConfigurations of AWS::ECS::Service is not supported by the sandbox"},
      {"AWS::ECS::Cluster", R"({"CapacityProviders": []})", ""},
      {"AWS::ECS::Cluster", R"({"CapacityProviders": ["FARGATE", "FARGATE_SPOT"]})", ""},
      {"AWS::ECS::Cluster", R"({"CapacityProviders": ["mine"]})", ""},
      {"AWS::S3::Bucket",
       R"({"BucketEncryption": {"ServerSideEncryptionConfiguration":
           [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}})",
       ""},
      {"AWS::S3::Bucket",
       R"({"BucketEncryption": {"ServerSideEncryptionConfiguration":
           [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]}})",
       ""},
      {"AWS::S3::Bucket",
       R"({"BucketEncryption": {"ServerSideEncryptionConfiguration":
           [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "k"}}]}})",
       "KMSMasterKeyID of AWS::S3::Bucket is not supported by the sandbox"},
  };
  for (const auto& row : rows) {
    const json::object properties = parse_json(row.properties)->as_object();
    const ResourceType& type = *find_resource_type(row.type);
    const auto problem = refused_property(type, properties);
    EXPECT_EQ(problem ? problem->message : "", row.problem) << row.properties;
    if (!problem) {
      const auto other = property_problem(type, properties);
      EXPECT_FALSE(other) << other->message;
    }
  }
}

TEST(Properties, ThatCannotChangeInPlaceNeedAReplacement) {
  const ResourceType& role = *find_resource_type("AWS::IAM::Role");
  const json::object before{{"Path", "/"}, {"Description", "a"}};
  EXPECT_FALSE(compare_properties(role, before, {{"Path", "/"}, {"Description", "b"}}).needs_replacement);
  EXPECT_TRUE(compare_properties(role, before, {{"Path", "/x/"}, {"Description", "a"}}).needs_replacement);
  EXPECT_TRUE(compare_properties(role, before, before).changed.empty());
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
