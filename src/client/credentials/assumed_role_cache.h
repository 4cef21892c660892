#pragma once
/// Credentials of roles that the user has typed an MFA code for, kept in the AWS CLI's cache: the code is asked for once an hour,
/// not by each command, and both find what the other has kept.
#include "client/credentials/credential_source.h"

namespace eni::client {

/// ~/.aws/cli/cache/SHA1.json. @param params  of AssumeRole, without the code and without a name that was made up
/// Source: botocore's CachedCredentialFetcher: the SHA-1 of the parameters as Python writes them as JSON, sorted.
std::string assumed_role_file(const json::object& params);

/// Nothing if there are none, or they expire within 15 minutes.
std::optional<ExpiringCredentials> read_assumed_role(const CredentialContext& context,
                                                     const std::string& file);
/// What cannot be kept is good for this run all the same.
void keep_assumed_role(const CredentialContext& context, const std::string& file,
                       const ExpiringCredentials& found);

}  // namespace eni::client
