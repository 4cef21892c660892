/// aws_access_key_id and its companions in ~/.aws/credentials.
#include "client/credentials/sources.h"

namespace eni::client {

LoadedCredentials from_shared_credentials_file(const CredentialContext& context, const std::string& profile) {
  return read_static_keys(context.configuration.profiles().in_credentials_file(profile), profile,
                          "credentials file");
}

}  // namespace eni::client
