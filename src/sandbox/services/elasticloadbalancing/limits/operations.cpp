/// Quotas.
#include "sandbox/services/elasticloadbalancing/limits/operations.h"

#include "sandbox/services/elasticloadbalancing/service.h"

namespace eni::sandbox::elb_service {
namespace {

constinit const Operation kRows[] = {
    {"DescribeAccountLimits", any_resource, describe_account_limits, "Marker PageSize"},
};

}  // namespace

constinit const std::span<const Operation> kLimitOperations{kRows};

}  // namespace eni::sandbox::elb_service
