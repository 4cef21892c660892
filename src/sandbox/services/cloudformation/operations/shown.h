#pragma once
/// How records look on the wire.
#include "sandbox/store/cloudformation_records.h"

namespace eni::sandbox::cloudformation {

/// As Parameters of DescribeStacks: values of NoEcho parameters are "****".
json::array shown_parameters(const StackDefinition& definition);

/// As an element of DescribeStacks' Stacks.
json::object shown_stack(const StackRecord& stack);
/// As an element of ListStacks' StackSummaries.
json::object shown_stack_summary(const StackRecord& stack);

/// What the three operations on resources show alike: ids, type, status, drift.
json::object shown_resource(const StackRecord& stack, const ResourceRecord& resource);

}  // namespace eni::sandbox::cloudformation
