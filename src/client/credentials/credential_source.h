#pragma once
/// Where credentials come from: what the files of this folder have in common.
#include <memory>
#include <string>
#include <string_view>

#include "client/aws_client.h"
#include "client/configuration.h"
#include "client/credential_provider.h"

namespace eni::client {

/// What sources look at, and whom they ask.
struct CredentialContext {
  Configuration configuration;
  aws::Region region;       ///< of the calls of STS
  EndpointRules endpoints;  ///< of STS and IAM Identity Center
  ClientOptions options;
  Waiter* waiter;
  Random* random;

  TimePoint now() const { return waiter->now(); }
  const UserEnvironment& environment() const { return configuration.environment(); }
  /// Of the profile; nothing if it has no such key.
  std::optional<std::string> profile_text(const std::string& profile, const std::string& key) const {
    return text_of(configuration.profiles().profile(profile), key);
  }
  /// @param credentials  null: the calls are not signed
  AwsClient client(aws::Region in, std::shared_ptr<CredentialProvider> credentials) const {
    return {Connection{endpoints, std::move(in), std::move(credentials)}, *waiter, *random, options};
  }
};

/// Nothing: the source is not configured, and the next is asked.
using LoadedCredentials = Result<std::optional<ExpiringCredentials>>;

/// One source, asked for the credentials of a profile, the first time and when they are about to expire.
struct CredentialSource {
  std::string_view name;   ///< as AWS's documentation has it
  std::string_view seeks;  ///< what makes it one: "AWS_ACCESS_KEY_ID"
  /// @error  it is configured and gives none: why, and what to do
  LoadedCredentials (*load)(const CredentialContext& context, const std::string& profile);
};

/// Of a JSON object of AWS's: "AccessKeyId" and its companions. @param token  how the session token is called there
/// @param from  whose answer it is, for errors
/// @error  one is missing; an expiry that is no time
LoadedCredentials read_credentials(const json::value& object, const char* token, const std::string& from);

/// Of a profile's settings, in either of the files. @param file  which, for errors
LoadedCredentials read_static_keys(const Settings* settings, const std::string& profile, const char* file);

}  // namespace eni::client
