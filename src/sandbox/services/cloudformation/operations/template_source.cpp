#include "sandbox/services/cloudformation/operations/template_source.h"

#include "base/text.h"
#include "net/http.h"
#include "sandbox/gateway/gateway.h"
#include "template/document.h"

namespace eni::sandbox::cloudformation {
namespace {

/// "s3", "s3.REGION", "s3-REGION": S3's own host without its domain.
bool is_s3_host(std::string_view host) {
  return host == "s3" || host.starts_with("s3.") || host.starts_with("s3-");
}

/// What precedes the partition's domain, or nothing for hosts that are not AWS's.
std::optional<std::string_view> aws_host(std::string_view host) {
  for (const std::string_view domain : {".amazonaws.com.cn", ".amazonaws.com"}) {
    if (host.ends_with(domain)) return host.substr(0, host.size() - domain.size());
  }
  return std::nullopt;
}

/// The bucket in the host's name: before ".s3", ".s3." or ".s3-".
std::optional<std::string> bucket_of(std::string_view host) {
  for (std::size_t at = host.rfind(".s3"); at != std::string_view::npos && at > 0;
       at = host.rfind(".s3", at - 1)) {
    if (is_s3_host(host.substr(at + 1))) return std::string(host.substr(0, at));
  }
  return std::nullopt;
}

/// BUCKET/KEY of a path without its leading slash.
std::optional<S3Location> path_style(std::string_view path) {
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == path.size()) return std::nullopt;
  return S3Location{std::string(path.substr(0, slash)), percent_decode(path.substr(slash + 1)), {}};
}

ApiResult<std::string> checked(std::string body, std::size_t max_bytes) {
  const auto size = tmpl::check_size(body, max_bytes);
  if (size.has_error()) return aws::validation_error(size.error().message);
  return body;
}

}  // namespace

std::optional<S3Location> parse_template_url(std::string_view url, std::string_view endpoint_url) {
  const Result<net::Url> parsed = net::Url::parse(url);
  if (parsed.has_error()) return std::nullopt;
  std::string_view path = parsed->target;
  const std::string_view query =
      path.find('?') == std::string_view::npos ? std::string_view{} : path.substr(path.find('?') + 1);
  path = path.substr(1, path.find('?') == std::string_view::npos ? path.npos : path.find('?') - 1);

  std::optional<S3Location> location;
  const Result<net::Url> endpoint = net::Url::parse(endpoint_url);
  const bool is_own = parsed->host == "localhost" || parsed->host == "127.0.0.1" ||
                      (endpoint && endpoint->authority() == parsed->authority());
  if (const auto host = aws_host(parsed->host)) {
    if (is_s3_host(*host)) {
      location = path_style(path);
    } else if (const auto bucket = bucket_of(*host); bucket && !path.empty()) {
      location = S3Location{*bucket, percent_decode(path), {}};
    }
  } else if (is_own) {
    location = path_style(path);
  }
  if (location) location->version_id = net::query_value(query, "versionId").value_or("");
  return location;
}

Task<ApiResult<std::string>> read_object(Call& call, std::string url) {
  const auto location = parse_template_url(url, call.env.settings.endpoint_url);
  if (!location) {
    if (!call.principal.source_arn.empty())
      co_return aws::validation_error("TemplateURL must be a supported URL.");
    co_return aws::validation_error("TemplateURL must reference a valid S3 object to which you have access.");
  }
  json::object params{{"Bucket", location->bucket}, {"Key", location->key}};
  if (!location->version_id.empty()) params["versionId"] = location->version_id;
  ApiResult<Reply> reply =
      co_await call.env.gateway.call(call.principal, call.region, "s3", "GetObject", std::move(params));
  if (reply.has_error()) {
    co_return aws::validation_error("S3 error: " + reply.error().message +
                                    "\nFor more information check "
                                    "http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html");
  }
  co_return reply->bytes;
}

Task<ApiResult<std::string>> read_template(Call& call, std::optional<std::string> previous) {
  const auto body = call.params.text("TemplateBody");
  const auto url = call.params.text("TemplateURL");
  ENI_CO_TRY(const auto use_previous, call.params.boolean("UsePreviousTemplate"));
  const int given = (body ? 1 : 0) + (url ? 1 : 0) + (use_previous.value_or(false) ? 1 : 0);
  if (given > 1) {
    co_return aws::validation_error(
        "You may only specify one of the following: TemplateBody, TemplateURL, UsePreviousTemplate");
  }
  if (body) co_return checked(*body, tmpl::kMaxTemplateBodyBytes);
  if (use_previous.value_or(false)) {
    if (!previous) co_return aws::validation_error("There is no previous template to use");
    co_return *std::move(previous);
  }
  if (!url) co_return aws::validation_error("Either Template URL or Template Body must be specified.");
  ENI_CO_TRY(std::string text, co_await read_object(call, *url));
  co_return checked(std::move(text), tmpl::kMaxTemplateUrlBytes);
}

}  // namespace eni::sandbox::cloudformation
