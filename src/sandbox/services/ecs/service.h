#pragma once
/// Amazon Elastic Container Service.
///
/// One folder an area, each with its rows in operations.cpp: settings, clusters, and so on. What areas share lies here.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ecs_service {

extern const Service kService;

/// The rows of the areas, listed in operations.cpp.
extern const std::span<const Operation> kSettingsOperations;

}  // namespace eni::sandbox::ecs_service
