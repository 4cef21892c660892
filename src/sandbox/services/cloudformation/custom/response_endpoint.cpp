#include "sandbox/services/cloudformation/custom/response_endpoint.h"

#include "base/text.h"

namespace eni::sandbox::cloudformation {
namespace {

using std::chrono::hours;

/// CloudFormation's own presigned URLs are good for two hours, twice the longest ServiceTimeout.
constexpr hours kUrlLifetime{2};

std::string without_dashes(std::string_view region) { return replace_all(region, "-", ""); }

net::Response s3_error(std::string_view code, std::string_view message, const std::string& request_id) {
  net::Response response;
  response.status = 403;
  response.headers.set("Content-Type", "application/xml");
  response.body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + xml_escape(code) +
                  "</Code><Message>" + xml_escape(message) + "</Message><RequestId>" + request_id +
                  "</RequestId></Error>";
  return response;
}

/// The RequestId out of …/STACK-ARN%7CLOGICAL-ID%7CREQUEST-ID.
std::string request_id_of(std::string_view path) {
  const std::string key = percent_decode(path.substr(path.rfind('/') + 1));
  const std::size_t bar = key.rfind('|');
  return bar == std::string::npos ? std::string() : key.substr(bar + 1);
}

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

CloudFormationCustomRequests& ResponseEndpoint::requests() {
  return parts_.store.get<CloudFormationCustomRequests>();
}

/// Made once and kept in the state, so that URLs given out before a restart stay good.
aws::Credentials ResponseEndpoint::credentials() {
  if (credentials_) return *credentials_;
  auto key = requests().response_key();
  if (!key) {
    key = CloudFormationCustomRequests::Key{"AKIA" + parts_.random.text(16, kUpperAlphanumeric),
                                            parts_.random.text(40, kLowerHex)};
    requests().save_response_key(*key);
  }
  credentials_ = aws::Credentials{aws::AccessKeyId{key->access_key_id},
                                  aws::SecretAccessKey{key->secret_access_key}, aws::SessionToken{}};
  return *credentials_;
}

std::string ResponseEndpoint::url_for(const CustomRequestRecord& request, const std::string& region) {
  const Result<net::Url> endpoint = net::Url::parse(parts_.settings.endpoint_url);
  const std::string key = request.stack_id + "|" + request.logical_id + "|" + request.request_id;
  net::Request put;
  put.method = "PUT";
  put.target = std::string(kResponsePath) + without_dashes(region) + "/" + percent_encode(key);
  put.headers.set("Host", endpoint ? endpoint->authority() : "localhost");
  aws::presign(put, credentials(), aws::Region{region}, "s3", parts_.scheduler.now(), kUrlLifetime);
  return parts_.settings.endpoint_url + put.target;
}

Channel<ResponseSignal> ResponseEndpoint::wait_for(const CustomRequestRecord& request) {
  Channel<ResponseSignal> channel{parts_.scheduler};
  waiters_.insert_or_assign(request.request_id, Waiter{request.stack_id, channel});
  return channel;
}

void ResponseEndpoint::close(const std::string& stack_id, const std::string& logical_id) {
  const auto request = requests().find_of_resource(stack_id, logical_id);
  if (!request) return;
  waiters_.erase(request->request_id);
  requests().erase(request->request_id);
}

void ResponseEndpoint::cancel(const std::string& stack_id) {
  for (const auto& [request_id, waiter] : waiters_) {
    if (waiter.stack_id == stack_id) waiter.channel.push(ResponseSignal::kCancelled);
  }
}

net::Response ResponseEndpoint::serve(const net::Request& request) {
  const std::string s3_request_id = parts_.random.text(16, kUpperAlphanumeric);
  const auto refuse = [&](std::string_view code, std::string_view message) {
    return s3_error(code, message, s3_request_id);
  };
  const auto claim = aws::read_claim(request);
  if (claim.has_error()) return refuse(claim.error().code, claim.error().message);
  const aws::Credentials own = credentials();
  if (!claim->has_value() || !(*claim)->presigned() || (*claim)->access_key_id != own.access_key_id) {
    return refuse("AccessDenied", "Access Denied");
  }
  const auto verified = aws::verify(as_signed(request, parts_.settings.endpoint_url), **claim,
                                    own.secret_access_key, parts_.scheduler.now(), keys_);
  if (verified.has_error()) return refuse(verified.error().code, verified.error().message);
  // CloudFormation signs for an empty Content-Type; whoever sends another signed something else.
  if (!request.headers.text("Content-Type").empty()) {
    return refuse(
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your key "
        "and signing method.");
  }
  const std::string request_id = request_id_of(request.path());
  if (!requests().answer(request_id, request.body)) return refuse("AccessDenied", "Access Denied");
  if (const auto waiter = waiters_.find(request_id); waiter != waiters_.end()) {
    waiter->second.channel.push(ResponseSignal::kAnswered);
  }
  return net::Response{};
}

}  // namespace eni::sandbox::cloudformation
