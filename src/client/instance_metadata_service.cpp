#include "client/instance_metadata_service.h"

#include "base/text.h"

namespace eni::client {

namespace {

constexpr const char* kEndpoint = "http://169.254.169.254";
constexpr const char* kEndpointIpv6 = "http://[fd00:ec2::254]";
constexpr const char* kTokenPath = "/latest/api/token";
constexpr const char* kTokenSeconds = "21600";
constexpr const char* kRegionPath = "/latest/meta-data/placement/region";

bool is_ipv6(const Configuration& settings) {
  const auto mode =
      settings.setting("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode");
  return iequals(mode.value_or(""), "ipv6") || settings.is_true("AWS_IMDS_USE_IPV6", "imds_use_ipv6");
}

}  // namespace

Result<std::optional<InstanceMetadataService>> InstanceMetadataService::open(const Configuration& settings) {
  if (iequals(settings.environment().variable("AWS_EC2_METADATA_DISABLED").value_or(""), "true"))
    return std::optional<InstanceMetadataService>{};
  const auto own = settings.setting("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint");
  InstanceMetadataService service{settings};
  ENI_TRY(service.url_, net::Url::parse(own ? *own : is_ipv6(settings) ? kEndpointIpv6 : kEndpoint));
  while (service.url_.target.ends_with('/')) service.url_.target.pop_back();
  ENI_TRY(const std::optional<int> seconds,
          settings.number("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout", 1));
  ENI_TRY(const std::optional<int> attempts,
          settings.number("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts", 1));
  service.timeout_ = std::chrono::seconds{seconds.value_or(1)};
  service.attempts_ = attempts.value_or(1);
  service.allows_v1_ = !settings.is_true("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled");
  return std::optional{std::move(service)};
}

bool InstanceMetadataService::begin_session() {
  net::Request request;
  request.method = "PUT";
  request.headers.add("x-aws-ec2-metadata-token-ttl-seconds", kTokenSeconds);
  const auto answer = ask(kTokenPath, std::move(request));
  if (answer && answer->status == 400) return false;
  if (answer && answer->status == 200 && !has_control_characters(answer->body)) token_ = answer->body;
  return !token_.empty() || allows_v1_;
}

std::optional<std::string> InstanceMetadataService::get(const std::string& path) const {
  for (int attempts = 0; attempts < attempts_; ++attempts) {
    net::Request request;
    if (!token_.empty()) request.headers.add("x-aws-ec2-metadata-token", token_);
    auto answer = ask(path, std::move(request));
    if (answer && answer->status == 200 && !answer->body.empty()) return std::move(answer->body);
  }
  return std::nullopt;
}

std::optional<net::Response> InstanceMetadataService::ask(const std::string& path,
                                                          net::Request request) const {
  request.target = url_.target + path;
  auto response = settings_->environment().exchange(url_, std::move(request), timeout_);
  return response.has_error() ? std::optional<net::Response>{} : std::optional{*std::move(response)};
}

Result<std::string> region_of_instance(const Configuration& settings) {
  ENI_TRY(std::optional<InstanceMetadataService> service, InstanceMetadataService::open(settings));
  if (!service || !service->begin_session()) return std::string{};
  return std::string(trim(service->get(kRegionPath).value_or("")));
}

}  // namespace eni::client
