#include "sandbox/services/cloudformation/custom/response_endpoint.h"

#include "base/text.h"

namespace eni::sandbox::cloudformation {
namespace {

using std::chrono::hours;

/// CloudFormation's own presigned URLs are good for two hours, twice the longest ServiceTimeout.
constexpr hours kUrlLifetime{2};

std::string without_dashes(std::string_view region) { return replace_all(region, "-", ""); }

/// The RequestId out of …/STACK-ARN%7CLOGICAL-ID%7CREQUEST-ID.
std::string request_id_of(std::string_view path) {
  const std::string key = percent_decode(path.substr(path.rfind('/') + 1));
  const std::size_t bar = key.rfind('|');
  return bar == std::string::npos ? std::string() : key.substr(bar + 1);
}

}  // namespace

CloudFormationCustomRequests& ResponseEndpoint::requests() {
  return parts_.store.get<CloudFormationCustomRequests>();
}

std::string ResponseEndpoint::url_for(const CustomRequestRecord& request, const std::string& region) {
  const std::string key = request.stack_id + "|" + request.logical_id + "|" + request.request_id;
  const std::string path = std::string(kResponsePath) + without_dashes(region) + "/" + percent_encode(key);
  return urls_.put_url(path, region, kUrlLifetime);
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
  if (auto refusal = urls_.refusal(request)) return *std::move(refusal);
  // CloudFormation signs for an empty Content-Type; whoever sends another signed something else.
  if (!request.headers.text("Content-Type").empty()) {
    return urls_.error(
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your key "
        "and signing method.");
  }
  const std::string request_id = request_id_of(request.path());
  if (!requests().answer(request_id, request.body)) return urls_.error("AccessDenied", "Access Denied");
  if (const auto waiter = waiters_.find(request_id); waiter != waiters_.end()) {
    waiter->second.channel.push(ResponseSignal::kAnswered);
  }
  return net::Response{};
}

}  // namespace eni::sandbox::cloudformation
