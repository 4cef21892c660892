#pragma once
/// The sources of the standard chain, a file each. What each looks at is told there.
#include "client/credentials/credential_source.h"

namespace eni::client {

LoadedCredentials from_environment(const CredentialContext& context, const std::string& profile);
LoadedCredentials from_assume_role(const CredentialContext& context, const std::string& profile);
/// Of the environment first, then of the profile.
LoadedCredentials from_web_identity(const CredentialContext& context, const std::string& profile);
/// Of the profile alone, as a source_profile is looked at.
LoadedCredentials from_web_identity_of_profile(const CredentialContext& context, const std::string& profile);
LoadedCredentials from_sso(const CredentialContext& context, const std::string& profile);
LoadedCredentials from_login(const CredentialContext& context, const std::string& profile);
LoadedCredentials from_shared_credentials_file(const CredentialContext& context, const std::string& profile);
LoadedCredentials from_custom_process(const CredentialContext& context, const std::string& profile);
LoadedCredentials from_config_file(const CredentialContext& context, const std::string& profile);
LoadedCredentials from_container(const CredentialContext& context, const std::string& profile);
LoadedCredentials from_instance_metadata(const CredentialContext& context, const std::string& profile);

}  // namespace eni::client
