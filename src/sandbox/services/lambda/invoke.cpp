#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/lambda_runner.h"
#include "sandbox/services/lambda/operations.h"
#include "sandbox/services/lambda/versions.h"

namespace eni::sandbox::lambda_service {

namespace {

// Source: Lambda developer guide, "Lambda quotas": 6 MB for each of request and response, 1 MB for events.
constexpr std::size_t kMaxRequestBytes = 6'291'456;
constexpr std::size_t kMaxEventBytes = 1'048'576;

enum class InvocationType { kRequestResponse, kEvent, kDryRun };

/// From a parameter (a call from within the sandbox) or from the header X-Amz-NAME.
std::string option(const Call& call, std::string_view parameter, std::string_view header) {
  const auto given = call.params.text(parameter);
  return given ? *given : std::string(call.header(header));
}

InvocationType invocation_type(const Call& call) {
  const std::string text = option(call, "InvocationType", "x-amz-invocation-type");
  if (text == "Event") return InvocationType::kEvent;
  if (text == "DryRun") return InvocationType::kDryRun;
  return InvocationType::kRequestResponse;
}

ApiResult<InvokeRequest> request_of(const Call& call, InvocationType type) {
  InvokeRequest request;
  request.request_id = call.request_id;
  request.payload = call.body.empty() ? "{}" : call.body;
  const std::size_t limit = type == InvocationType::kEvent ? kMaxEventBytes : kMaxRequestBytes;
  if (request.payload.size() > limit) return request_too_large("InvokeFunction", limit);
  if (const auto parsed = parse_json(request.payload); !parsed) {
    return ApiError{"InvalidRequestContentException",
                    "Could not parse request body into json: Could not parse payload into json: " +
                        parsed.error().message,
                    400};
  }
  const std::string context = option(call, "ClientContext", "x-amz-client-context");
  if (!context.empty()) {
    const auto decoded = base64_decode(context);
    if (!decoded || !parse_json(*decoded)) {
      return ApiError{"InvalidRequestContentException",
                      "Client context must be a valid Base64-encoded JSON object.", 400};
    }
    request.client_context = *decoded;
  }
  return request;
}

Reply empty_reply(int status) {
  Reply reply = Reply::raw("", "application/json");
  reply.status = status;
  return reply;
}

/// Accepted means stored: the event is run also if the sandbox is killed now.
Reply accept_event(Call& call, const LambdaFunction& function, InvokeRequest request) {
  LambdaEvent event;
  event.request_id = std::move(request.request_id);
  event.function = function.key;
  event.payload = std::move(request.payload);
  event.client_context = std::move(request.client_context);
  event.received = epoch_millis(call.now());
  event.next_attempt = event.received;
  call.store<LambdaRepository>().add_event(event);
  call.env.component<LambdaRunner>().run_event(std::move(event));
  return empty_reply(202);
}

Reply reply_of(Invoked invoked, const std::string& version, bool with_log) {
  Reply reply = Reply::raw(std::move(invoked.outcome.payload), "application/json");
  reply.headers.emplace_back("X-Amz-Executed-Version", version);
  if (invoked.outcome.is_error) reply.headers.emplace_back("X-Amz-Function-Error", "Unhandled");
  if (with_log) reply.headers.emplace_back("X-Amz-Log-Result", base64_encode(invoked.log_tail));
  return reply;
}

}  // namespace

Task<ApiResult<Reply>> invoke(Call& call) {
  ENI_CO_TRY(LambdaFunction function, qualified_function(call));
  const InvocationType type = invocation_type(call);
  ENI_CO_TRY(InvokeRequest request, request_of(call, type));
  const std::string log_type = option(call, "LogType", "x-amz-log-type");
  if (type == InvocationType::kDryRun) co_return empty_reply(204);
  if (type == InvocationType::kEvent) co_return accept_event(call, function, std::move(request));
  LambdaRunner& runner = call.env.component<LambdaRunner>();
  const std::string version = function.text("Version");
  ENI_CO_TRY(Invoked invoked, co_await runner.invoke(std::move(function), std::move(request)));
  co_return reply_of(std::move(invoked), version, log_type == "Tail");
}

}  // namespace eni::sandbox::lambda_service
