/// The session of a console login: the credentials that `aws login` has left in ~/.aws/login/cache, renewed there while its refresh
/// token lasts.
/// Source: the AWS SDKs' login credential providers (botocore's LoginProvider, aws-config/src/login of the SDK for Rust) for the name
/// and the members of the file and when they renew; the service model signin 2023-01-01 for the call.
#include <algorithm>

#include "base/hash.h"
#include "base/time_text.h"
#include "client/credentials/dpop.h"
#include "client/credentials/sources.h"

namespace eni::client {

namespace {

/// Credentials with less left are renewed.
constexpr std::chrono::minutes kRenewalWindow{5};
constexpr std::int64_t kMaxLifetimeSeconds = 24 * 3600;
constexpr const char* kPath = "/v1/token";

Error log_in(const std::string& profile, const std::string& why) {
  return {"the login session of the profile '" + profile + "': " + why, "aws login --profile " + profile};
}

std::string file_of(const CredentialContext& context, const std::string& session) {
  return context.environment().variable("AWS_LOGIN_CACHE_DIRECTORY").value_or("~/.aws/login/cache") + "/" +
         sha256_hex(session) + ".json";
}

/// What helps against a refusal, if logging in again does not. Source: the service model signin 2023-01-01, OAuth2ErrorCode.
std::string remedy_beside_login(const CallFailure& failure) {
  const bool lacks_permission =
      failure.refused &&
      std::find(failure.refused->members.begin(), failure.refused->members.end(),
                std::pair<std::string, std::string>{"error", "INSUFFICIENT_PERMISSIONS"}) !=
          failure.refused->members.end();
  const bool is_the_logins = failure.is_access_denied() && !lacks_permission;
  return is_the_logins ? "" : failure.as_error().hint;
}

LoadedCredentials credentials_in(const json::object& token) {
  const json::object& access = object_at(token, "accessToken");
  return read_credentials(json::object{{"AccessKeyId", text_at(access, "accessKeyId")},
                                       {"SecretAccessKey", text_at(access, "secretAccessKey")},
                                       {"SessionToken", text_at(access, "sessionToken")},
                                       {"Expiration", text_at(access, "expiresAt")}},
                          "SessionToken", "the login");
}

class LoginSession {
 public:
  LoginSession(const CredentialContext& context, const std::string& profile, const std::string& session)
      : context_{context},
        region_{context.profile_text(profile, "region").value_or(context.region.value)},
        file_{file_of(context, session)} {}

  const std::string& file() const { return file_; }

  /// Nothing: nobody has logged in.
  Result<std::optional<json::object>> read() const {
    ENI_TRY(const std::optional<std::string> text, context_.environment().read_file(file_));
    if (!text) return std::nullopt;
    const auto parsed = parse_json(*text);
    return parsed.has_value() && parsed->is_object() ? parsed->get_object() : json::object{};
  }

  /// A token in place of `old`, kept in its file. @error  why not
  Result<json::object> renew(const json::object& old) const {
    ENI_TRY(const json::value reply, ask(old));
    const json::object& access = object_at(reply, "accessToken");
    json::object kept = object_at(old, "accessToken");
    for (const char* member : {"accessKeyId", "secretAccessKey", "sessionToken"}) {
      if (text_at(access, member).empty()) return Error{"AWS's answer has no " + std::string(member), ""};
      kept[member] = text_at(access, member);
    }
    const std::string refresh_token = text_at(reply, "refreshToken");
    if (refresh_token.empty()) return Error{"AWS's answer has no refreshToken", ""};
    const std::chrono::seconds lifetime{
        std::clamp<std::int64_t>(integer_at(reply.as_object(), "expiresIn"), 0, kMaxLifetimeSeconds)};
    kept["expiresAt"] = iso8601(context_.now() + lifetime);
    json::object token = old;
    token["accessToken"] = std::move(kept);
    token["refreshToken"] = refresh_token;
    // One that cannot be kept is good for this run all the same.
    (void)context_.environment().write_private_file(file_, json::serialize(token));
    return token;
  }

 private:
  /// CreateOAuth2Token, which is not signed: that it is the owner of the token who asks, the proof shows.
  Result<json::value> ask(const json::object& old) const {
    for (const char* member : {"clientId", "refreshToken", "dpopKey"}) {
      if (text_at(old, member).empty()) return Error{file_ + " has no " + member, ""};
    }
    ENI_TRY(const Endpoint endpoint, endpoint_of(service_of("signin"), region_, context_.endpoints));
    ENI_TRY(const std::string proof,
            dpop_proof(text_at(old, "dpopKey"),
                       {.method = "POST",
                        .url = endpoint.url.scheme + "://" + endpoint.url.authority() + kPath,
                        .id = context_.random->uuid(),
                        .now = context_.now()}));
    net::Request request;
    request.method = "POST";
    request.target = kPath;
    request.headers.add("Content-Type", "application/json");
    request.headers.add("DPoP", proof);
    request.body = json::serialize(json::object{{"clientId", text_at(old, "clientId")},
                                                {"grantType", "refresh_token"},
                                                {"refreshToken", text_at(old, "refreshToken")}});
    // A proof is good for one request.
    AwsClient client = context_.client(region_, nullptr).with(RetryOptions{.max_attempts = 1});
    const auto response = client.send("signin", request, "signin:CreateOAuth2Token");
    if (response.has_error())
      return Error{response.error().as_error().message, remedy_beside_login(response.error())};
    ENI_TRY(const json::value reply, parse_json(response->body));
    if (!reply.is_object()) return Error{"AWS's answer is no JSON object", ""};
    return reply;
  }

  const CredentialContext& context_;
  const aws::Region region_;
  const std::string file_;
};

}  // namespace

LoadedCredentials from_login(const CredentialContext& context, const std::string& profile) {
  const auto name = context.profile_text(profile, "login_session");
  if (!name) return std::nullopt;
  const LoginSession session{context, profile, *name};
  ENI_TRY(const std::optional<json::object> token, session.read());
  if (!token) return log_in(profile, "nobody has logged in");
  LoadedCredentials found = credentials_in(*token);
  if (found.has_error() || !(*found)->expires_at)
    return log_in(profile, session.file() + " holds no credentials that expire");
  const TimePoint expires_at = *(*found)->expires_at;
  if (expires_at > context.now() + kRenewalWindow) return found;
  const auto renewed = session.renew(*token);
  if (renewed.has_value()) return credentials_in(*renewed);
  if (expires_at > context.now()) return found;
  const Error& why = renewed.error();
  Error error =
      log_in(profile, "it expired at " + iso8601(expires_at) + ", and could not be renewed: " + why.message);
  if (!why.hint.empty()) error.hint = why.hint;
  return error;
}

}  // namespace eni::client
