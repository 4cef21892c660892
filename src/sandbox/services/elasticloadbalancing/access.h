#pragma once
/// What authorization asks IAM about the calls.
/// Source: Service Authorization Reference, "AWS Elastic Load Balancing V2".
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::elb_service {

Access to_create_load_balancer(const Call& call);  ///< loadbalancer/app/NAME/*
Access to_create_target_group(const Call& call);   ///< targetgroup/NAME/*
Access on_load_balancer(const Call& call);         ///< LoadBalancerArn
Access on_target_group(const Call& call);          ///< TargetGroupArn
Access on_listener(const Call& call);              ///< ListenerArn
Access on_rule(const Call& call);                  ///< RuleArn
Access on_rules(const Call& call);                 ///< RulePriorities[].RuleArn
Access on_tagged(const Call& call);                ///< ResourceArns

}  // namespace eni::sandbox::elb_service
