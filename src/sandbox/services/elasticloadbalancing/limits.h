#pragma once
/// The quotas of an account. Those that operations enforce are named.
/// Source: a reply of DescribeAccountLimits of a fresh account; Application Load Balancers User Guide, "Quotas".
#include <cstdint>

namespace eni::sandbox::elb_service {

inline constexpr std::int64_t kMaxLoadBalancers = 50;  ///< of each type
inline constexpr std::int64_t kMaxListeners = 50;      ///< of a load balancer
inline constexpr std::int64_t kMaxRules = 100;         ///< of a load balancer, without the default ones
inline constexpr std::int64_t kMaxTargetGroups = 3000;
inline constexpr std::int64_t kMaxTargets = 1000;            ///< of a target group
inline constexpr std::int64_t kMaxCertificates = 25;         ///< of a load balancer, without the default ones
inline constexpr std::int64_t kMaxConditionValues = 5;       ///< of a rule
inline constexpr std::int64_t kMaxConditionWildcards = 5;    ///< of a rule
inline constexpr std::int64_t kMaxUsedTargetGroups = 100;    ///< of an application load balancer
inline constexpr std::int64_t kMaxTargetGroupsOfAction = 5;  ///< of an application load balancer
inline constexpr std::int64_t kMaxTargetGroupsOfNetAction = 1;  ///< of a network load balancer

}  // namespace eni::sandbox::elb_service
