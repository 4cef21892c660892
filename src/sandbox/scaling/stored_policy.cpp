#include "sandbox/scaling/stored_policy.h"

#include <algorithm>

namespace eni::sandbox::scaling {
namespace {

/// Names of alarms that it had and has no more. That the member is there says that alarms are to be made.
constexpr std::string_view kDue = "_alarmsDue";
constexpr std::string_view kDeleting = "_deleting";

std::vector<std::string> alarm_names(const json::object& document) {
  std::vector<std::string> names;
  for (const json::value& alarm : array_at(document, "Alarms")) names.push_back(text_at(alarm, "AlarmName"));
  return names;
}

/// Alarms that there may be, of `before` or of an earlier time, and `now` does not want.
json::array lost_alarms(const json::object& before, const json::object& now) {
  std::vector<std::string> lost = alarm_names(before);
  for (const json::object* document : {&before, &now})
    for (std::string& name : texts_at(*document, kDue)) lost.push_back(std::move(name));
  std::ranges::sort(lost);
  lost.erase(std::unique(lost.begin(), lost.end()), lost.end());
  const auto kept = alarm_names(now);
  json::array names;
  for (const std::string& name : lost)
    if (std::ranges::find(kept, name) == kept.end()) names.emplace_back(name);
  return names;
}

json::object without_due(json::object document) {
  document.erase(kDue);
  return document;
}

Task<void> delete_alarms(Environment& env, StoredPolicy& policy, json::array names) {
  if (names.empty()) co_return;
  json::object params;
  params["AlarmNames"] = std::move(names);
  auto deleting = policy.ask_cloudwatch("DeleteAlarms", std::move(params));
  const auto deleted = co_await std::move(deleting);
  if (deleted.has_error())
    env.log.warn("alarms of a scaling policy were not deleted", {{"error", deleted.error().message}});
}

/// What is due for a document. @error  what CloudWatch answers
Task<ApiResult<void>> carry_out(Environment& env, StoredPolicy& policy, json::object document) {
  if (flag_at(document, kDeleting)) {
    auto deleting = delete_alarms(env, policy, lost_alarms(document, {}));
    co_await std::move(deleting);
    co_return ApiResult<void>{};
  }
  for (const std::string& name : alarm_names(document)) {
    auto putting = policy.ask_cloudwatch("PutMetricAlarm", tracking_alarm(policy.tracked(document), name));
    const auto put = co_await std::move(putting);
    if (put.has_error()) co_return put.error();
  }
  auto deleting = delete_alarms(env, policy, lost_alarms({}, document));
  co_await std::move(deleting);
  co_return ApiResult<void>{};
}

/// The alarms of a document are made. @return  whether that is all
bool note_done(StoredPolicy& policy, const json::object& document, json::object now) {
  const bool is_due_anew = find(now, kDue) && now.at(kDue) != document.at(kDue);
  if (!is_due_anew && without_due(now) == without_due(document)) {
    if (flag_at(now, kDeleting)) {
      policy.remove();
    } else {
      policy.write(without_due(std::move(now)));
    }
    return true;
  }
  // Another call has come between, and may have ended: what was asked for here is not to last.
  now[kDue] = lost_alarms(document, now);
  policy.write(now);
  return false;
}

/// What a failed call has stored, unless another call has stored something else since.
void undo(StoredPolicy& policy, const json::object& document, const std::optional<json::object>& before) {
  const auto now = policy.read();
  if (!now || *now != document) return;
  json::object undone = before.value_or(document);
  if (before) {
    undone[kDue] = lost_alarms(document, *before);
  } else {
    undone[kDeleting] = true;
  }
  policy.write(undone);
}

}  // namespace

void name_alarms(const Call& call, std::string_view subject, WantedAlarms wanted, json::object& document) {
  const json::array before = array_at(document, "Alarms");
  json::array alarms;
  if (wanted.any) {
    for (const std::string& name : tracking_alarm_names(subject, before, wanted.low, call.random()))
      alarms.push_back(
          json::object{{"AlarmName", name}, {"AlarmARN", call.arn("cloudwatch", "alarm:" + name)}});
  }
  document["Alarms"] = std::move(alarms);
}

bool is_due(const json::object& document) { return find(document, kDue) != nullptr; }

Task<ApiResult<void>> settle(Environment& env, StoredPolicy& policy) {
  for (auto document = policy.read(); document && is_due(*document); document = policy.read()) {
    auto working = carry_out(env, policy, *document);
    const auto done = co_await std::move(working);
    auto now = policy.read();
    if (!now) {
      auto deleting = delete_alarms(env, policy, lost_alarms(*document, {}));
      co_await std::move(deleting);
    } else if (done.has_error() && without_due(*now) == without_due(*document)) {
      co_return done.error();
    } else if (note_done(policy, *document, *std::move(now))) {
      break;
    }
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> put_policy(Environment& env, StoredPolicy& policy, json::object document,
                                 std::function<void()> written) {
  const auto before = policy.read();
  document[kDue] = before ? lost_alarms(*before, document) : json::array{};
  sqlite::Transaction transaction{env.store.database()};
  policy.write(document);
  if (written) written();
  transaction.commit();
  auto settling = settle(env, policy);
  const auto settled = co_await std::move(settling);
  if (settled.has_value()) co_return ApiResult<void>{};
  undo(policy, document, before);
  auto undoing = settle(env, policy);
  // What was there before stays due if CloudWatch refuses that, too.
  static_cast<void>(co_await std::move(undoing));
  co_return settled.error();
}

Task<void> delete_policy(Environment& env, StoredPolicy& policy) {
  auto document = policy.read();
  if (!document) co_return;
  (*document)[kDeleting] = true;
  (*document)[kDue] = lost_alarms(*document, {});
  policy.write(*document);
  auto deleting = settle(env, policy);
  static_cast<void>(co_await std::move(deleting));
}

}  // namespace eni::sandbox::scaling
