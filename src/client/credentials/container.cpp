/// The endpoint of a container: an ECS task role's, EKS Pod Identity's, or one of the user's own.
/// Source: AWS SDKs and Tools Reference Guide, "Container credential provider"; botocore's ContainerProvider.
#include <algorithm>
#include <arpa/inet.h>

#include "client/credentials/sources.h"

namespace eni::client {

namespace {

constexpr const char* kRelative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
constexpr const char* kFull = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
constexpr const char* kToken = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
constexpr const char* kTokenFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
constexpr const char* kEcsAgent = "http://169.254.170.2";
constexpr int kAttempts = 3;
constexpr std::chrono::seconds kTimeout{2};
constexpr std::chrono::seconds kPause{1};

/// Of ECS, of EKS, and names of this machine: what may be asked in plain text.
constexpr std::string_view kAllowedHosts[] = {"169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost"};

bool is_loopback(const std::string& host) {
  in_addr v4{};
  in6_addr v6{};
  if (::inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  return ::inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

Result<void> check_host(const net::Url& url) {
  const bool is_allowed =
      std::find(std::begin(kAllowedHosts), std::end(kAllowedHosts), url.host) != std::end(kAllowedHosts);
  if (url.scheme == "https" || is_allowed || is_loopback(url.host)) return {};
  return Error{std::string(kFull) + " names the host " + url.host + ", which may be asked by https only",
               "by http: a loopback address, 169.254.170.2, 169.254.170.23 or [fd00:ec2::23]"};
}

/// What the endpoint wants to be sent; empty: nothing.
Result<std::string> authorization(const UserEnvironment& environment) {
  std::string token = environment.variable(kToken).value_or("");
  const auto file = environment.variable(kTokenFile);
  if (file) {
    ENI_TRY(const std::optional<std::string> text, environment.read_file(*file));
    if (!text) return Error{std::string(kTokenFile) + " names " + *file + ", which does not exist", ""};
    token = *text;
  }
  if (token.find_first_of("\r\n") != std::string::npos)
    return Error{std::string(file ? kTokenFile : kToken) + ": the token has a line break", ""};
  return token;
}

Result<json::value> ask(const CredentialContext& context, const net::Url& url, const net::Request& request) {
  const std::string where = "the container's endpoint " + url.scheme + "://" + url.authority();
  for (int attempts = 1;; ++attempts) {
    std::string problem;
    const auto response = context.environment().exchange(url, request, kTimeout);
    if (response.has_error()) {
      problem = response.error().message;
    } else if (response->status != 200) {
      problem = "it answered " + std::to_string(response->status);
    } else if (auto value = parse_json(response->body); value.has_value()) {
      return *std::move(value);
    } else {
      problem = "its answer is not JSON";
    }
    if (attempts == kAttempts) return Error{where + " gave no credentials: " + problem, ""};
    context.waiter->wait_until(context.now() + kPause);
  }
}

}  // namespace

LoadedCredentials from_container(const CredentialContext& context, const std::string&) {
  const UserEnvironment& environment = context.environment();
  const auto relative = environment.variable(kRelative);
  const auto full = environment.variable(kFull);
  if (!relative && !full) return std::nullopt;
  ENI_TRY(const net::Url url, net::Url::parse(relative ? kEcsAgent + *relative : *full));
  ENI_CHECK(check_host(url));
  net::Request request;
  request.target = url.target;
  request.headers.add("Accept", "application/json");
  ENI_TRY(const std::string token, authorization(environment));
  if (!token.empty()) request.headers.add("Authorization", token);
  ENI_TRY(const json::value answer, ask(context, url, request));
  return read_credentials(answer, "Token", "the container's endpoint");
}

}  // namespace eni::client
