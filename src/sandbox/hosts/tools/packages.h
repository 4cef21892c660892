#pragma once
/// The package managers: yum, dnf, amazon-linux-extras, rpm, apt-get.
///
/// Nothing is unpacked: a package counts as installed, and those that bring a unit bring it into HostServices. So the ECS agent
/// can be installed on a plain Amazon Linux, and a package that is not in the distribution is not told from one that is.
#include "sandbox/hosts/tools/tool_call.h"

namespace eni::sandbox::hosts::tools {

Task<int> run_yum(ToolCall& call);  ///< and dnf
Task<int> run_amazon_linux_extras(ToolCall& call);
Task<int> run_rpm(ToolCall& call);
Task<int> run_apt_get(ToolCall& call);  ///< and apt

/// Installs what a name on a command line stands for. @return  whether it was new
bool install_package(HostServices& services, const std::string& name);

}  // namespace eni::sandbox::hosts::tools
