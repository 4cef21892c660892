#pragma once
/// What authorization asks IAM about Parameter Store's calls.
/// Source: Service Authorization Reference, "AWS Systems Manager".
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::ssm_service {

Access name_access(const Call& call);      ///< parameter/NAME
Access new_access(const Call& call);       ///< the same with ssm:Overwrite
Access names_access(const Call& call);     ///< each of Names
Access path_access(const Call& call);      ///< parameter/PATH, with ssm:Recursive
Access resource_access(const Call& call);  ///< parameter/ResourceId
Access all_access(const Call& call);       ///< arn:…:ssm:REGION:ACCOUNT:*

}  // namespace eni::sandbox::ssm_service
