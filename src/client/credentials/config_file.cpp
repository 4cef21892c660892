/// aws_access_key_id and its companions in ~/.aws/config.
#include "client/credentials/sources.h"

namespace eni::client {

LoadedCredentials from_config_file(const CredentialContext& context, const std::string& profile) {
  return read_static_keys(context.configuration.profiles().in_config_file(profile), profile, "config file");
}

}  // namespace eni::client
