#pragma once
/// The services of AWS that operators' commands call, and how each is spoken to.
/// Source: AWS's public service models (botocore: protocol, targetPrefix, apiVersion, endpointPrefix, serviceId, paginators).
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"

namespace eni::client {

enum class Protocol {
  kJson,   ///< AWS JSON 1.1 (or 1.0): X-Amz-Target names the operation
  kQuery,  ///< a form; lists are Name.member.N
  kEc2,    ///< EC2's variant of it; lists are Name.N
  kRest,   ///< requests are its callers' own: AwsClient::send()
};

struct Service {
  std::string_view name;  ///< as requests to it are signed, and as its endpoints begin: "ecs", "autoscaling"
  std::string_view
      id;  ///< as settings name it: AWS_ENDPOINT_URL_AUTO_SCALING, auto_scaling in a profile's `services`
  Protocol protocol;
  std::string_view version;      ///< kQuery and kEc2: of the API; kJson: the target's prefix
  std::string_view page_input;   ///< the member that asks for the next page
  std::string_view page_output;  ///< the reply's member that names it; absent or empty: that was the last
  bool is_global = false;        ///< one endpoint for the partition, signed for its main region
};

std::span<const Service> all_services();

/// The row of `name`. The name of a service that no row has is a defect of the caller: std::logic_error.
const Service& service_of(std::string_view name);

/// The body of a request in a form protocol: Action, Version, then the parameters flattened.
///
/// | parameter            | kQuery                             | kEc2                   |
/// |----------------------|------------------------------------|------------------------|
/// | {"A": "x"}           | A=x                                | A=x                    |
/// | {"A": true}          | A=true                             | A=true                 |
/// | {"A": {"B": 1}}      | A.B=1                              | A.B=1                  |
/// | {"A": ["x", "y"]}    | A.member.1=x&A.member.2=y          | A.1=x&A.2=y            |
std::string form_body(const Service& service, std::string_view operation, const json::object& params);

}  // namespace eni::client
