#pragma once
/// What GetTemplateSummary and ValidateTemplate say of a template, and which capabilities it needs.
#include <string>
#include <vector>

#include "template/template.h"

namespace eni::tmpl {

/// Capabilities that must be acknowledged, and the reason in AWS's words.
struct RequiredCapabilities {
  std::vector<std::string> capabilities =
      {};                   ///< "CAPABILITY_IAM" or "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"
  std::string reason = {};  ///< "The following resource(s) require capabilities: [AWS::IAM::Role]"
};

/// Source: CreateStack's `Capabilities`. Nested stacks are not looked into; AWS::CloudFormation::Stack needs
/// none itself.
RequiredCapabilities required_capabilities(const Template& tmpl);

/// @return  the message of InsufficientCapabilitiesException, "Requires capabilities : [CAPABILITY_IAM]", or
/// empty if
///          `given` is enough. CAPABILITY_NAMED_IAM includes CAPABILITY_IAM.
std::string missing_capabilities(const Template& tmpl, const std::vector<std::string>& given);

struct TemplateSummary {
  std::string version = {};
  std::string description = {};
  std::string metadata = {};                     ///< JSON text, or empty
  std::vector<std::string> resource_types = {};  ///< each once, in order of first use
  std::vector<Parameter> parameters = {};
  std::vector<std::string> declared_transforms = {};
  RequiredCapabilities capabilities = {};
};

TemplateSummary summarize(const Template& tmpl);

}  // namespace eni::tmpl
