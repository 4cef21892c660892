#include "sandbox/services/cloudformation/custom/custom_request.h"

#include "aws/arn.h"
#include "base/deadline.h"
#include "base/text.h"
#include "sandbox/services/cloudformation/calls/handler_failure.h"
#include "sandbox/services/cloudformation/custom/custom_response.h"
#include "sandbox/services/cloudformation/resources/reading.h"
#include "template/evaluate.h"

namespace eni::sandbox::cloudformation {
namespace {

using std::chrono::seconds;

CustomAnswer not_delivered(std::string reason) {
  CustomAnswer answer;
  answer.end = CustomAnswer::End::kNotDelivered;
  answer.reason = std::move(reason);
  return answer;
}

/// Why the ServiceToken cannot be used, or "".
std::string token_problem(const ResourceCall& call, const std::string& token) {
  const auto arn = aws::Arn::parse(token);
  if (arn && arn->service == "sns") return "SNS topics are not supported as a ServiceToken: " + token;
  if (!arn || arn->service != "lambda" || arn->resource_type() != "function") return "Invalid service token.";
  if (arn->region != call.region.value) {
    return "Invalid service token: " + token + " is not in the stack's Region, " + call.region.value;
  }
  return {};
}

json::object event_of(const ResourceCall& call, const CustomQuestion& question,
                      const std::string& request_id) {
  json::object event{{"RequestType", to_string(question.request_type)},
                     {"ServiceToken", scalar_text_at(question.properties, "ServiceToken")},
                     {"StackId", call.stack_id},
                     {"RequestId", request_id},
                     {"LogicalResourceId", call.logical_id}};
  if (question.request_type != RequestType::kCreate) event["PhysicalResourceId"] = question.physical_id;
  event["ResourceType"] = question.resource_type;
  event["ResourceProperties"] = tmpl::stringified(question.properties);
  if (question.request_type == RequestType::kUpdate) {
    event["OldResourceProperties"] = tmpl::stringified(question.old_properties);
  }
  return event;
}

/// Whether the record is of the same question, asked before a restart.
bool is_same_question(const CustomRequestRecord& record, const json::object& event) {
  json::object asked = record.request;
  json::object now = event;
  asked["RequestId"] = "";
  now["RequestId"] = "";
  return asked == now;
}

/// Takes up the record of an interrupted question, or makes one.
CustomRequestRecord open_record(ResourceCall& call, const CustomQuestion& question) {
  CloudFormationCustomRequests& requests = call.parts.store.get<CloudFormationCustomRequests>();
  const std::string request_id = call.parts.random.uuid();
  json::object event = event_of(call, question, request_id);
  auto old = requests.find_of_resource(call.stack_id, call.logical_id);
  if (old && is_same_question(*old, event)) return *std::move(old);
  CustomRequestRecord record{request_id, call.stack_id, call.logical_id, std::move(event), std::nullopt};
  requests.save(record);
  return record;
}

Task<ApiResult<void>> invoke(ResourceCall& call, ResponseEndpoint& responses,
                             const CustomRequestRecord& record) {
  json::object event = record.request;
  event["ResponseURL"] = responses.url_for(record, call.region.value);
  const std::string payload = json::serialize(event);
  const json::object params{{"FunctionName", as_text(event.at("ServiceToken"))},
                            {"InvocationType", "Event"},
                            {"X-Amz-Invocation-Type", "Event"}};
  ENI_CO_CHECK(co_await call_with_retries(call.parts, call.principal, call.region, "lambda", "Invoke", params,
                                          payload));
  co_return ApiResult<void>{};
}

std::string timeout_reason(const std::string& request_id) {
  return "CloudFormation did not receive a response from your Custom Resource. Please check your logs for "
         "requestId [" +
         request_id +
         "]. If you are using the Python cfn-response module, you may need to update your Lambda function "
         "code so "
         "that CloudFormation can attach the updated version.";
}

/// The response that has arrived, if it is one to take.
std::optional<CustomAnswer> arrived_answer(ResourceCall& call, const std::string& request_id) {
  CloudFormationCustomRequests& requests = call.parts.store.get<CloudFormationCustomRequests>();
  auto record = requests.find(request_id);
  if (!record || !record->response) return std::nullopt;
  CustomResponse response = judge_response(*record->response, *record);
  if (response.verdict == CustomResponse::Verdict::kIgnored) {
    call.parts.log.warn(
        "custom resource response ignored",
        {{"resource", call.logical_id}, {"requestId", request_id}, {"reason", response.reason}});
    record->response.reset();
    requests.save(*record);
    return std::nullopt;
  }
  CustomAnswer answer;
  if (response.verdict == CustomResponse::Verdict::kFailed) answer.end = CustomAnswer::End::kFailed;
  answer.reason = std::move(response.reason);
  answer.physical_id = std::move(response.physical_id);
  answer.request_id = request_id;
  answer.data = std::move(response.data);
  answer.no_echo = response.no_echo;
  return answer;
}

Task<CustomAnswer> wait(ResourceCall& call, const Channel<ResponseSignal>& channel,
                        const std::string& request_id) {
  for (;;) {
    if (auto answer = arrived_answer(call, request_id)) co_return *std::move(answer);
    const ResponseSignal signal = co_await channel.pop();
    CustomAnswer answer;
    answer.request_id = request_id;
    if (signal == ResponseSignal::kCancelled) {
      answer.end = CustomAnswer::End::kCancelled;
      co_return answer;
    }
    if (signal == ResponseSignal::kTimeLimit) {
      answer.end = CustomAnswer::End::kFailed;
      answer.reason = timeout_reason(request_id);
      co_return answer;
    }
  }
}

}  // namespace

std::string_view to_string(RequestType type) {
  switch (type) {
    case RequestType::kUpdate:
      return "Update";
    case RequestType::kDelete:
      return "Delete";
    case RequestType::kCreate:
      break;
  }
  return "Create";
}

std::optional<seconds> service_timeout(const json::object& properties) {
  constexpr long long kLongest = 3600;
  if (!properties.contains("ServiceTimeout")) return seconds{kLongest};
  const auto given = parse_integer(scalar_text_at(properties, "ServiceTimeout"));
  if (!given || *given < 1 || *given > kLongest) return std::nullopt;
  return seconds{*given};
}

Task<CustomAnswer> ask(ResourceCall& call, ResponseEndpoint& responses, const CustomQuestion& question) {
  const std::string token = scalar_text_at(question.properties, "ServiceToken");
  if (std::string problem = token_problem(call, token); !problem.empty()) {
    co_return not_delivered(std::move(problem));
  }
  const std::optional<seconds> timeout = service_timeout(question.properties);
  if (!timeout) co_return not_delivered("Value of property ServiceTimeout must be an integer from 1 to 3600");

  const CustomRequestRecord record = open_record(call, question);
  const Channel<ResponseSignal> channel = responses.wait_for(record);
  if (!record.response) {
    const ApiResult<void> invoked = co_await invoke(call, responses, record);
    if (invoked.has_error())
      co_return not_delivered(handler_message("lambda", invoked.error(), record.request_id));
  }
  const Deadline limit{call.parts.scheduler, *timeout,
                       [channel] { channel.push(ResponseSignal::kTimeLimit); }};
  CustomAnswer answer = co_await wait(call, channel, record.request_id);
  co_return answer;
}

}  // namespace eni::sandbox::cloudformation
