#pragma once
/// From a call to its operation's reply: check -> authorize -> run, for calls from outside and from inside. Errors are in the service's words.
#include <memory>
#include <set>
#include <string>

#include "sandbox/gateway/commit_hook.h"
#include "sandbox/gateway/fault.h"
#include "sandbox/gateway/input_check.h"
#include "sandbox/gateway/operation.h"

namespace eni::sandbox {

class OperationRunner {
 public:
  /// An operation that runs in one transaction (RunNow). @throws  as thrown_error() (thrown_error.h)
  ApiResult<Reply> run_immediate(Call& call, const Service& service, const Operation& operation,
                                 const CommitHook& on_commit) const;
  /// The fault, then the operation in whichever way it runs. @param call  outlives the task. @throws  the same
  Task<ApiResult<Reply>> run(Call& call, const Service& service, const Operation& operation,
                             FaultEffect effect, CommitHook on_commit) const;

 private:
  ApiResult<void> admit(Call& call, const Service& service, const Operation& operation) const;
  void check_reads(const Service& service, const Operation& operation,
                   const std::shared_ptr<std::set<std::string>>& names) const;
  Task<ApiResult<Reply>> run_waiting(Call& call, const Service& service, const Operation& operation,
                                     CommitHook on_commit) const;

  mutable InputCheck input_check_;  ///< a cache
};

}  // namespace eni::sandbox
