#include "sandbox/services/secretsmanager/operations.h"
#include "sandbox/services/secretsmanager/secret_reference.h"
#include "sandbox/services/secretsmanager/secret_value.h"
#include "sandbox/services/secretsmanager/staging_labels.h"

namespace eni::sandbox::secrets_manager {
namespace {

/// A label's way: from the version that has it, if any has, to another, if to any.
struct Move {
  std::string label;
  std::string from;  ///< "" if the call names none
  std::string to;    ///< "" if the label is only removed
};

ApiResult<void> check_ids(const Move& move, const std::vector<SecretVersion>& versions) {
  if (move.from.empty() && move.to.empty())  // Assumed wording.
    return invalid_parameter("You must specify RemoveFromVersionId or MoveToVersionId.");
  for (const std::string* id : {&move.from, &move.to})
    if (!id->empty() && find_version(versions, *id) == nullptr)
      return invalid_parameter("Not a valid version: " + *id);
  return {};
}

ApiResult<void> check_move(const Move& move, const std::vector<SecretVersion>& versions) {
  ENI_CHECK(check_ids(move, versions));
  const SecretVersion* holder = holder_of(versions, move.label);
  const std::string current = holder != nullptr ? holder->version_id : "";
  if (!move.from.empty() && move.from != current)
    return invalid_parameter("Version stage " + move.label + " not found in version " + move.from);
  if (move.from.empty() && !current.empty() && current != move.to)
    return invalid_parameter("The parameter RemoveFromVersionId can't be empty. Staging label " + move.label +
                             " is currently attached to version " + current +
                             ", so you must explicitly reference that version in RemoveFromVersionId.");
  if (move.to.empty() && move.label == kCurrent)
    return invalid_parameter("You can only move staging label " + move.label +
                             " to a different secret version. It can't be completely removed.");
  return {};
}

}  // namespace

ApiResult<Reply> update_secret_version_stage(Call& call) {
  ENI_TRY(Secret secret, find_usable_secret(call));
  const Move move{call.params.text_or("VersionStage", ""), call.params.text_or("RemoveFromVersionId", ""),
                  call.params.text_or("MoveToVersionId", "")};
  const auto before = repository(call).versions(secret.id);
  ENI_CHECK(check_move(move, before));
  auto after = before;
  if (move.to.empty()) {
    detach_label(after, move.label);
  } else {
    attach_label(after, move.to, move.label);
  }
  ENI_CHECK(check_label_count(after));
  save_labels(call, secret, before, after);
  save_changed(call, secret);
  return Reply{named(call, secret)};
}

}  // namespace eni::sandbox::secrets_manager
