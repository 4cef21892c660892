#pragma once
/// What a group's settings name in other services, looked up when they are given.
#include "sandbox/gateway/call.h"

namespace eni::sandbox::autoscaling_service {

/// Fills in AvailabilityZones and the subnets (`_subnets`) from VPCZoneIdentifier, or the default subnets of the zones.
/// @param given_zones  AvailabilityZones of the call itself; empty if it does not say
/// @error  ValidationError: no zone at all, a subnet that there is not, zones that are not those of the subnets
Task<ApiResult<json::object>> with_subnets(const Call& call, json::object settings, json::array given_zones);

/// Whether Elastic Load Balancing has these target groups in the group's account and Region.
/// @error  ValidationError: "Provided Target Groups may not be valid. Please ensure they exist and try again."
Task<ApiResult<void>> check_target_groups(const Call& call, json::array arns);

/// Fills in ids and names of launch templates, and checks that the caller may launch from them and pass their role.
/// @error  ValidationError: "Valid requests must contain either launchTemplateId or LaunchTemplateName", "You must use a valid
///         fully-formed launch template. …", "You are not authorized to use launch
///         template: …", "Launch configuration name not found - …"; AccessDenied of iam:PassRole
Task<ApiResult<json::object>> with_launch_source(const Call& call, json::object settings);

}  // namespace eni::sandbox::autoscaling_service
