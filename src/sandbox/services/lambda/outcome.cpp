#include "sandbox/services/lambda/outcome.h"

#include <cmath>
#include <cstdio>
#include <cstring>

#include "base/json.h"
#include "base/time_text.h"

namespace eni::sandbox::lambda_service {

namespace {

std::string error_payload(std::string_view type, std::string_view message) {
  return json::serialize(json::object{{"errorType", type}, {"errorMessage", message}});
}

std::string milliseconds(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

/// Since 2025-08 Lambda bills the init phase of every cold start.
long long billed(const Report& report) {
  return static_cast<long long>(std::ceil(report.duration_ms + std::max(report.init_ms, 0.0)));
}

}  // namespace

Outcome reported_error(std::string body) {
  Outcome outcome;
  outcome.payload = std::move(body);
  outcome.is_error = true;
  outcome.status = "error";
  return outcome;
}

Outcome environment_error(std::string_view request_id, std::string_view type, std::string_view text) {
  const std::string message = std::string("RequestId: ").append(request_id).append(" Error: ").append(text);
  Outcome outcome = reported_error(error_payload(type, message));
  outcome.log_line = message + "\n" + std::string(type);
  return outcome;
}

Outcome exit_error(std::string_view request_id, const net::ProcessEnd& end) {
  std::string text = "Runtime exited without providing a reason";
  if (end.signal != 0) {
    std::string name = strsignal(end.signal);
    name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[0])));
    text = "Runtime exited with error: signal: " + name;
  } else if (end.exit_code != 0) {
    text = "Runtime exited with error: exit status " + std::to_string(end.exit_code);
  }
  return environment_error(request_id, "Runtime.ExitError", text);
}

Outcome out_of_memory_error(std::string_view request_id, const net::ProcessEnd& end) {
  Outcome outcome = exit_error(request_id, end);
  outcome.error_type = "Runtime.OutOfMemory";
  return outcome;
}

Outcome timeout_error(std::string_view request_id, TimePoint now, std::chrono::seconds timeout) {
  const std::string line = iso8601_millis(now) + " " + std::string(request_id) + " Task timed out after " +
                           milliseconds(static_cast<double>(timeout.count())) + " seconds";
  Outcome outcome = reported_error(error_payload("Sandbox.Timedout", line));
  outcome.log_line = line;
  outcome.status = "timeout";
  return outcome;
}

Outcome response_too_large(std::size_t bytes) {
  return reported_error(
      error_payload("Function.ResponseSizeTooLarge", "Response payload size (" + std::to_string(bytes) +
                                                         " bytes) exceeded maximum allowed payload size (" +
                                                         std::to_string(kMaxResponseBytes) + " bytes)."));
}

std::string report_line(const Report& report) {
  std::string line = "REPORT RequestId: " + std::string(report.request_id) +
                     "\tDuration: " + milliseconds(report.duration_ms) +
                     " ms\tBilled Duration: " + std::to_string(billed(report)) +
                     " ms\tMemory Size: " + std::to_string(report.memory_mb) +
                     " MB\tMax Memory Used: " + std::to_string(report.peak_memory_mb) + " MB\t";
  if (report.init_ms >= 0) line += "Init Duration: " + milliseconds(report.init_ms) + " ms\t";
  if (report.status != "success") line.append("Status: ").append(report.status).append("\t");
  if (!report.error_type.empty()) line.append("Error Type: ").append(report.error_type).append("\t");
  return line;
}

std::string report_json(const Report& report, TimePoint now) {
  const auto rounded = [](double value) { return std::round(value * 1000) / 1000; };
  json::object metrics{{"durationMs", rounded(report.duration_ms)},
                       {"billedDurationMs", billed(report)},
                       {"memorySizeMB", report.memory_mb},
                       {"maxMemoryUsedMB", report.peak_memory_mb}};
  if (report.init_ms >= 0) metrics["initDurationMs"] = rounded(report.init_ms);
  json::object record{
      {"requestId", report.request_id}, {"metrics", std::move(metrics)}, {"status", report.status}};
  if (!report.error_type.empty()) record["errorType"] = report.error_type;
  return json::serialize(json::object{
      {"time", iso8601_millis(now)}, {"type", "platform.report"}, {"record", std::move(record)}});
}

}  // namespace eni::sandbox::lambda_service
