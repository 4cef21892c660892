#pragma once
/// Commit hooks of calls within the sandbox (Gateway::call). Operations that wait commit on their own, so they run them themselves.
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "sandbox/gateway/call.h"

namespace eni::sandbox {

/// What a caller within the sandbox writes into the state together with what the operation that it calls has written: both are
/// there, or neither.
using CommitHook = std::function<void(const Reply&)>;

/// The hook of a call, for as long as its operation runs.
class PendingCommitHook {
 public:
  using Hooks = std::unordered_map<std::string, CommitHook>;

  PendingCommitHook(const Call& call, CommitHook on_commit);
  PendingCommitHook(const PendingCommitHook&) = delete;
  PendingCommitHook& operator=(const PendingCommitHook&) = delete;
  ~PendingCommitHook();

 private:
  std::shared_ptr<Hooks> hooks_;  ///< of all calls, by request id
  std::string request_id_;
};

/// In the transaction in which an operation that waits writes what it makes: runs the call's hook, if it has one. What that throws is to
/// undo the transaction. Should the operation fail afterwards, it undoes what it has made; whose hook it was copes with that.
void run_commit_hook(const Call& call, const Reply& reply);

/// Makes the place where hooks are. Once, before any call.
void prepare_commit_hooks(Environment& env);

}  // namespace eni::sandbox
