#include "eni_trunking/demo/host_role.h"

namespace eni::command {

namespace {

constexpr const char* kHostPolicy =
    "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role";
constexpr const char* kTrust =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]})";

}  // namespace

client::CallResult<std::string> make_host_role(client::AwsClient& client, const std::string& name) {
  const auto iam = [&client](std::string_view operation, const json::object& params) {
    return client.call("iam", operation, params);
  };
  ENI_TRY(const json::value made,
          iam("CreateRole", {{"RoleName", name}, {"AssumeRolePolicyDocument", kTrust}}));
  ENI_CHECK(iam("AttachRolePolicy", {{"RoleName", name}, {"PolicyArn", kHostPolicy}}));
  ENI_CHECK(iam("CreateInstanceProfile", {{"InstanceProfileName", name}}));
  ENI_CHECK(iam("AddRoleToInstanceProfile", {{"InstanceProfileName", name}, {"RoleName", name}}));
  const json::value* role = find(made, "Role");
  return role ? text_at(*role, "Arn") : std::string{};
}

client::CallResult<void> put_trunking(client::AwsClient& client, const std::string& role_arn,
                                      const std::string& value) {
  ENI_CHECK(client.call("ecs", "PutAccountSetting",
                        {{"name", "awsvpcTrunking"}, {"value", value}, {"principalArn", role_arn}}));
  return {};
}

}  // namespace eni::command
