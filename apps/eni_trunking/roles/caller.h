#pragma once
/// Who the command works as.
#include "aws/arn.h"
#include "client/aws_client.h"

namespace eni::command {

struct Caller {
  aws::Arn arn;  ///< of the user, of the session (…:assumed-role/NAME/SESSION), of the root

  const std::string& account() const { return arn.account; }
  const std::string& partition() const { return arn.partition; }
  bool is_root() const { return arn.resource == "root"; }
};

client::CallResult<Caller> find_caller(client::AwsClient& client);

/// Those of a session of the role, which STS gives the caller. @param session_name  as CloudTrail shows it
client::CallResult<std::shared_ptr<client::CredentialProvider>> role_credentials(
    client::AwsClient& client, const std::string& role_arn, std::string_view session_name);
/// The client with those.
client::CallResult<client::AwsClient> assume_role(client::AwsClient& client, const std::string& role_arn,
                                                  std::string_view session_name);

/// The role's ARN: a name is looked up by iam:GetRole, for the ARN has the role's path.
/// @error  it is no role's ARN, or there is no such role
client::CallResult<aws::Arn> find_role(client::AwsClient& client, const std::string& name_or_arn);

}  // namespace eni::command
