/// CreateAccount, DescribeCreateAccountStatus, ListCreateAccountStatus.
#include <algorithm>

#include "base/time_text.h"
#include "sandbox/services/organizations/account_creation.h"
#include "sandbox/services/organizations/input.h"
#include "sandbox/services/organizations/operations.h"
#include "sandbox/services/organizations/shapes.h"

namespace eni::sandbox::organizations_service {
namespace {

constexpr std::string_view kIdAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view kDigits = "0123456789";

/// One that nobody has: neither a member of an organization, nor promised to one.
std::string new_account_id(const Call& call) {
  std::string id;
  do {
    id = call.random().text(12, kDigits);
  } while (repository(call).find_account(id) || repository(call).is_reserved(id));
  return id;
}

Reply reply_with(const CreateAccountRequest& request) {
  return Reply{json::object{{"CreateAccountStatus", request_shape(request)}}};
}

}  // namespace

ApiResult<Reply> create_account(Call& call) {
  ENI_TRY(const auto organization, managed_organization(call));
  CreateAccountRequest request;
  request.id = "car-" + call.random().text(32, kIdAlphabet);
  request.organization = organization.id;
  request.account_name = call.params.text_or("AccountName", "");
  request.email = call.params.text_or("Email", "");
  request.role_name = call.params.text_or("RoleName", "OrganizationAccountAccessRole");
  request.state = "IN_PROGRESS";
  request.account = new_account_id(call);
  request.requested = epoch_millis(call.now());
  if (repository(call).has_email(request.email)) {
    request.state = "FAILED";
    request.failure_reason = "EMAIL_ALREADY_EXISTS";
    request.completed = request.requested;
  }
  repository(call).insert(request);
  if (request.state == "IN_PROGRESS") call.env.component<AccountCreation>().begin(request.id);
  return reply_with(request);
}

ApiResult<Reply> describe_create_account_status(Call& call) {
  ENI_TRY(const auto organization, managed_organization(call));
  const auto request = repository(call).find_request(call.params.text_or("CreateAccountRequestId", ""));
  if (!request || request->organization != organization.id) {
    return ApiError{"CreateAccountStatusNotFoundException",
                    "You specified a create account request that doesn't exist."};
  }
  return reply_with(*request);
}

ApiResult<Reply> list_create_account_status(Call& call) {
  ENI_TRY(const auto organization, managed_organization(call));
  ENI_TRY(const auto states, call.params.texts("States"));
  json::array statuses;
  for (const CreateAccountRequest& request : repository(call).requests_of(organization.id)) {
    if (states.empty() || std::ranges::find(states, request.state) != states.end())
      statuses.push_back(request_shape(request));
  }
  return page_of(call, "CreateAccountStatuses", std::move(statuses));
}

}  // namespace eni::sandbox::organizations_service
