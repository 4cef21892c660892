#include "sandbox/services/organizations/events.h"

#include "sandbox/gateway/event.h"

namespace eni::sandbox::organizations_service {
namespace {

void publish(Environment& env, const Organization& organization, std::string_view detail_type,
             json::object detail) {
  Event event;
  event.source = "aws.organizations";
  event.detail_type = detail_type;
  event.account = aws::AccountId{organization.management_account};
  event.region = aws::Region{"us-east-1"};  // Where AWS has the events of its global services.
  event.detail = std::move(detail);
  event.detail["eventSource"] = "organizations.amazonaws.com";
  env.publish(std::move(event));
}

}  // namespace

void publish_call(Environment& env, const Organization& organization, std::string_view event_name,
                  json::object parameters) {
  publish(env, organization, "AWS API Call via CloudTrail",
          {{"eventName", event_name}, {"requestParameters", std::move(parameters)}});
}

void publish_creation(Environment& env, const Organization& organization,
                      const CreateAccountRequest& request) {
  json::object status{{"id", request.id}, {"state", request.state}, {"accountName", request.account_name}};
  if (request.state == "SUCCEEDED") status["accountId"] = request.account;
  if (request.state == "FAILED") status["failureReason"] = request.failure_reason;
  publish(env, organization, "AWS Service Event via CloudTrail",
          {{"eventName", "CreateAccountResult"},
           {"serviceEventDetails", json::object{{"createAccountStatus", std::move(status)}}}});
}

}  // namespace eni::sandbox::organizations_service
