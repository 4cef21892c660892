/// DescribeSSLPolicies.
#include "sandbox/services/elasticloadbalancing/listeners/ssl_policies.h"

#include <algorithm>

#include "sandbox/services/elasticloadbalancing/input.h"
#include "sandbox/services/elasticloadbalancing/listeners/operations.h"

namespace eni::sandbox::elb_service {
namespace {

constexpr std::string_view kPolicies[] = {
    "ELBSecurityPolicy-2016-08",
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06",
    "ELBSecurityPolicy-TLS13-1-1-2021-06",
    "ELBSecurityPolicy-TLS13-1-0-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Ext0-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Ext1-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Ext2-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-1-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-0-FIPS-2023-04",
    "ELBSecurityPolicy-TLS-1-2-2017-01",
    "ELBSecurityPolicy-TLS-1-2-Ext-2018-06",
    "ELBSecurityPolicy-TLS-1-1-2017-01",
    "ELBSecurityPolicy-TLS-1-0-2015-04",
    "ELBSecurityPolicy-FS-2018-06",
    "ELBSecurityPolicy-FS-1-1-2019-08",
    "ELBSecurityPolicy-FS-1-2-2019-08",
    "ELBSecurityPolicy-FS-1-2-Res-2019-08",
    "ELBSecurityPolicy-FS-1-2-Res-2020-10",
    "ELBSecurityPolicy-2015-05",
};

}  // namespace

std::span<const std::string_view> ssl_policies() { return kPolicies; }

bool is_ssl_policy(std::string_view name) {
  return std::ranges::find(kPolicies, name) != std::end(kPolicies);
}

ApiResult<Reply> describe_ssl_policies(Call& call) {
  const auto names = texts_in(call.params.all(), "Names");
  for (const std::string& name : names)
    if (!is_ssl_policy(name)) return ApiError{"SSLPolicyNotFound", "SSL policy '" + name + "' not found"};
  std::vector<std::pair<std::int64_t, json::object>> items;
  for (const std::string_view policy : kPolicies) {
    const auto number = static_cast<std::int64_t>(items.size()) + 1;
    if (!names.empty() && std::ranges::find(names, policy) == names.end()) continue;
    items.emplace_back(number,
                       json::object{{"Name", policy},
                                    {"SupportedLoadBalancerTypes", json::array{"application", "network"}}});
  }
  ENI_TRY(Reply reply, page(call, "SslPolicies", std::move(items)));
  return reply;
}

}  // namespace eni::sandbox::elb_service
