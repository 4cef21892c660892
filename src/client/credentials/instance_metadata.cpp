/// The role of the EC2 instance that this runs on, from its instance metadata service (IMDSv2, else IMDSv1).
/// Source: EC2 User Guide, "Retrieve security credentials from instance metadata"; botocore's InstanceMetadataFetcher.
#include <algorithm>

#include "base/text.h"
#include "client/credentials/sources.h"

namespace eni::client {

namespace {

constexpr const char* kEndpoint = "http://169.254.169.254";
constexpr const char* kEndpointIpv6 = "http://[fd00:ec2::254]";
constexpr const char* kRolePath = "/latest/meta-data/iam/security-credentials/";
constexpr const char* kTokenPath = "/latest/api/token";
constexpr const char* kTokenSeconds = "21600";
/// While EC2 cannot renew them, the service gives expired credentials, which AWS still accepts.
constexpr std::chrono::minutes kExtension{15};

/// Nobody there, or nobody who knows a role: then the instance gives no credentials, and that is no error.
using Answer = std::optional<net::Response>;

class MetadataService {
 public:
  static Result<MetadataService> open(const CredentialContext& context) {
    const Configuration& settings = context.configuration;
    const bool is_ipv6 =
        iequals(
            settings.setting("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode")
                .value_or(""),
            "ipv6") ||
        settings.is_true("AWS_IMDS_USE_IPV6", "imds_use_ipv6");
    const auto own = settings.setting("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint");
    MetadataService service{context};
    ENI_TRY(service.url_, net::Url::parse(own ? *own : is_ipv6 ? kEndpointIpv6 : kEndpoint));
    while (service.url_.target.ends_with('/')) service.url_.target.pop_back();
    ENI_TRY(const std::optional<int> seconds,
            settings.number("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout", 1));
    ENI_TRY(const std::optional<int> attempts,
            settings.number("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts", 1));
    service.timeout_ = std::chrono::seconds{seconds.value_or(1)};
    service.attempts_ = attempts.value_or(1);
    service.allows_v1_ = !settings.is_true("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled");
    return service;
  }

  /// Takes a session's token. @return  false: neither with one nor without may anything be asked
  bool begin_session() {
    net::Request request;
    request.method = "PUT";
    request.headers.add("x-aws-ec2-metadata-token-ttl-seconds", kTokenSeconds);
    const Answer answer = ask(kTokenPath, std::move(request));
    if (answer && answer->status == 400) return false;
    if (answer && answer->status == 200 && !has_control_characters(answer->body)) token_ = answer->body;
    return !token_.empty() || allows_v1_;
  }

  /// The text at `path`; nothing if there is none.
  std::optional<std::string> get(const std::string& path) {
    for (int attempts = 0; attempts < attempts_; ++attempts) {
      net::Request request;
      if (!token_.empty()) request.headers.add("x-aws-ec2-metadata-token", token_);
      Answer answer = ask(path, std::move(request));
      if (answer && answer->status == 200 && !answer->body.empty()) return std::move(answer->body);
    }
    return std::nullopt;
  }

 private:
  explicit MetadataService(const CredentialContext& context) : context_{&context} {}

  Answer ask(const std::string& path, net::Request request) const {
    request.target = url_.target + path;
    auto response = context_->environment().exchange(url_, std::move(request), timeout_);
    return response.has_error() ? Answer{} : Answer{*std::move(response)};
  }

  const CredentialContext* context_;
  net::Url url_;
  Duration timeout_{0};
  int attempts_ = 1;
  bool allows_v1_ = true;
  std::string token_;  ///< of IMDSv2; empty: the service is of the first version
};

}  // namespace

LoadedCredentials from_instance_metadata(const CredentialContext& context, const std::string&) {
  if (iequals(context.environment().variable("AWS_EC2_METADATA_DISABLED").value_or(""), "true"))
    return std::nullopt;
  ENI_TRY(MetadataService service, MetadataService::open(context));
  if (!service.begin_session()) return std::nullopt;
  const auto role = service.get(kRolePath);
  if (!role) return std::nullopt;
  const auto text = service.get(kRolePath + percent_encode(trim(*role), Slash::kKeep));
  const auto answer = text ? parse_json(*text) : Result<json::value>{Error{}};
  // A role that EC2 is not trusted by is told with the status 200, and without keys.
  if (answer.has_error() || text_at(*answer, "AccessKeyId").empty()) return std::nullopt;
  ENI_TRY(std::optional<ExpiringCredentials> found,
          read_credentials(*answer, "Token", "the instance metadata service"));
  if (found->expires_at) found->expires_at = std::max(*found->expires_at, context.now() + kExtension);
  return found;
}

}  // namespace eni::client
