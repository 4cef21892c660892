#pragma once
/// AWS CloudFormation: stacks, change sets, exports, custom resources.
#include "sandbox/gateway/operation.h"

namespace eni::sandbox::cloudformation {

extern const Service kService;

}  // namespace eni::sandbox::cloudformation
