#pragma once
/// What the environment and the user's profile say, looked up as the AWS CLI does it.
#include <optional>
#include <string>

#include "aws/identifiers.h"
#include "client/endpoints.h"
#include "client/profiles.h"
#include "client/retry.h"
#include "client/user_environment.h"

namespace eni::client {

/// Source: AWS SDKs and Tools Reference Guide, "Settings reference"; botocore's configprovider.
class Configuration {
 public:
  /// @param profile      of the command line, or empty; else AWS_PROFILE, else AWS_DEFAULT_PROFILE, else "default"
  /// @param environment  outlives this
  /// @error  a profile that is named and does not exist: those that do; a file that is not what it should be
  static Result<Configuration> load(const std::string& profile, const UserEnvironment& environment);

  const UserEnvironment& environment() const { return *environment_; }
  const Profiles& profiles() const { return profiles_; }
  /// The one in use, which exists if anybody named it.
  const std::string& profile_name() const { return profile_name_; }
  bool is_profile_of_command_line() const { return is_profile_of_command_line_; }

  /// @param variable  looked at first; empty: there is none
  /// @param key       of the profile; empty: there is none
  std::optional<std::string> setting(const std::string& variable, const std::string& key) const;
  bool is_true(const std::string& variable, const std::string& key) const;
  /// @error  it is not a number from `least` on; says where it comes from
  Result<std::optional<int>> number(const std::string& variable, const std::string& key, int least) const;

  /// @param option  of the command line, or empty; else AWS_REGION, AWS_DEFAULT_REGION, the profile's, and last that of the EC2
  /// instance that this runs on, which asks its metadata service
  /// @error  none of them says one, or what it says is no name of a region
  Result<aws::Region> region(const std::string& option) const;
  /// @param endpoint_url  of the command line, for all services; or empty
  /// @error  the profile's `services` section does not exist
  Result<EndpointRules> endpoints(const std::string& endpoint_url) const;
  /// Always the standard mode's; `legacy` and `adaptive` are accepted, for profiles are shared with other programs.
  /// @error  a mode that AWS's SDKs do not have
  Result<RetryOptions> retries() const;

 private:
  Configuration(const UserEnvironment& environment, Profiles profiles);
  /// The profile's own for one service, from its `services` section.
  std::optional<std::string> endpoint_of_profile(const Settings* services, const Service& service) const;
  const Settings* profile() const { return profiles_.profile(profile_name_); }

  const UserEnvironment* environment_;
  Profiles profiles_;
  std::string profile_name_;
  bool is_profile_of_command_line_ = false;
};

}  // namespace eni::client
