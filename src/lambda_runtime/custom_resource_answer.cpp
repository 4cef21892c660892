#include "lambda_runtime/custom_resource_answer.h"

#include "base/text.h"

namespace eni::lambda_runtime {

namespace {

constexpr std::string_view kCut = "…";
/// Data stays only if at least this much of the reason can stay with it.
constexpr std::size_t kMinReasonBytes = 256;

std::string write(const ReturnAddress& address, const Answer& answer, std::string_view reason,
                  bool with_data) {
  json::object body{{"Status", to_string(answer.status)}};
  if (!reason.empty()) body["Reason"] = reason;
  body["PhysicalResourceId"] = to_valid_utf8(answer.physical_resource_id);
  body["StackId"] = to_valid_utf8(address.stack_id);
  body["RequestId"] = to_valid_utf8(address.request_id);
  body["LogicalResourceId"] = to_valid_utf8(address.logical_resource_id);
  if (with_data && !answer.data.empty()) {
    json::object data;
    for (const auto& [name, value] : answer.data) data[name] = to_valid_utf8(value);
    body["Data"] = std::move(data);
  }
  return json::serialize(body);
}

std::string shortened(const std::string& reason, std::size_t bytes) {
  if (bytes >= reason.size()) return reason;
  return std::string(utf8_prefix(reason, bytes)).append(kCut);
}

/// The body with as much of the reason as fits, or nothing if not even `min` bytes of it do. Found by
/// bisection, because escaping makes the length in JSON anything from one to six times that of the text.
std::optional<std::string> fit(const ReturnAddress& address, const Answer& answer, const std::string& reason,
                               bool with_data, std::size_t min) {
  std::string whole = write(address, answer, reason, with_data);
  if (whole.size() <= kMaxAnswerBytes) return whole;
  std::optional<std::string> best;
  std::size_t low = std::min(min, reason.size());
  std::size_t high = reason.size();
  while (low <= high && high != std::string::npos) {
    const std::size_t middle = low + (high - low) / 2;
    std::string body = write(address, answer, shortened(reason, middle), with_data);
    if (body.size() <= kMaxAnswerBytes) {
      best = std::move(body);
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return best;
}

std::string too_long(std::string_view what) {
  return "The answer's " + std::string(what) + " would make it longer than the " +
         std::to_string(kMaxAnswerBytes) + " bytes that CloudFormation takes";
}

/// Whoever gets it finds no request of these ids, but the reason.
std::string with_short_ids(ReturnAddress address, Answer answer) {
  const std::string reason = too_long("ids");
  for (std::size_t bytes = kMaxPhysicalIdBytes;; bytes /= 2) {
    for (std::string* id :
         {&address.stack_id, &address.request_id, &address.logical_resource_id, &answer.physical_resource_id})
      *id = std::string(utf8_prefix(to_valid_utf8(*id), bytes));
    std::string body = write(address, answer, reason, false);
    if (body.size() <= kMaxAnswerBytes) return body;
  }
}

}  // namespace

std::string_view to_string(Status status) { return status == Status::kSuccess ? "SUCCESS" : "FAILED"; }

std::string write_answer(const ReturnAddress& address, const Answer& answer) {
  std::string reason = to_valid_utf8(answer.reason);
  if (reason.empty() && answer.status == Status::kFailed) reason = "The function gave no reason";
  if (auto body = fit(address, answer, reason, true, kMinReasonBytes)) return *std::move(body);
  Answer failed = answer;
  if (answer.status == Status::kSuccess) {
    failed.status = Status::kFailed;
    reason = too_long("data");
  }
  if (auto body = fit(address, failed, reason, false, kMinReasonBytes)) return *std::move(body);
  failed.status = Status::kFailed;
  return with_short_ids(address, std::move(failed));
}

}  // namespace eni::lambda_runtime
