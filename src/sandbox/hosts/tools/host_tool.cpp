#include "sandbox/hosts/tools/host_tool.h"

#include <algorithm>

#include "sandbox/hosts/tools/aws.h"
#include "sandbox/hosts/tools/cfn_init.h"
#include "sandbox/hosts/tools/cfn_signal.h"
#include "sandbox/hosts/tools/cloud_init.h"
#include "sandbox/hosts/tools/ec2_metadata.h"
#include "sandbox/hosts/tools/machine_commands.h"
#include "sandbox/hosts/tools/packages.h"
#include "sandbox/hosts/tools/systemctl.h"

namespace eni::sandbox::hosts::tools {
namespace {

bool is_linux(const Machine& machine) { return machine.image->os_family == machine_images::OsFamily::kLinux; }
bool is_amazon_linux(const Machine& machine) { return machine.image->os.starts_with("Amazon Linux"); }
bool is_amazon_linux_2(const Machine& machine) { return machine.image->os == "Amazon Linux 2"; }
bool is_amazon_linux_2023(const Machine& machine) { return machine.image->os == "Amazon Linux 2023"; }
bool is_ubuntu(const Machine& machine) { return machine.image->os.starts_with("Ubuntu"); }

constexpr std::string_view kAws[] = {"/usr/bin/aws", "/usr/local/bin/aws"};
constexpr std::string_view kEc2Metadata[] = {"/usr/bin/ec2-metadata", "/opt/aws/bin/ec2-metadata"};
constexpr std::string_view kSystemctl[] = {"/usr/bin/systemctl", "/bin/systemctl"};
constexpr std::string_view kService[] = {"/usr/sbin/service", "/sbin/service"};
constexpr std::string_view kYum[] = {"/usr/bin/yum"};
constexpr std::string_view kDnf[] = {"/usr/bin/dnf"};
constexpr std::string_view kExtras[] = {"/usr/bin/amazon-linux-extras"};
constexpr std::string_view kRpm[] = {"/usr/bin/rpm", "/bin/rpm"};
constexpr std::string_view kAptGet[] = {"/usr/bin/apt-get", "/usr/bin/apt"};
constexpr std::string_view kCfnInit[] = {"/opt/aws/bin/cfn-init", "/usr/bin/cfn-init"};
constexpr std::string_view kCfnSignal[] = {"/opt/aws/bin/cfn-signal", "/usr/bin/cfn-signal"};
constexpr std::string_view kCfnGetMetadata[] = {"/opt/aws/bin/cfn-get-metadata", "/usr/bin/cfn-get-metadata"};
constexpr std::string_view kCfnHup[] = {"/opt/aws/bin/cfn-hup", "/usr/bin/cfn-hup"};
constexpr std::string_view kCloudInit[] = {"/usr/bin/cloud-init"};
constexpr std::string_view kDocker[] = {"/usr/bin/docker"};
constexpr std::string_view kSleep[] = {"/usr/bin/sleep", "/bin/sleep"};
constexpr std::string_view kHostname[] = {"/usr/bin/hostname", "/bin/hostname"};
constexpr std::string_view kHostnamectl[] = {"/usr/bin/hostnamectl"};
constexpr std::string_view kShutdown[] = {"/usr/sbin/shutdown", "/usr/sbin/reboot", "/usr/sbin/poweroff",
                                          "/usr/sbin/halt",     "/sbin/shutdown",   "/sbin/reboot",
                                          "/sbin/poweroff",     "/sbin/halt"};
constexpr std::string_view kLogger[] = {"/usr/bin/logger"};

/// Upstart's `start ecs` is of Amazon Linux 1, which the sandbox does not offer: elsewhere there is no such command.
constexpr HostTool kTools[] = {
    {kAws, run_aws, is_amazon_linux},
    {kEc2Metadata, run_ec2_metadata, is_amazon_linux},
    {kSystemctl, run_systemctl, is_linux},
    {kService, run_service, is_linux},
    {kYum, run_yum, is_amazon_linux},
    {kDnf, run_yum, is_amazon_linux_2023},
    {kExtras, run_amazon_linux_extras, is_amazon_linux_2},
    {kRpm, run_rpm, is_amazon_linux},
    {kAptGet, run_apt_get, is_ubuntu},
    {kCfnInit, run_cfn_init, is_amazon_linux},
    {kCfnSignal, run_cfn_signal, is_amazon_linux},
    {kCfnGetMetadata, run_cfn_get_metadata, is_amazon_linux},
    {kCfnHup, run_cfn_hup, is_amazon_linux},
    {kCloudInit, run_cloud_init, is_linux},
    {kDocker, run_docker, is_linux},
    {kSleep, run_sleep, is_linux},
    {kHostname, run_hostname, is_linux},
    {kHostnamectl, run_hostnamectl, is_linux},
    {kShutdown, run_shutdown, is_linux},
    {kLogger, run_logger, is_linux},
};

std::string_view name_in(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

std::span<const HostTool> host_tools() { return kTools; }

const HostTool* find_tool(std::string_view path_or_name) {
  const bool is_path = path_or_name.find('/') != std::string_view::npos;
  for (const HostTool& tool : kTools) {
    const bool found = std::any_of(tool.paths.begin(), tool.paths.end(), [&](std::string_view path) {
      return is_path ? path == path_or_name : name_in(path) == path_or_name;
    });
    if (found) return &tool;
  }
  return nullptr;
}

}  // namespace eni::sandbox::hosts::tools
