/// IAM Identity Center: the role of an account with the token that `aws sso login` has left in ~/.aws/sso/cache.
/// Source: AWS SDKs and Tools Reference Guide, "IAM Identity Center credential provider"; botocore's SSOProvider and
/// SSOTokenProvider, for the settings that must be there, the name and the members of the token's file.
#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"
#include "client/credentials/sources.h"

namespace eni::client {

namespace {

/// A token with less left is renewed, if that is possible.
constexpr std::chrono::minutes kRenewalWindow{15};
constexpr std::int64_t kMaxLifetimeSeconds = 366 * 24 * 3600;
constexpr std::int64_t kMaxEpochMillis = 253'402'300'799'000;  ///< the end of the year 9999

struct SsoSettings {
  std::string start_url, region, role_name, account_id;
  std::string session;  ///< empty: all settings are the profile's own, the form before sso-session sections
};

Error log_in(const std::string& profile, const std::string& why) {
  return {"IAM Identity Center, profile '" + profile + "': " + why, "aws sso login --profile " + profile};
}

/// The profile's and those of the sso-session section that it names.
Result<SsoSettings> read_settings(const CredentialContext& context, const std::string& profile) {
  const Profiles& profiles = context.configuration.profiles();
  SsoSettings settings;
  settings.session = context.profile_text(profile, "sso_session").value_or("");
  const Settings* section = settings.session.empty() ? nullptr : profiles.sso_session(settings.session);
  if (!settings.session.empty() && !section)
    return Error{"the profile '" + profile + "' names the sso-session '" + settings.session +
                     "', which does not exist",
                 "run aws configure sso-session"};
  const std::pair<const char*, std::string*> members[] = {{"sso_role_name", &settings.role_name},
                                                          {"sso_account_id", &settings.account_id},
                                                          {"sso_start_url", &settings.start_url},
                                                          {"sso_region", &settings.region}};
  std::string missing;
  for (const auto& [key, member] : members) {
    const auto own = context.profile_text(profile, key);
    const auto shared = text_of(section, key);
    if (own && shared && *own != *shared)
      return Error{std::string(key) + " is '" + *own + "' in the profile '" + profile + "' and '" + *shared +
                       "' in its sso-session",
                   "remove it from the profile"};
    if (!own && !shared) missing += (missing.empty() ? "" : ", ") + std::string(key);
    *member = own ? *own : shared.value_or("");
  }
  if (missing.empty()) return settings;
  return Error{"the profile '" + profile + "' is one of IAM Identity Center and lacks " + missing,
               "run aws configure sso --profile " + profile};
}

std::string token_file(const SsoSettings& settings) {
  return "~/.aws/sso/cache/" + hex(sha1(settings.session.empty() ? settings.start_url : settings.session)) +
         ".json";
}

/// Older files end times with "UTC".
std::optional<TimePoint> time_at(const json::object& token, std::string_view key) {
  std::string text = text_at(token, key);
  if (text.ends_with("UTC")) text.replace(text.size() - 3, 3, "Z");
  return parse_iso8601(text);
}

net::Request json_request(const char* method, std::string target, const json::object& body) {
  net::Request request;
  request.method = method;
  request.target = std::move(target);
  if (body.empty()) return request;
  request.headers.add("Content-Type", "application/json");
  request.body = json::serialize(body);
  return request;
}

/// A token in place of `old`, kept in its file; nothing if it cannot be renewed: then the user must log in.
std::optional<json::object> renew(const CredentialContext& context, const SsoSettings& settings,
                                  const json::object& old) {
  const auto registered_until = time_at(old, "registrationExpiresAt");
  const bool is_renewable = registered_until && *registered_until > context.now() &&
                            !text_at(old, "refreshToken").empty() && !text_at(old, "clientId").empty() &&
                            !text_at(old, "clientSecret").empty();
  if (!is_renewable) return std::nullopt;
  const net::Request request = json_request("POST", "/token",
                                            {{"clientId", text_at(old, "clientId")},
                                             {"clientSecret", text_at(old, "clientSecret")},
                                             {"grantType", "refresh_token"},
                                             {"refreshToken", text_at(old, "refreshToken")}});
  AwsClient client = context.client(aws::Region{settings.region}, nullptr);
  const auto response = client.send("oidc", request, "sso-oauth:CreateToken");
  if (response.has_error()) return std::nullopt;
  const auto reply = parse_json(response->body);
  if (reply.has_error() || text_at(*reply, "accessToken").empty()) return std::nullopt;
  json::object token = old;
  const std::chrono::seconds lifetime{
      std::clamp<std::int64_t>(integer_at(reply->as_object(), "expiresIn"), 0, kMaxLifetimeSeconds)};
  token["startUrl"] = settings.start_url;
  token["region"] = settings.region;
  token["accessToken"] = text_at(*reply, "accessToken");
  token["expiresAt"] = iso8601(context.now() + lifetime);
  const std::string next = text_at(*reply, "refreshToken");
  if (next.empty())
    token.erase("refreshToken");
  else
    token["refreshToken"] = next;
  // One that cannot be kept is good for this run all the same.
  (void)context.environment().write_private_file(token_file(settings), json::serialize(token));
  return token;
}

Result<std::string> access_token(const CredentialContext& context, const std::string& profile,
                                 const SsoSettings& settings) {
  const std::string file = token_file(settings);
  ENI_TRY(const std::optional<std::string> text, context.environment().read_file(file));
  if (!text) return log_in(profile, "nobody has logged in");
  const auto parsed = parse_json(*text);
  json::object token = parsed.has_value() && parsed->is_object() ? parsed->get_object() : json::object{};
  auto expires_at = time_at(token, "expiresAt");
  if (text_at(token, "accessToken").empty() || !expires_at) return log_in(profile, file + " holds no token");
  if (!settings.session.empty() && *expires_at < context.now() + kRenewalWindow) {
    if (auto fresh = renew(context, settings, token)) {
      token = *std::move(fresh);
      expires_at = time_at(token, "expiresAt");
    }
  }
  if (*expires_at <= context.now()) return log_in(profile, "the login expired at " + iso8601(*expires_at));
  return text_at(token, "accessToken");
}

LoadedCredentials role_credentials(const CredentialContext& context, const std::string& profile,
                                   const SsoSettings& settings, const std::string& token) {
  net::Request request =
      json_request("GET",
                   "/federation/credentials?role_name=" + percent_encode(settings.role_name) +
                       "&account_id=" + percent_encode(settings.account_id),
                   {});
  request.headers.add("x-amz-sso_bearer_token", token);
  AwsClient client = context.client(aws::Region{settings.region}, nullptr);
  const auto response = client.send("portal.sso", request, "sso:GetRoleCredentials");
  if (response.has_error()) {
    const Error error = response.error().as_error();
    if (response.error().refused && response.error().refused->http_status == 401)
      return log_in(profile, error.message);
    return Error{
        "the role " + settings.role_name + " of the account " + settings.account_id + ": " + error.message,
        error.hint};
  }
  ENI_TRY(const json::value reply, parse_json(response->body));
  const json::object& role = object_at(reply, "roleCredentials");
  const TimePoint expires_at{
      Duration{std::clamp<std::int64_t>(integer_at(role, "expiration"), 0, kMaxEpochMillis)}};
  return read_credentials(json::object{{"AccessKeyId", text_at(role, "accessKeyId")},
                                       {"SecretAccessKey", text_at(role, "secretAccessKey")},
                                       {"SessionToken", text_at(role, "sessionToken")},
                                       {"Expiration", iso8601(expires_at)}},
                          "SessionToken", "IAM Identity Center");
}

}  // namespace

LoadedCredentials from_sso(const CredentialContext& context, const std::string& profile) {
  if (!context.profile_text(profile, "sso_role_name") && !context.profile_text(profile, "sso_account_id"))
    return std::nullopt;
  ENI_TRY(const SsoSettings settings, read_settings(context, profile));
  ENI_TRY(const std::string token, access_token(context, profile, settings));
  return role_credentials(context, profile, settings, token);
}

}  // namespace eni::client
