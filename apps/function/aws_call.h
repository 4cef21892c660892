#pragma once
/// One signed exchange with an AWS service over HTTP.
#include "function/ports.h"
#include "net/client.h"

namespace eni::function {

/// Signs `request` for `service` and sends it to `endpoint`.
/// @return the answer, whatever its status
Outcome<net::Response> call_aws(net::Client& client, const Clock& clock, const net::Url& endpoint,
                                net::Request request, const aws::Credentials& credentials,
                                const aws::Region& region, std::string_view service, TimePoint deadline);

/// A fault for an answer that is not what the service documents; `what` says where it went wrong.
Fault garbage(std::string_view service, const net::Response& response, std::string_view what);

}  // namespace eni::function
