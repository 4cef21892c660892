/// `role_arn` with `source_profile` or `credential_source`: STS AssumeRole with what those give.
/// Source: AWS SDKs and Tools Reference Guide, "Assume role credential provider"; botocore's AssumeRoleProvider.
#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"
#include "client/credentials/assumed_role_cache.h"
#include "client/credentials/chain.h"
#include "client/credentials/sources.h"

namespace eni::client {

namespace {

constexpr const char* kRefused =
    "the profile's role_arn, its role's trust policy and the source's permissions decide";

struct NamedSource {
  std::string_view name;  ///< as credential_source has it
  LoadedCredentials (*load)(const CredentialContext& context, const std::string& profile);
};

constexpr NamedSource kNamedSources[] = {
    {"Environment", from_environment},
    {"EcsContainer", from_container},
    {"Ec2InstanceMetadata", from_instance_metadata},
};

/// A role is assumed for it, and not with a web identity.
bool names_role(const CredentialContext& context, const std::string& profile) {
  return context.profile_text(profile, "role_arn") &&
         !context.profile_text(profile, "web_identity_token_file");
}

bool has_keys(const CredentialContext& context, const std::string& profile) {
  return context.profile_text(profile, "aws_access_key_id") ||
         context.profile_text(profile, "aws_secret_access_key");
}

Result<ExpiringCredentials> from_named_source(const CredentialContext& context, const std::string& profile,
                                              const std::string& name) {
  for (const NamedSource& source : kNamedSources) {
    if (source.name != name) continue;
    ENI_TRY(const std::optional<ExpiringCredentials> found, source.load(context, profile));
    if (found) return *found;
    return Error{"the profile '" + profile + "' takes credentials from " + name + ", which has none", ""};
  }
  return Error{"the profile '" + profile + "' has the credential_source '" + name + "', which does not exist",
               "there are Environment, EcsContainer and Ec2InstanceMetadata"};
}

Result<ExpiringCredentials> assume(const CredentialContext& context, const std::string& profile,
                                   std::vector<std::string>& visited);

/// Those of the profile that `profile` names as its source. @param visited  the profiles that led here
Result<ExpiringCredentials> from_source_profile(const CredentialContext& context, const std::string& profile,
                                                const std::string& source,
                                                std::vector<std::string>& visited) {
  if (!context.configuration.profiles().profile(source))
    return Error{
        "the profile '" + profile + "' has the source_profile '" + source + "', which does not exist",
        "there are: " + join(context.configuration.profiles().names(), ", ")};
  const bool is_visited = std::find(visited.begin(), visited.end(), source) != visited.end();
  // A profile may be its own source: with its keys it assumes its role.
  if (is_visited && (source != profile || !has_keys(context, source)))
    return Error{"source_profile goes in a circle: " + join(visited, " -> ") + " -> " + source,
                 "the last one needs credentials of its own"};
  visited.push_back(source);
  if (names_role(context, source) && !has_keys(context, source)) return assume(context, source, visited);
  ENI_TRY(const std::optional<ExpiringCredentials> found, load_from_profile(context, source));
  if (found) return *found;
  return Error{"the profile '" + source + "', the source of '" + profile + "', has no credentials",
               "run aws configure --profile " + source};
}

Result<ExpiringCredentials> source_credentials(const CredentialContext& context, const std::string& profile,
                                               std::vector<std::string>& visited) {
  const auto source_profile = context.profile_text(profile, "source_profile");
  const auto credential_source = context.profile_text(profile, "credential_source");
  if (source_profile && credential_source)
    return Error{"the profile '" + profile + "' has both source_profile and credential_source", "remove one"};
  if (source_profile) return from_source_profile(context, profile, *source_profile, visited);
  if (credential_source) return from_named_source(context, profile, *credential_source);
  return Error{"the profile '" + profile + "' has role_arn, and neither source_profile nor credential_source",
               "add the one that has credentials"};
}

/// What the profile says of the role: STS's parameters, without a code, and without a session's name where it gives none.
Result<json::object> role_of(const CredentialContext& context, const std::string& profile) {
  json::object params;
  constexpr std::pair<const char*, const char*> kMembers[] = {{"role_arn", "RoleArn"},
                                                              {"role_session_name", "RoleSessionName"},
                                                              {"external_id", "ExternalId"},
                                                              {"mfa_serial", "SerialNumber"},
                                                              {"duration_seconds", "DurationSeconds"}};
  for (const auto& [key, member] : kMembers) {
    if (const auto text = context.profile_text(profile, key)) params[member] = *text;
  }
  const std::string seconds = text_at(params, "DurationSeconds");
  if (!seconds.empty() && !parse_integer(seconds))
    return Error{"duration_seconds of the profile '" + profile + "' is no number: '" + seconds + "'", ""};
  return params;
}

/// The same with what STS needs for one call: the code of the user's MFA device, a name for the session.
Result<json::object> call_parameters(const CredentialContext& context, const std::string& profile,
                                     json::object params) {
  if (!params.contains("RoleSessionName"))
    params["RoleSessionName"] = "eni-trunking-" + std::to_string(epoch_millis(context.now()) / 1000);
  const std::string device = text_at(params, "SerialNumber");
  if (device.empty()) return params;
  const auto code = context.environment().ask("Enter MFA code for " + device + ": ");
  if (code.has_error())
    return Error{"the profile '" + profile + "' needs an MFA code: " + code.error().message,
                 code.error().hint};
  params["TokenCode"] = *code;
  return params;
}

Result<ExpiringCredentials> ask_sts(const CredentialContext& context, const std::string& profile,
                                    const ExpiringCredentials& source, const json::object& params) {
  AwsClient sts = context.client(context.region, std::make_shared<FixedCredentials>(source.credentials));
  const auto reply = sts.call("sts", "AssumeRole", params);
  if (reply.has_error()) {
    const Error error = reply.error().as_error();
    return Error{"the role of the profile '" + profile + "': " + error.message,
                 error.hint.empty() && reply.error().refused ? kRefused : error.hint};
  }
  ENI_TRY(const std::optional<ExpiringCredentials> found,
          read_credentials(object_at(*reply, "Credentials"), "SessionToken", "STS"));
  return *found;
}

Result<ExpiringCredentials> assume(const CredentialContext& context, const std::string& profile,
                                   std::vector<std::string>& visited) {
  ENI_TRY(const json::object role, role_of(context, profile));
  const bool needs_code = role.contains("SerialNumber");
  const std::string file = assumed_role_file(role);
  if (needs_code) {
    if (auto kept = read_assumed_role(context, file)) return *std::move(kept);
  }
  ENI_TRY(const ExpiringCredentials source, source_credentials(context, profile, visited));
  ENI_TRY(const json::object params, call_parameters(context, profile, role));
  ENI_TRY(ExpiringCredentials found, ask_sts(context, profile, source, params));
  if (needs_code) keep_assumed_role(context, file, found);
  return found;
}

}  // namespace

LoadedCredentials from_assume_role(const CredentialContext& context, const std::string& profile) {
  if (!names_role(context, profile)) return std::nullopt;
  std::vector<std::string> visited{profile};
  ENI_TRY(ExpiringCredentials found, assume(context, profile, visited));
  return std::optional{std::move(found)};
}

}  // namespace eni::client
