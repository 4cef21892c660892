#pragma once
/// A hosts' role that a stack uses without having made it: whether it lets the function make its setting, and adding what it lacks.
#include <optional>
#include <string>
#include <vector>

#include "aws/arn.h"
#include "client/aws_client.h"

namespace eni::command {

/// What a role lacks, as far as the caller may see.
struct RoleFindings {
  bool lacks_trust = false;
  std::vector<std::string> denied_actions;  ///< "ecs:PutAccountSetting"
  std::vector<std::string> unseen;          ///< what could not be looked at, and why: a sentence each

  bool is_fine() const { return !lacks_trust && denied_actions.empty(); }
};

class ExistingRole {
 public:
  /// @param client  outlives this
  ExistingRole(client::AwsClient& client, aws::Arn arn) : client_{&client}, arn_{std::move(arn)} {}

  const aws::Arn& arn() const { return arn_; }
  /// @param function_role  the function's, as far as it is known yet
  client::CallResult<RoleFindings> inspect(const aws::Arn& function_role);
  /// What is to be done by hand, for people: the statement and the policy that are missing. "" if nothing is.
  std::string advice(const RoleFindings& findings) const;
  /// Adds what is missing. @return  what was added, a phrase each
  client::CallResult<std::vector<std::string>> mend(const RoleFindings& findings);
  /// What of that the role still has, with the commands that remove it, for people; "" if it has nothing.
  /// @param connection  what these commands need to go there, as connection_of()
  client::CallResult<std::string> remains(const std::string& connection);

 private:
  /// The trust policy and the id of the role. @return  nothing if it may not be read
  struct Record {
    std::string trust;
    std::string id;
  };
  client::CallResult<std::optional<Record>> read(RoleFindings& findings);
  client::CallResult<void> inspect_policies(const std::string& id, RoleFindings& findings);
  std::string how_to_trust(const json::object& trust, const std::string& connection) const;
  std::string name() const { return std::string(arn_.resource_name()); }

  client::AwsClient* client_;
  aws::Arn arn_;
};

}  // namespace eni::command
