#pragma once
/// What IAM is asked about RunInstances: what the launch makes and what it uses, be it named by the call or by its launch template.
/// Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2"; Amazon EC2 User Guide, "Control
/// access to launch templates with IAM permissions".
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ec2_service {

/// The instance, its interfaces and volumes that are to be; image, subnets, security groups, key pair and launch template. What the
/// launch leaves open is what EC2 takes: the default subnet, the VPC's default security group.
Access launch_access(const Call& call);

}  // namespace eni::sandbox::ec2_service
