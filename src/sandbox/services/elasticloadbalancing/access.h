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
Access to_set_network(const Call& call);      ///< LoadBalancerArn, with the subnets or groups it is to have
Access to_create_listener(const Call& call);  ///< LoadBalancerArn, with the protocol and security policy
Access to_modify_listener(const Call& call);  ///< ListenerArn, with the same
Access on_rule(const Call& call);             ///< RuleArn
Access on_rules(const Call& call);            ///< RulePriorities[].RuleArn
Access on_tagged(const Call& call);           ///< ResourceArns

}  // namespace eni::sandbox::elb_service
