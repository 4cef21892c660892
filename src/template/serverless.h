#pragma once
/// The transform AWS::Serverless-2016-10-31, as far as it is Functions without events, and Applications by URL, with Globals of
/// functions. Source: AWS SAM specification; the words and shapes are those of AWS's own samtranslator 1.110.
#include <string_view>

#include "template/document.h"

namespace eni::tmpl {

inline constexpr std::string_view kServerless = "AWS::Serverless-2016-10-31";

/// The document with what its resources of the types AWS::Serverless::* stand for, and without Globals.
/// @error  "Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document. Number of
///         errors found: 1. Resource with id [A] is invalid. …"; what the sandbox lacks of the transform is named there
TemplateResult<Document> expand_serverless(const Document& document);

}  // namespace eni::tmpl
