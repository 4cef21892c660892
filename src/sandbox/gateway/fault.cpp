#include "sandbox/gateway/fault.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "sandbox/shapes/model.h"

namespace eni::sandbox {

namespace {

constexpr std::string_view kGrammar =
    "SERVICE:Operation=Code[:PROBABILITY], SERVICE:Operation=delay:SECONDS[:PROBABILITY] or "
    "SERVICE:Operation=reset[:PROBABILITY]; '*' stands for any service or operation, e.g. "
    "'sts:AssumeRole=ThrottlingException:0.3'";

Error refused(std::string_view rule, std::string_view problem) {
  return {"bad fault rule '" + std::string(rule) + "': " + std::string(problem), std::string(kGrammar)};
}

std::optional<double> read_number(std::string_view text) {
  double number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_';
}

/// @param what  "operation after the ':'"
Result<void> check_name(std::string_view whole, std::string_view name, const std::string& what) {
  if (name.empty()) return refused(whole, "no " + what);
  if (!std::all_of(name.begin(), name.end(), is_name_character)) {
    return refused(whole, "the " + what + " may have letters, digits, '-', '.' and '_' only");
  }
  return {};
}

Result<void> check_place(std::string_view whole, std::string_view name, const std::string& what) {
  return name == "*" ? Result<void>{} : check_name(whole, name, what);
}

/// The first of the colon-separated pieces that are left: what happens, then its numbers.
Result<void> read_effect(std::string_view whole, const std::vector<std::string>& pieces, FaultRule& rule) {
  std::size_t next = 1;
  if (pieces[0] == "reset") {
    rule.kind = FaultRule::Kind::kReset;
  } else if (pieces[0] == "delay") {
    const auto seconds = pieces.size() > 1 ? read_number(pieces[1]) : std::nullopt;
    if (!seconds || *seconds < 0 || *seconds > 86400)
      return refused(whole, "a delay needs seconds from 0 to 86400");
    rule.kind = FaultRule::Kind::kDelay;
    rule.delay = std::chrono::milliseconds(static_cast<long long>(*seconds * 1000));
    next = 2;
  } else {
    ENI_CHECK(check_name(whole, pieces[0], "error code after the '='"));
    rule.code = pieces[0];
  }
  if (pieces.size() > next + 1) return refused(whole, "too many ':'");
  if (pieces.size() == next + 1) {
    const auto probability = read_number(pieces[next]);
    if (!probability || !(*probability >= 0 && *probability <= 1)) {
      return refused(whole, "the probability is not a number from 0 to 1");
    }
    rule.probability = *probability;
  }
  return {};
}

}  // namespace

Result<FaultRule> FaultRule::parse(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) return refused(text, "no '='");
  const std::string_view place = text.substr(0, equals);
  const auto colon = place.find(':');
  if (colon == std::string_view::npos) return refused(text, "no ':' between service and operation");
  FaultRule rule;
  rule.service = to_lower(place.substr(0, colon));
  rule.operation = place.substr(colon + 1);
  ENI_CHECK(check_place(text, rule.service, "service before the ':'"));
  ENI_CHECK(check_place(text, rule.operation, "operation after the ':'"));
  ENI_CHECK(read_effect(text, split(text.substr(equals + 1), ':'), rule));
  return rule;
}

bool FaultRule::applies_to(std::string_view service_name, std::string_view operation_name) const {
  return (service == "*" || service == service_name) && (operation == "*" || operation == operation_name);
}

namespace {

struct FaultWords {
  std::string_view code_part;  ///< what the code starts with
  int http_status;             ///< where the service's model has no such code
  std::string_view message;
};

constexpr FaultWords kFaultWords[] = {
    {"Throttl", 400, "Rate exceeded"},
    {"TooManyRequests", 429, "Rate Exceeded."},
    {"RequestLimitExceeded", 503, "Request limit exceeded."},
    {"SlowDown", 503, "Please reduce your request rate."},
    {"AccessDenied", 403, "Access denied by a fault rule of the sandbox"},
    {"ServiceUnavailable", 503, "Service unavailable"},
    {"InternalFailure", 500, "Internal failure by a fault rule of the sandbox"},
    {"InternalError", 500, "Internal failure by a fault rule of the sandbox"},
    {"ServerException", 500, "Internal failure by a fault rule of the sandbox"},
    {"ServiceException", 500, "Internal failure by a fault rule of the sandbox"},
};

}  // namespace

aws::ApiError fault_error(const FaultRule& rule, std::string_view service) {
  aws::ApiError error{rule.code, "Failed by a fault rule of the sandbox", 400};
  for (const FaultWords& words : kFaultWords) {
    if (!rule.code.starts_with(words.code_part)) continue;
    error = {rule.code, std::string(words.message), words.http_status};
    break;
  }
  if (const auto model = shapes::find_service(service))
    error.http_status = model->error_status(rule.code).value_or(error.http_status);
  return error;
}

FaultEffect draw_faults(const std::vector<FaultRule>& rules, std::string_view service,
                        std::string_view operation, Random& random) {
  FaultEffect effect;
  for (const FaultRule& rule : rules) {
    if (!rule.applies_to(service, operation)) continue;
    if (rule.probability < 1 && random.fraction() >= rule.probability) continue;
    switch (rule.kind) {
      case FaultRule::Kind::kDelay:
        effect.delay += rule.delay;
        break;
      case FaultRule::Kind::kError:
        effect.error = fault_error(rule, service);
        return effect;
      case FaultRule::Kind::kReset:
        effect.reset = true;
        return effect;
    }
  }
  return effect;
}

}  // namespace eni::sandbox
