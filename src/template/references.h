#pragma once
/// Checks of what the functions of a template mention, before any value is known.
#include "template/template.h"

namespace eni::tmpl {

/// Every function has the form it needs and stands where it may; parameters, resources, conditions and
/// mappings that are mentioned exist; resources that need each other without any condition form no circle.
/// @error  AWS's wording, with the place of the (first) mention
TemplateResult<void> check_references(const Template& tmpl);

}  // namespace eni::tmpl
