#pragma once
/// Where the services are: AWS's regional endpoints, unless the environment says otherwise as the SDKs read
/// it. Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints".
#include <functional>
#include <optional>
#include <string>

#include "aws/identifiers.h"
#include "net/http.h"

namespace eni::function {

/// A variable's value, or nothing if it is unset or empty.
using EnvironmentVariables = std::function<std::optional<std::string>(const std::string& name)>;

/// The endpoint of `service` ("sts", "ecs") in `region`: AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL, or the
/// partition's. AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true leaves the first two out.
/// @error  "AWS_ENDPOINT_URL is not a URL: …"
Result<net::Url> endpoint_of(const std::string& service, const aws::Region& region,
                             const EnvironmentVariables& environment);

}  // namespace eni::function
