#include "sandbox/services/organizations/account_creation.h"

#include "base/time_text.h"
#include "sandbox/gateway/retried_call.h"
#include "sandbox/services/organizations/events.h"
#include "sandbox/store/organizations_repository.h"

namespace eni::sandbox::organizations_service {
namespace {

/// At AWS it takes some minutes.
constexpr std::chrono::seconds kSlowCreation{20};

std::string trust_of(const Organization& organization) {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::)" +
         organization.management_account + R"(:root"},"Action":"sts:AssumeRole"}]})";
}

/// Lets the management account in. A role that is there already, from before a restart, stays.
Task<ApiResult<void>> make_role(Environment& env, std::string account, std::string name, std::string trust) {
  const Principal root = Principal::root(aws::AccountId{account});
  const aws::Region region{"us-east-1"};
  json::object role{{"RoleName", name}, {"AssumeRolePolicyDocument", trust}};
  auto making = retried_call(env, root, region, "iam", "CreateRole", std::move(role));
  const auto made = co_await std::move(making);
  if (made.has_error() && made.error().code != "EntityAlreadyExists") co_return made.error();
  json::object policy{{"RoleName", name}, {"PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess"}};
  auto attaching = retried_call(env, root, region, "iam", "AttachRolePolicy", std::move(policy));
  const auto attached = co_await std::move(attaching);
  if (attached.has_error()) co_return attached.error();
  co_return ApiResult<void>{};
}

OrganizationAccount account_of(const CreateAccountRequest& request, const Organization& organization,
                               TimePoint now) {
  return {request.account, organization.id, organization.root, request.account_name,
          request.email,   "ACTIVE",        "CREATED",         epoch_millis(now)};
}

}  // namespace

AccountCreation::AccountCreation(Environment& env)
    : env_{env}, requests_{env, "creation of an account", [this](std::string id) {
                             return create(std::move(id));
                           }} {}

void AccountCreation::start() {
  for (const std::string& id : env_.store.get<OrganizationsRepository>().open_requests()) begin(id);
}

Task<void> AccountCreation::create(std::string request_id) {
  if (env_.settings.pace == Settings::Pace::kAws) co_await sleep_for(env_.scheduler, kSlowCreation);
  auto& repository = env_.store.get<OrganizationsRepository>();
  auto request = repository.find_request(request_id);
  if (!request || request->state != "IN_PROGRESS") co_return;
  auto organization = repository.find(request->organization);
  if (!organization) co_return;
  auto making = make_role(env_, request->account, request->role_name, trust_of(*organization));
  const ApiResult<void> made = co_await std::move(making);
  request->completed = epoch_millis(env_.scheduler.now());
  request->state = made.has_value() ? "SUCCEEDED" : "FAILED";
  request->failure_reason = made.has_value() ? "" : "INTERNAL_FAILURE";
  if (made.has_error())
    env_.log.warn("account not created", {{"account", request->account}, {"reason", made.error().message}});
  sqlite::Transaction transaction{env_.store.database()};
  if (made.has_value()) {
    repository.insert(account_of(*request, *organization, env_.scheduler.now()));
    repository.note_change(request->account);
  }
  repository.update(*request);
  transaction.commit();
  publish_creation(env_, *organization, *request);
}

}  // namespace eni::sandbox::organizations_service
