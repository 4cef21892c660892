#include "sandbox/gateway/commit_hook.h"

namespace eni::sandbox {
namespace {

struct PendingCommitHooks final : Component {
  std::shared_ptr<PendingCommitHook::Hooks> all = std::make_shared<PendingCommitHook::Hooks>();
};

}  // namespace

void prepare_commit_hooks(Environment& env) {
  env.components.emplace(std::type_index(typeid(PendingCommitHooks)), std::make_unique<PendingCommitHooks>());
}

PendingCommitHook::PendingCommitHook(const Call& call, CommitHook on_commit)
    : hooks_{call.env.component<PendingCommitHooks>().all}, request_id_{call.request_id} {
  if (on_commit) hooks_->emplace(request_id_, std::move(on_commit));
}

PendingCommitHook::~PendingCommitHook() { hooks_->erase(request_id_); }

void run_commit_hook(const Call& call, const Reply& reply) {
  const PendingCommitHook::Hooks& hooks = *call.env.component<PendingCommitHooks>().all;
  const auto found = hooks.find(call.request_id);
  if (found != hooks.end()) found->second(reply);
}

}  // namespace eni::sandbox
