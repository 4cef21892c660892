#pragma once
/// Amazon EC2, as far as hosts of ECS and their networks need it.
///
/// One folder an area, each with its rows in operations.cpp: regions, and so on. What areas share lies here: filters, pages,
/// tags, errors.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ec2_service {

extern const Service kService;

/// The rows of the areas, listed in operations.cpp.
extern const std::span<const Operation> kAddressOperations;
extern const std::span<const Operation> kImageOperations;
extern const std::span<const Operation> kInstanceOperations;
extern const std::span<const Operation> kInstanceTypeOperations;
extern const std::span<const Operation> kInterfaceOperations;
extern const std::span<const Operation> kKeyPairOperations;
extern const std::span<const Operation> kLaunchTemplateOperations;
extern const std::span<const Operation> kRegionOperations;
extern const std::span<const Operation> kRoutingOperations;
extern const std::span<const Operation> kSecurityGroupOperations;
extern const std::span<const Operation> kTagOperations;
extern const std::span<const Operation> kVolumeOperations;
extern const std::span<const Operation> kVpcOperations;

}  // namespace eni::sandbox::ec2_service
