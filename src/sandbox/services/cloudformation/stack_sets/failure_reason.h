#pragma once
/// Why a stack of a stack set failed, as StackSets tells it.
#include <string>

#include "sandbox/store/cloudformation_records.h"
#include "sandbox/store/store.h"

namespace eni::sandbox::cloudformation {

/// "ResourceLogicalId:Role, ResourceType:AWS::IAM::Role, ResourceStatusReason:….", of the first resource that failed in the
/// operation that `token` began; else the stack's own reason.
std::string failure_reason(Store& store, const StackRecord& stack, const std::string& token);

}  // namespace eni::sandbox::cloudformation
