#pragma once
/// Amazon Elastic Container Service.
///
/// One folder an area, each with its rows in operations.cpp: clusters, settings, and so on. What areas share lies here.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ecs_service {

extern const Service kService;

/// The rows of the areas, listed in operations.cpp.
extern const std::span<const Operation> kCapacityProviderOperations;
extern const std::span<const Operation> kClusterOperations;
extern const std::span<const Operation> kContainerInstanceOperations;
extern const std::span<const Operation> kServiceOperations;
extern const std::span<const Operation> kSettingsOperations;
extern const std::span<const Operation> kTagOperations;
extern const std::span<const Operation> kTaskDefinitionOperations;
extern const std::span<const Operation> kTaskOperations;

}  // namespace eni::sandbox::ecs_service
