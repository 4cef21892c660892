#include "diagnosis/checks/checks.h"
#include "diagnosis/reserved_names.h"
#include "diagnosis/shell_commands.h"
#include "diagnosis/stack_resources.h"

namespace eni::diagnosis {

namespace {

/// A provider of the stack whose name ECS refuses: its own, or the one that CloudFormation makes of the stack's name.
const StackResource* refused_provider(const Stack& stack, const std::vector<StackResource>& resources) {
  for (const StackResource& resource : resources) {
    if (resource.type != "AWS::ECS::CapacityProvider") continue;
    const std::string name = text_at(resource.properties, "Name");
    if (has_reserved_start(name.empty() ? stack.name : name)) return &resource;
  }
  return nullptr;
}

}  // namespace

Findings find_provider_name_reserved(const Description& description) {
  Findings findings;
  for (const Stack& stack : description.stacks) {
    if (!stack.has_failed_creation()) continue;
    const std::vector<StackResource> resources = resources_of(description, stack);
    const StackResource* provider = refused_provider(stack, resources);
    if (!provider) continue;
    findings.push_back(
        {"provider-name-reserved",
         Severity::kWarning,
         "",
         stack.name,
         "The stack " + stack.name + " could not be created (" + stack.status + "). Its resource " +
             provider->logical_id +
             " is a capacity provider whose name begins with aws, ecs or "
             "fargate.",
         "ECS keeps such names to itself. Without a Name of its own a capacity provider gets one that begins "
         "with "
         "the stack's. Delete the stack, then create it under another name, or with a Name of the provider.",
         {aws_line(description, {"cloudformation", "delete-stack", "--stack-name", stack.name}),
          aws_line(description,
                   {"cloudformation", "wait", "stack-delete-complete", "--stack-name", stack.name})}});
  }
  return findings;
}

}  // namespace eni::diagnosis
