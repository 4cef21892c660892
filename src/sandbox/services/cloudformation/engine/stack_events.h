#pragma once
/// Events as DescribeStackEvents shows them.
#include <string>

#include "sandbox/services/cloudformation/calls/service_caller.h"
#include "sandbox/store/cloudformation_stacks.h"

namespace eni::sandbox::cloudformation {

/// Of the stack itself, with its status and reason.
void append_stack_event(EngineParts& parts, const StackRecord& stack, const std::string& token);
/// @param properties  JSON text to show
void append_resource_event(EngineParts& parts, const StackRecord& stack, const ResourceRecord& resource,
                           const ResourceState& state, const std::string& properties,
                           const std::string& token);

}  // namespace eni::sandbox::cloudformation
