#pragma once
/// Fn::ForEach of the transform AWS::LanguageExtensions: a loop in the template's text, unrolled before anything else
/// is read. Source: Template Reference, "Fn::ForEach".
#include <map>
#include <string>

#include "template/document.h"

namespace eni::tmpl {

/// Name of a parameter -> its text, for loops over `{Ref: Parameter}`. A missing one is read from its Default; one without a
/// Default stands for a single item, its own name, so that a template can be looked at before it has values.
using LoopValues = std::map<std::string, std::string, std::less<>>;

/// The document with every `Fn::ForEach::Name: [Identifier, Collection, {Key: …}]` of Conditions, Resources and Outputs
/// replaced by what it produces. A collection is a list of texts, a Ref to a list parameter, or a row of Mappings.
///
/// The identifier is put in where AWS does it: `${Identifier}` and `&{Identifier}` (without what is not alphanumeric)
/// in the produced keys, `${Identifier}` in Fn::Sub, and Ref to the identifier. An Fn::Sub without other variables is
/// a plain text afterwards, so that it may name a resource within Ref and Fn::GetAtt.
/// @error  "Transform AWS::LanguageExtensions failed with: Fn::ForEach layout is incorrect" and the like
TemplateResult<Document> unroll_loops(const Document& document, const LoopValues& values);

}  // namespace eni::tmpl
