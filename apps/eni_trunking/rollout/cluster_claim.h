#pragma once
/// A run's claim to be the only one that rolls a cluster (diagnosis/rollout/claim.h), at AWS.
#include "base/random.h"
#include "base/waiter.h"
#include "client/aws_client.h"
#include "diagnosis/rollout/claim.h"

namespace eni::command {

class ClusterClaim {
 public:
  /// @param client, waiter  outlive this
  ClusterClaim(client::AwsClient& client, Waiter& waiter, Random& random, std::string cluster_arn);

  /// Takes it.
  /// @error  another run holds it; the cluster's tags may not be read, or written
  client::CallResult<void> take();
  /// Another run holds it: an error that says so.
  client::CallResult<void> check_is_free();
  /// Renews it once it is time for that.
  /// @error  another run has taken it: this one was silent for too long
  client::CallResult<void> keep();
  /// The same, and looks whether it is still this run's in any case: before something is changed.
  client::CallResult<void> confirm();
  /// Best effort: its time is up some minutes later anyway.
  void give_back();
  /// Best effort: takes away what a run that was killed has left, so that a cluster with nothing to replace has no note of any.
  void clear_void();

 private:
  client::CallResult<std::optional<diagnosis::RolloutClaim>> read();
  client::CallResult<void> write();
  void remove();
  bool is_old() const { return waiter_->now() - written_at_ >= diagnosis::kClaimIsRenewedAfter; }

  client::AwsClient* client_;
  Waiter* waiter_;
  std::string cluster_arn_;
  diagnosis::RolloutClaim claim_;
  TimePoint written_at_{};
  bool is_taken_ = false;
};

}  // namespace eni::command
