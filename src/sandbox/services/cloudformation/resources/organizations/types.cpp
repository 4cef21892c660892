/// AWS Organizations' types.
/// Source: aws-cloudformation-resource-providers-organizations, whose handlers call the same operations in the same words.
#include "base/time_text.h"
#include "sandbox/services/cloudformation/resources/driver.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

using In = Parameter::In;
using From = Attribute::From;

constexpr std::string_view kService = "organizations";

ApiError refused(std::string reason) { return {"InvalidRequest", std::move(reason), 400}; }

Task<ApiResult<std::string>> root_id(ResourceCall& call) {
  ENI_CO_TRY(const json::object reply, co_await call.call(kService, "ListRoots", {}));
  co_return text_at_path(reply, "Roots.Id");
}

Task<ApiResult<ResourceOutcome>> organization_outcome(ResourceCall& call) {
  const ResourceType& type = *find_resource_type("AWS::Organizations::Organization");
  ENI_CO_TRY(const json::object organization, co_await read_resource(type, call));
  ResourceOutcome outcome = outcome_of(type, call, &organization);
  ENI_CO_TRY(const std::string root, co_await root_id(call));
  outcome.attributes["RootId"] = root;
  co_return outcome;
}

std::string feature_set(const json::object& properties) {
  const std::string text = scalar_text_at(properties, "FeatureSet");
  return text.empty() ? std::string("ALL") : text;
}

Task<ApiResult<void>> refuse_other_features(ResourceCall& call) {
  if (feature_set(call.properties) == feature_set(call.old_properties)) co_return ApiResult<void>{};
  co_return refused("Update between ALL and CONSOLIDATED_BILLING feature set mode is not supported.");
}

/// Without ParentIds it is in the root.
Task<ApiResult<void>> move_account(ResourceCall& call) {
  if (!has_changed(call, "ParentIds")) co_return ApiResult<void>{};
  std::string wanted = text_at_path(call.properties, "ParentIds");
  if (wanted.empty()) {
    ENI_CO_TRY(wanted, co_await root_id(call));
  }
  const json::object child{{"ChildId", call.physical_id}};
  ENI_CO_TRY(const json::object reply, co_await call.call(kService, "ListParents", child));
  const std::string current = text_at_path(reply, "Parents.Id");
  if (current == wanted) co_return ApiResult<void>{};
  json::object params{
      {"AccountId", call.physical_id}, {"SourceParentId", current}, {"DestinationParentId", wanted}};
  co_return co_await call.tell(kService, "MoveAccount", std::move(params));
}

/// The account's id, once Organizations has made it.
Task<ApiResult<std::string>> made_account(ResourceCall& call, std::string request) {
  const json::object params{{"CreateAccountRequestId", request}};
  Poll poll{call, TimeLimits::kState, "Account of request " + request};
  for (;;) {
    ENI_CO_TRY(const json::object reply, co_await call.call(kService, "DescribeCreateAccountStatus", params));
    const std::string state = text_at_path(reply, "CreateAccountStatus.State");
    if (state == "SUCCEEDED") co_return text_at_path(reply, "CreateAccountStatus.AccountId");
    if (state == "FAILED") {
      const std::string reason = text_at_path(reply, "CreateAccountStatus.FailureReason");
      co_return ApiError{reason == "EMAIL_ALREADY_EXISTS" ? "AlreadyExists" : "GeneralServiceException",
                         "Account creation failed with reason [" + reason + "] for request id: " + request,
                         400};
    }
    ENI_CO_CHECK(co_await poll.wait());
  }
}

Task<ApiResult<ResourceOutcome>> create_account(ResourceCall& call) {
  const ResourceType& type = *find_resource_type("AWS::Organizations::Account");
  ENI_CO_TRY(const json::object params, create_params(type, call));
  ENI_CO_TRY(const json::object reply, co_await call.call(kService, "CreateAccount", params));
  std::string request = text_at_path(reply, "CreateAccountStatus.Id");
  ENI_CO_TRY(std::string account, co_await made_account(call, std::move(request)));
  call.made(std::move(account));
  ENI_CO_CHECK(co_await move_account(call));
  co_return co_await current_outcome(type, call);
}

Task<ApiResult<void>> refuse_other_owner(ResourceCall& call) {
  if (has_changed(call, "RoleName")) co_return refused("You cannot update IAM role name.");
  if (!has_changed(call, "AccountName") && !has_changed(call, "Email")) co_return ApiResult<void>{};
  co_return refused(
      "To modify the account name or account email attributes, you must sign in as the root user and modify "
      "the values on the account settings page in the AWS Management Console.");
}

/// What an update was refused is not to be undone, whatever else it was to change.
Task<ApiResult<ResourceOutcome>> move_account_back(ResourceCall& call) {
  ENI_CO_CHECK(co_await move_account(call));
  co_return co_await current_outcome(*find_resource_type("AWS::Organizations::Account"), call);
}

void joined_at(const ResourceCall&, const json::object& account, json::object& attributes) {
  const json::value* seconds = find(account, "JoinedTimestamp");
  const double millis = seconds && seconds->is_number() ? seconds->to_number<double>() * 1000 : 0;
  attributes["JoinedTimestamp"] = iso8601_millis(TimePoint{Duration{static_cast<std::int64_t>(millis)}});
}

std::optional<PropertyProblem> several_parents(const json::object& properties) {
  if (array_at(properties, "ParentIds").size() < 2) return std::nullopt;
  return PropertyProblem{"ParentIds",
                         "Can not specify more than one parent id in request for account name [" +
                             scalar_text_at(properties, "AccountName") + "]."};
}

const ResourceType kTypes[] = {
    {
        // Closed accounts stay in the organization, and it with them.
        .name = "AWS::Organizations::Account",
        .attributes = {"AccountId",
                       {"Arn", "Arn"},
                       {"JoinedMethod", "JoinedMethod"},
                       {"JoinedTimestamp", From::kFunction},
                       {"State", "State"},
                       {"Status", "Status"}},
        .calls = {.service = kService,
                  .id_member = "AccountId",
                  .create = "CreateAccount",
                  .takes = {"AccountName", "Email", "RoleName"},
                  .read = "DescribeAccount",
                  .item = "Account",
                  .states = {.path = "Status", .gone = {"SUSPENDED"}},
                  .remove = "CloseAccount"},
        .reads = {"ParentIds"},
        .change = refuse_other_owner,
        .configure = move_account,
        .attributes_of = joined_at,
        .create = create_account,
        .revert = move_account_back,
        .refuses = several_parents,
    },
    {
        .name = "AWS::Organizations::Organization",
        .attributes = {{"Arn", "Arn"},
                       "Id",
                       {"ManagementAccountArn", "MasterAccountArn"},
                       {"ManagementAccountEmail", "MasterAccountEmail"},
                       {"ManagementAccountId", "MasterAccountId"},
                       {"RootId", From::kFunction}},
        .calls = {.service = kService,
                  .create = "CreateOrganization",
                  .takes = {"FeatureSet"},
                  .id = "Organization.Id",
                  .read = "DescribeOrganization",
                  .item = "Organization",
                  .remove = "DeleteOrganization"},
        .change = refuse_other_features,
        .outcome = organization_outcome,
        .revert = organization_outcome,
    },
    {
        .name = "AWS::Organizations::OrganizationalUnit",
        .attributes = {{"Arn", "Arn"}, "Id"},
        .calls = {.service = kService,
                  .id_member = "OrganizationalUnitId",
                  .create = "CreateOrganizationalUnit",
                  .takes = {"Name", {"ParentId", In::kCreate}},
                  .made = "OrganizationalUnit",
                  .id = "Id",
                  .read = "DescribeOrganizationalUnit",
                  .item = "OrganizationalUnit",
                  .update = "UpdateOrganizationalUnit",
                  .remove = "DeleteOrganizationalUnit"},
    },
};

}  // namespace

const std::span<const ResourceType> kOrganizationsTypes{kTypes};

}  // namespace eni::sandbox::cloudformation
