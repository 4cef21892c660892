#include "sandbox/gateway/operation_runner.h"

#include <stdexcept>

#include "sandbox/gateway/authorize.h"
#include "sandbox/gateway/reply_check.h"
#include "sandbox/gateway/thrown_error.h"

namespace eni::sandbox {
namespace {

ApiResult<void> authorize_call(const Call& call, const Service& service, const Operation& operation) {
  if (operation.access == kNoAuthorization) return {};
  const RequestContext context{call.region, call.source_ip, call.now()};
  return authorize(call.env, call.principal, iam_action(service, operation), operation.access(call), context);
}

/// In tests a reply that AWS's models do not have is a defect of the operation.
void check_reply(const Call& call, const Service& service, const Operation& operation,
                 const ApiResult<Reply>& result) {
  if (!call.env.settings.check_replies || result.has_error()) return;
  const std::string flaws = reply_flaws(service, operation, *result);
  if (!flaws.empty()) throw std::logic_error("the reply is not as AWS's model has it: " + flaws);
}

/// In tests: the members that a call's operation asks for from now on; null else.
std::shared_ptr<std::set<std::string>> record_reads(Call& call) {
  if (!call.env.settings.check_replies) return nullptr;
  auto names = std::make_shared<std::set<std::string>>();
  call.params.record(names);
  return names;
}

/// All or nothing: what the operation wrote stays only if it succeeds.
ApiResult<Reply> run_in_transaction(Call& call, RunNow run, const CommitHook& on_commit) {
  sqlite::Transaction transaction{call.env.store.database()};
  auto result = run(call);
  if (result.has_value() && on_commit) on_commit(*result);
  if (result.has_value()) transaction.commit();
  return result;
}

}  // namespace

/// What stands between a call and its operation.
ApiResult<void> OperationRunner::admit(Call& call, const Service& service, const Operation& operation) const {
  ENI_CHECK(input_check_.check_form(service, operation, call));
  ENI_CHECK(authorize_call(call, service, operation));
  ENI_CHECK(input_check_.check_support(service, operation, call));
  return service.before_run ? service.before_run(call) : ApiResult<void>{};
}

/// In tests a member that an operation reads and its row does not list is a defect of the row.
void OperationRunner::check_reads(const Service& service, const Operation& operation,
                                  const std::shared_ptr<std::set<std::string>>& names) const {
  const std::string name = names ? input_check_.unlisted_read(service, operation, *names) : std::string{};
  if (!name.empty()) throw std::logic_error("the row does not list the member that is read: " + name);
}

ApiResult<Reply> OperationRunner::run_immediate(Call& call, const Service& service,
                                                const Operation& operation,
                                                const CommitHook& on_commit) const {
  try {
    if (auto admitted = admit(call, service, operation); admitted.has_error()) {
      return to_service_error(service, std::move(admitted).error());
    }
    const auto names = record_reads(call);
    auto result = run_in_transaction(call, std::get<RunNow>(operation.run), on_commit);
    check_reads(service, operation, names);
    if (result.has_error()) return to_service_error(service, std::move(result).error());
    check_reply(call, service, operation, result);
    return result;
  } catch (...) {
    return to_service_error(service, thrown_error(call.env, operation, call.request_id));
  }
}

Task<ApiResult<Reply>> OperationRunner::run_waiting(Call& call, const Service& service,
                                                    const Operation& operation, CommitHook on_commit) const {
  const PendingCommitHook pending{call, std::move(on_commit)};
  try {
    if (auto admitted = admit(call, service, operation); admitted.has_error()) {
      co_return to_service_error(service, std::move(admitted).error());
    }
    const auto names = record_reads(call);
    auto task = std::get<RunWaiting>(operation.run)(call);
    auto result = co_await std::move(task);
    check_reads(service, operation, names);
    if (result.has_error()) co_return to_service_error(service, std::move(result).error());
    check_reply(call, service, operation, result);
    co_return result;
  } catch (...) {
    co_return to_service_error(service, thrown_error(call.env, operation, call.request_id));
  }
}

/// The faults, then the operation in whichever way it runs.
Task<ApiResult<Reply>> OperationRunner::run(Call& call, const Service& service, const Operation& operation,
                                            FaultEffect effect, CommitHook on_commit) const {
  if (effect.delay.count() > 0) co_await sleep_for(call.env.scheduler, effect.delay);
  if (effect.error) co_return *effect.error;
  if (std::holds_alternative<RunNow>(operation.run))
    co_return run_immediate(call, service, operation, on_commit);
  auto task = run_waiting(call, service, operation, std::move(on_commit));
  co_return co_await std::move(task);
}

}  // namespace eni::sandbox
