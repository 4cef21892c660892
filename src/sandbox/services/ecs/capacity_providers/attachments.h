#pragma once
/// What ECS makes on the Auto Scaling groups of a cluster's capacity providers: which there are to be, and how replies show them.
/// Source: Amazon ECS API Reference, Cluster; outputs of the AWS CLI that users published.
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ecs_capacity_provider_repository.h"
#include "sandbox/store/ecs_cluster_repository.h"

namespace eni::sandbox::ecs_service {

inline constexpr std::string_view kScalingPolicy = "as_policy";
inline constexpr std::string_view kDrainingHook = "managed_draining";
inline constexpr std::string_view kDrainingHookName = "ecs-managed-draining-termination-hook";

/// Enters which attachments the cluster is to have: those of its providers are to be made, all others to be deleted.
void settle_attachments(Environment& env, const EcsCluster& cluster);
/// The same for one provider, whose settings have changed: what stays gets its new values.
void renew_attachments(Environment& env, const EcsCluster& cluster, const EcsCapacityProvider& provider);

/// The status of a cluster as callers see it: one that was created with capacity providers is PROVISIONING until all is made that
/// they need, and FAILED for good if it cannot be made.
/// Source: Amazon ECS API Reference, Cluster; aws/containers-roadmap#631.
std::string_view shown_status(Store& store, const EcsCluster& cluster);
/// Notes that the cluster is being created with capacity providers, in its document.
void begin_provisioning(EcsCluster& cluster);
/// It has been, or is to have others: a failure is one of its attachments, and no longer the cluster's.
void end_provisioning(EcsCluster& cluster);

/// Whether some are being made or deleted.
bool is_busy(Store& store, const EcsCluster& cluster);

/// Adds `attachments` and `attachmentsStatus`.
void add_attachments(Store& store, const EcsCluster& cluster, json::object& value);

}  // namespace eni::sandbox::ecs_service
