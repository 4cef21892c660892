#include "function/endpoints.h"

#include "aws/partition.h"
#include "base/text.h"

namespace eni::function {

Result<net::Url> endpoint_of(const std::string& service, const aws::Region& region,
                             const EnvironmentVariables& environment) {
  const std::string general = "AWS_ENDPOINT_URL";
  const bool ignored = iequals(environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").value_or(""), "true");
  for (const std::string& name : {general + "_" + to_upper(service), general}) {
    const auto configured = ignored ? std::nullopt : environment(name);
    if (!configured) continue;
    auto url = net::Url::parse(*configured);
    if (url.has_error()) return Error{name + ": " + url.error().message, ""};
    return url;
  }
  return net::Url::parse(aws::endpoint_url(service, region));
}

}  // namespace eni::function
