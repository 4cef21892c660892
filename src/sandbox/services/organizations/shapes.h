#pragma once
/// How organizations, units and accounts are shown. Their ARNs name the management account.
#include "sandbox/gateway/call.h"
#include "sandbox/store/organizations_repository.h"

namespace eni::sandbox::organizations_service {

std::string organization_arn(const Organization& organization);
std::string root_arn(const Organization& organization);
std::string unit_arn(const Organization& organization, std::string_view unit);
std::string account_arn(const Organization& organization, std::string_view account);

json::object organization_shape(const Call& call, const Organization& organization);
json::object root_shape(const Organization& organization);
json::object unit_shape(const Organization& organization, const OrganizationalUnit& unit);
json::object account_shape(const Organization& organization, const OrganizationAccount& account);
json::object request_shape(const CreateAccountRequest& request);

/// As JSON has it: seconds since the epoch, with milliseconds.
double seconds(std::int64_t millis);

}  // namespace eni::sandbox::organizations_service
