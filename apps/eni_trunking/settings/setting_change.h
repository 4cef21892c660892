#pragma once
/// Putting the account setting awsvpcTrunking for principals, one by one, and what came of it.
#include <optional>
#include <string>
#include <vector>

#include "client/aws_client.h"
#include "eni_trunking/roles/caller.h"

namespace eni::command {

enum class ChangeMode { kApply, kDryRun };

/// What became of one principal's setting.
struct SettingChange {
  std::string principal;  ///< its ARN, or what was given where it is not known
  std::string before;     ///< the value that counted; "unknown" if it may not be read
  std::string after;      ///< the value that counts now; "" if it failed, or nothing was done
  std::optional<client::CallFailure> failure;
  std::string advice;  ///< what would let it succeed: a statement or a policy, for people
  std::string region = {};
};

class SettingChanger {
 public:
  /// @param client  outlives this
  /// @param value   "enabled" or "disabled"
  SettingChanger(client::AwsClient& client, Caller caller, std::string value, ChangeMode mode)
      : client_{&client}, caller_{std::move(caller)}, value_{std::move(value)}, mode_{mode} {}

  /// As the role itself, whose session is assumed unless the caller has one; as root where that is refused.
  SettingChange change_role(const std::string& name_or_arn);
  /// What counts for all principals of the account in the region that have no setting of their own.
  SettingChange change_default();
  /// The principal that change_default() is about.
  std::string root() const;

 private:
  /// A client that may put the role's setting, and what it has to say whose it means.
  struct Access {
    client::AwsClient client;
    json::object principal;  ///< {"principalArn": …} for root; empty: its own
  };
  client::CallResult<aws::Arn> find(const std::string& name_or_arn);
  client::CallResult<Access> access(const aws::Arn& role);
  bool is_own(const aws::Arn& role) const;
  void apply(Access access, std::string_view operation, SettingChange& change);
  std::string effective(client::AwsClient& client, const json::object& principal);

  client::AwsClient* client_;
  Caller caller_;
  std::string value_;
  ChangeMode mode_;
};

/// A table for people, one line a principal; of several Regions one line a principal and Region.
std::string setting_table(const std::vector<SettingChange>& changes, const std::vector<std::string>& regions,
                          ChangeMode mode);
json::object setting_json(const std::vector<SettingChange>& changes, const std::string& value,
                          const std::vector<std::string>& regions, ChangeMode mode);

}  // namespace eni::command
