/// `login_session`, which `aws login` writes: named, so that nobody wonders why its credentials are not found.
#include "client/credentials/sources.h"

namespace eni::client {

LoadedCredentials from_login(const CredentialContext& context, const std::string& profile) {
  if (!context.profile_text(profile, "login_session")) return std::nullopt;
  return Error{
      "the profile '" + profile + "' has a login_session, which eni-trunking cannot use",
      "for this shell: eval \"$(aws configure export-credentials --profile " + profile + " --format env)\""};
}

}  // namespace eni::client
