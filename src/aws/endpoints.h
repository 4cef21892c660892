#pragma once
/// Where the services are: AWS's regional endpoints, unless the environment says otherwise as the SDKs read
/// it. Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints".
#include <functional>
#include <optional>
#include <string>

#include "aws/identifiers.h"
#include "net/http.h"

namespace eni::aws {

/// A variable's value, or nothing if it is unset or empty.
using EnvironmentVariables = std::function<std::optional<std::string>(const std::string& name)>;

/// What AWS_ENDPOINT_URL_SERVICE, or AWS_ENDPOINT_URL, say. AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true leaves both out.
/// @param service_id  as AWS's model has it, upper case with underscores: "ECS", "AUTO_SCALING"
/// @error  "AWS_ENDPOINT_URL: … is not a URL"
Result<std::optional<net::Url>> endpoint_in_environment(const std::string& service_id,
                                                        const EnvironmentVariables& environment);

/// The endpoint of `service` ("sts", "ecs") in `region`: the environment's, or the partition's.
Result<net::Url> endpoint_of(const std::string& service, const Region& region,
                             const EnvironmentVariables& environment);

}  // namespace eni::aws
