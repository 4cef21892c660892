#include "client/services.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"

namespace eni::client {

namespace {

constexpr Service kServices[] = {
    // name, id, protocol, version or target prefix, page members asked with and answered by, global
    {"autoscaling", "AUTO_SCALING", Protocol::kQuery, "2011-01-01", "NextToken", "NextToken"},
    {"cloudformation", "CLOUDFORMATION", Protocol::kQuery, "2010-05-15", "NextToken", "NextToken"},
    {"ec2", "EC2", Protocol::kEc2, "2016-11-15", "NextToken", "nextToken"},
    {"ecs", "ECS", Protocol::kJson, "AmazonEC2ContainerServiceV20141113", "nextToken", "nextToken"},
    {"elasticloadbalancing", "ELASTIC_LOAD_BALANCING_V2", Protocol::kQuery, "2015-12-01", "Marker",
     "NextMarker"},
    {"iam", "IAM", Protocol::kQuery, "2010-05-08", "Marker", "Marker", true},
    {"logs", "CLOUDWATCH_LOGS", Protocol::kJson, "Logs_20140328", "nextToken", "nextToken"},
    {"oidc", "SSO_OIDC", Protocol::kRest, "", "", ""},
    {"organizations", "ORGANIZATIONS", Protocol::kJson, "AWSOrganizationsV20161128", "NextToken", "NextToken",
     true},
    {"portal.sso", "SSO", Protocol::kRest, "", "", ""},
    {"s3", "S3", Protocol::kRest, "", "", ""},
    {"signin", "SIGNIN", Protocol::kRest, "", "", ""},
    {"sts", "STS", Protocol::kQuery, "2011-06-15", "", ""},
};

void flatten(std::string& body, Protocol protocol, const std::string& name, const json::value& value) {
  if (value.is_object()) {
    for (const auto& [key, inner] : value.get_object())
      flatten(body, protocol, name.empty() ? std::string(key) : name + "." + std::string(key), inner);
  } else if (value.is_array()) {
    const char* between = protocol == Protocol::kEc2 ? "." : ".member.";
    int position = 0;
    for (const json::value& inner : value.get_array())
      flatten(body, protocol, name + between + std::to_string(++position), inner);
  } else {
    body += "&" + percent_encode(name) + "=" + percent_encode(scalar_text(value));
  }
}

}  // namespace

std::span<const Service> all_services() { return kServices; }

const Service& service_of(std::string_view name) {
  const auto* row = std::find_if(std::begin(kServices), std::end(kServices),
                                 [&](const Service& service) { return service.name == name; });
  if (row == std::end(kServices))
    throw std::logic_error("client/services.cpp has no row for " + std::string(name));
  return *row;
}

std::string form_body(const Service& service, std::string_view operation, const json::object& params) {
  std::string body = "Action=" + percent_encode(operation) + "&Version=" + percent_encode(service.version);
  flatten(body, service.protocol, "", params);
  return body;
}

}  // namespace eni::client
