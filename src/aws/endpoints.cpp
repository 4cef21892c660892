#include "aws/endpoints.h"

#include "aws/partition.h"
#include "base/text.h"

namespace eni::aws {

Result<std::optional<net::Url>> endpoint_in_environment(const std::string& service_id,
                                                        const EnvironmentVariables& environment) {
  const std::string general = "AWS_ENDPOINT_URL";
  if (iequals(environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").value_or(""), "true"))
    return std::optional<net::Url>{};
  for (const std::string& name : {general + "_" + service_id, general}) {
    const auto configured = environment(name);
    if (!configured) continue;
    auto url = net::Url::parse(*configured);
    if (url.has_error()) return Error{name + ": " + url.error().message, ""};
    return std::optional{*std::move(url)};
  }
  return std::optional<net::Url>{};
}

Result<net::Url> endpoint_of(const std::string& service, const Region& region,
                             const EnvironmentVariables& environment) {
  ENI_TRY(auto configured, endpoint_in_environment(to_upper(service), environment));
  if (configured) return *std::move(configured);
  return net::Url::parse(endpoint_url(service, region));
}

}  // namespace eni::aws
