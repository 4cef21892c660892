#include "function/handler.h"

#include <algorithm>
#include <exception>

#include "base/text.h"
#include "trunking/update_plan.h"

namespace eni::function {

using lambda_runtime::Invocation;
using lambda_runtime::InvocationError;
using lambda_runtime::RequestType;
using lambda_runtime::Status;
using trunking::SettingProperties;
using trunking::UnknownProperties;

namespace {

/// Of Lambda's time, what the answer has for itself: a TLS handshake and several attempts, if there is so
/// much.
constexpr Duration kMaxAnswerTime{15'000};
/// And what telling Lambda needs after it.
constexpr Duration kMaxReportTime{500};
/// How long throttling and outages are waited for, even with a shorter PropagationTimeout.
constexpr Duration kFaultPatience{60'000};
/// A role whose trust was removed looks like one whose trust has not propagated; an undo does not wait long
/// to tell, and only once: many roles that are gone must not use up the time of those that are there. It counts
/// from the undo's beginning: an Update may have waited for its new roles before.
constexpr Duration kUndoPatience{20'000};

TimePoint end_of_work(TimePoint now, TimePoint deadline) {
  return deadline - std::min(kMaxAnswerTime, (deadline - now) / 5);
}
TimePoint end_of_answer(TimePoint now, TimePoint deadline) {
  return deadline - std::min(kMaxReportTime, (deadline - now) / 10);
}

Duration iam_patience(const SettingProperties& properties) {
  return std::chrono::duration_cast<Duration>(properties.propagation_timeout);
}

std::string summary(const lambda_runtime::Answer& answer) {
  return json::serialize(json::object{{"Status", to_string(answer.status)},
                                      {"PhysicalResourceId", to_valid_utf8(answer.physical_resource_id)}});
}

void append(std::string& list, std::string_view separator, const std::string& item) {
  if (!list.empty()) list += separator;
  list += item;
}

}  // namespace

Result<std::string, InvocationError> Handler::handle(const Invocation& invocation) {
  const auto event = parse_json(invocation.payload);
  if (event.has_error()) return InvocationError{"CustomResource.InvalidEvent", "The event is not valid JSON"};
  const auto address = lambda_runtime::read_return_address(*event);
  if (address.has_error()) return InvocationError{"CustomResource.InvalidEvent", address.error().message};

  const trunking::ResourceName name{address->stack_id, address->logical_resource_id};
  ports_.answers.prepare(address->response_url);
  const Answer answer = decide(*event, name, invocation.deadline);
  ports_.log.info("answering", {{"status", std::string(to_string(answer.status))},
                                {"reason", answer.reason},
                                {"physicalResourceId", answer.physical_resource_id},
                                {"stackId", address->stack_id},
                                {"logicalResourceId", address->logical_resource_id}});
  const auto delivered = lambda_runtime::deliver(ports_.answers, ports_.waiter, ports_.random, ports_.log,
                                                 address->response_url, write_answer(*address, answer),
                                                 end_of_answer(ports_.waiter.now(), invocation.deadline));
  if (delivered.has_error())
    return InvocationError{"CustomResource.AnswerNotDelivered", delivered.error().message};
  return summary(answer);
}

/// The border behind which nothing escapes: a defect, too, is answered.
Handler::Answer Handler::decide(const json::value& event, const trunking::ResourceName& name,
                                TimePoint lambda_deadline) {
  Answer refusal;
  refusal.physical_resource_id = lambda_runtime::physical_id_of(event);
  if (refusal.physical_resource_id.empty()) refusal.physical_resource_id = physical_id_of_nothing(name);
  try {
    const auto request = lambda_runtime::read_event(event);
    if (request.has_value()) return dispatch(*request, name, lambda_deadline);
    refusal.reason = request.error().message;
  } catch (const std::exception& defect) {
    refusal.reason = std::string("Internal error: ") + defect.what();
  }
  return refusal;
}

Handler::Answer Handler::dispatch(const Event& event, const trunking::ResourceName& name,
                                  TimePoint lambda_deadline) {
  ports_.log.info("event", {{"requestType", std::string(to_string(event.type))},
                            {"resourceType", event.resource_type},
                            {"physicalResourceId", event.physical_resource_id}});
  switch (event.type) {
    case RequestType::kCreate:
      return create(event, name, lambda_deadline);
    case RequestType::kUpdate:
      return update(event, name, lambda_deadline);
    case RequestType::kDelete:
      return remove(event, name, lambda_deadline);
  }
  return {};
}

Handler::Answer Handler::create(const Event& event, const trunking::ResourceName& name,
                                TimePoint lambda_deadline) {
  Answer answer;
  const auto properties = read_setting_properties(event.properties, own_region_, UnknownProperties::kRefuse);
  if (properties.has_error()) {
    answer.physical_resource_id = physical_id_of_nothing(name);
    answer.reason = properties.error().message;
    return answer;
  }
  // Also with FAILED: the Delete that follows then knows what may have been made.
  answer.physical_resource_id = physical_id(name, *properties);
  if (apply_all(*properties, attempts_for(*properties, lambda_deadline), answer))
    answer.status = Status::kSuccess;
  return answer;
}

Handler::Answer Handler::update(const Event& event, const trunking::ResourceName& name,
                                TimePoint lambda_deadline) {
  Answer answer;
  // A failed Update keeps its id: another one would make CloudFormation delete what it rolls back to.
  answer.physical_resource_id = event.physical_resource_id;
  const auto properties = read_setting_properties(event.properties, own_region_, UnknownProperties::kRefuse);
  if (properties.has_error()) {
    answer.reason = properties.error().message;
    return answer;
  }
  const auto old = read_setting_properties(event.old_properties, own_region_, UnknownProperties::kIgnore);
  const auto plan = plan_update(event.physical_resource_id, name, *properties,
                                old.has_value() ? std::optional{*old} : std::nullopt);
  const Attempts attempts = attempts_for(*properties, lambda_deadline);
  if (!apply_all(*properties, attempts, answer)) return answer;
  if (!plan.dropped_roles.empty() && !undo_all(plan.dropped_roles, *old, attempts, answer)) return answer;
  answer.physical_resource_id = plan.physical_id;
  answer.status = Status::kSuccess;
  return answer;
}

Handler::Answer Handler::remove(const Event& event, const trunking::ResourceName& name,
                                TimePoint lambda_deadline) {
  Answer answer;
  answer.physical_resource_id = event.physical_resource_id;
  answer.status = Status::kSuccess;
  const auto properties = read_setting_properties(event.properties, own_region_, UnknownProperties::kIgnore);
  if (properties.has_error() || !stands_for(event.physical_resource_id, name, *properties)) {
    answer.reason = "The physical id is not of a setting made by this function; nothing to undo";
    return answer;
  }
  if (!undo_all(properties->roles, *properties, attempts_for(*properties, lambda_deadline), answer))
    answer.status = Status::kFailed;
  return answer;
}

bool Handler::apply_all(const SettingProperties& properties, const Attempts& attempts, Answer& answer) {
  ports_.sessions.prepare();
  ports_.settings.prepare(properties.region);
  RoleSetting setting{ports_.sessions, ports_.settings, attempts, ports_.log};
  std::string principals;
  std::string previous;
  for (const std::string& role : properties.roles) {
    const auto applied = setting.apply(role, properties.region, properties.value);
    if (applied.has_error()) {
      answer.reason = applied.error().reason;
      return false;
    }
    append(principals, ",", applied->principal_arn);
    append(previous, ",", applied->previous_value);
  }
  answer.data = {{"PrincipalArn", principals},
                 {"Name", std::string(trunking::kSettingName)},
                 {"Value", properties.value},
                 {"PreviousValue", previous},
                 {"Region", properties.region.value}};
  return true;
}

bool Handler::undo_all(const std::vector<std::string>& roles, const SettingProperties& properties,
                       const Attempts& attempts, Answer& answer) {
  ports_.sessions.prepare();
  ports_.settings.prepare(properties.region);
  const Duration iam = iam_patience(properties);
  const Attempts own = attempts.with_patience(std::min(iam, kUndoPatience), std::max(iam, kFaultPatience));
  RoleSetting setting{ports_.sessions, ports_.settings, own, ports_.log};
  bool all = true;
  // One role's failure does not keep the others from being taken back.
  for (const std::string& role : roles) {
    const auto undone = setting.undo(role, properties.region, properties.on_delete);
    if (undone.has_error()) {
      append(answer.reason, "; ", undone.error().reason);
      all = false;
    } else if (!undone->note.empty()) {
      append(answer.reason, "; ", undone->note);
    }
  }
  return all;
}

Attempts Handler::attempts_for(const SettingProperties& properties, TimePoint lambda_deadline) const {
  const TimePoint now = ports_.waiter.now();
  const Duration iam = iam_patience(properties);
  return {ports_.waiter, ports_.random, ports_.log,
          Budget{now + iam, now + std::max(iam, kFaultPatience), end_of_work(now, lambda_deadline)}};
}

}  // namespace eni::function
