#include "sandbox/services/iam/publish.h"

#include "sandbox/store/iam_snapshot.h"

namespace eni::sandbox::iam_service {
namespace {

Propagation propagation(const Call& call) { return {call.now(), call.env.settings.iam_propagation}; }

}  // namespace

void identity_changed(const Call& call, const IamIdentity& identity) {
  publish_identity(call.env.store, identity, propagation(call));
}

void identity_removed(const Call& call, std::string_view arn) {
  publish_removal(call.env.store, arn, propagation(call));
}

void policy_changed(const Call& call, std::string_view policy_arn) {
  publish_policy(call.env.store, policy_arn, propagation(call));
}

}  // namespace eni::sandbox::iam_service
