#pragma once
/// A rule as replies show it.
#include "sandbox/services/elasticloadbalancing/input.h"

namespace eni::sandbox::elb_service {

json::object rule_value(const ElbRule& rule);
/// {"Rules": [it]}
Reply reply_with(const ElbRule& rule);
/// …:listener/app/NAME/ID/ID to …:listener-rule/app/NAME/ID/ID/ID.
std::string new_rule_arn(const ElbListener& listener, Random& random);

}  // namespace eni::sandbox::elb_service
