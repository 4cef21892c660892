#include "sandbox/services/cloudformation/calls/presigned_url.h"

#include "base/text.h"
#include "sandbox/store/cloudformation_history.h"

namespace eni::sandbox::cloudformation {
namespace {

/// As the URL was signed: clients that take its host alone come by port 443, and say so in Host.
net::Request as_signed(const net::Request& request, const std::string& endpoint_url) {
  const Result<net::Url> endpoint = net::Url::parse(endpoint_url);
  net::Request result = request;
  const std::string_view host = request.headers.text("Host");
  if (endpoint && (host == endpoint->host || host == "[" + endpoint->host + "]"))
    result.headers.set("Host", endpoint->authority());
  return result;
}

}  // namespace

/// Made once and kept in the state, so that URLs given out before a restart stay good.
aws::Credentials PresignedUrls::credentials() {
  if (credentials_) return *credentials_;
  CloudFormationCustomRequests& requests = parts_.store.get<CloudFormationCustomRequests>();
  auto key = requests.response_key();
  if (!key) {
    key = CloudFormationCustomRequests::Key{"AKIA" + parts_.random.text(16, kUpperAlphanumeric),
                                            parts_.random.text(40, kLowerHex)};
    requests.save_response_key(*key);
  }
  credentials_ = aws::Credentials{aws::AccessKeyId{key->access_key_id},
                                  aws::SecretAccessKey{key->secret_access_key}, aws::SessionToken{}};
  return *credentials_;
}

std::string PresignedUrls::put_url(const std::string& path, const std::string& region,
                                   std::chrono::seconds lifetime) {
  const Result<net::Url> endpoint = net::Url::parse(parts_.settings.endpoint_url);
  net::Request put;
  put.method = "PUT";
  put.target = path;
  put.headers.set("Host", endpoint ? endpoint->authority() : "localhost");
  aws::presign(put, credentials(), aws::Region{region}, "s3", parts_.scheduler.now(), lifetime);
  return parts_.settings.endpoint_url + put.target;
}

std::optional<net::Response> PresignedUrls::refusal(const net::Request& request) {
  const auto claim = aws::read_claim(request);
  if (claim.has_error()) return error(claim.error().code, claim.error().message);
  const aws::Credentials own = credentials();
  if (!claim->has_value() || !(*claim)->presigned() || (*claim)->access_key_id != own.access_key_id)
    return error("AccessDenied", "Access Denied");
  const auto verified = aws::verify(as_signed(request, parts_.settings.endpoint_url), **claim,
                                    own.secret_access_key, parts_.scheduler.now(), keys_);
  if (verified.has_error()) return error(verified.error().code, verified.error().message);
  return std::nullopt;
}

net::Response PresignedUrls::error(std::string_view code, std::string_view message, int status) {
  net::Response response;
  response.status = status;
  response.headers.set("Content-Type", "application/xml");
  response.body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + xml_escape(code) +
                  "</Code><Message>" + xml_escape(message) + "</Message><RequestId>" +
                  parts_.random.text(16, kUpperAlphanumeric) + "</RequestId></Error>";
  return response;
}

}  // namespace eni::sandbox::cloudformation
