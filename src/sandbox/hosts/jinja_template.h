#pragma once
/// User data that begins with `## template: jinja`: variables of cloud-init's instance data put in.
/// Source: cloud-init, "Instance metadata", "Using instance-data"; handlers/jinja_template.py, templater.py.
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sandbox/hosts/machine_facts.h"

namespace eni::sandbox::hosts {

/// The text without its first line. Read are `{{ name }}`, with dots and ['…'], and comments.
/// @error  what is not read, with its line: control structures, filters, names of which the sandbox knows no value
Result<std::string> render_jinja(std::string_view text, const MachineFacts& facts);

}  // namespace eni::sandbox::hosts
