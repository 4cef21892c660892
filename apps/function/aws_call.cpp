#include "function/aws_call.h"

namespace eni::function {

Outcome<net::Response> call_aws(net::Client& client, const Clock& clock, const net::Url& endpoint,
                                net::Request request, const aws::Credentials& credentials,
                                const aws::Region& region, std::string_view service, TimePoint deadline) {
  request.method = "POST";
  request.target = endpoint.target;
  request.headers.set("Host", endpoint.authority());
  aws::sign(request, credentials, region, service, clock.now());
  auto response = client.exchange(endpoint, std::move(request), deadline);
  if (response.has_error()) return Fault{Fault::Kind::kNoReply, "", response.error().message};
  return *std::move(response);
}

Fault garbage(std::string_view service, const net::Response& response, std::string_view what) {
  return {Fault::Kind::kGarbage, "",
          std::string(service) + " gave an answer that cannot be understood (HTTP status " +
              std::to_string(response.status) + ", " + std::to_string(response.body.size()) +
              " bytes): " + std::string(what),
          response.status};
}

}  // namespace eni::function
