#include "sandbox/hosts/shell/host_layout.h"

#include <set>

#include "sandbox/hosts/tools/host_tool.h"

namespace eni::sandbox::hosts {
namespace {

constexpr std::uint64_t kMemoryMib = 512;
constexpr std::uint64_t kProcesses = 256;
constexpr std::uint64_t kWritableBytes = 64ULL << 20;

constexpr std::string_view kMetadataAddress = "169.254.169.254";

struct Release {
  std::string_view os;  ///< as MachineImage::os begins
  std::string_view os_release;
  std::string_view system_release;
};

constexpr Release kReleases[] = {
    {"Amazon Linux 2023",
     "NAME=\"Amazon Linux\"\nVERSION=\"2023\"\nID=\"amzn\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"2023\"\n"
     "PLATFORM_ID=\"platform:al2023\"\nPRETTY_NAME=\"Amazon Linux 2023\"\n",
     "Amazon Linux release 2023 (Amazon Linux)\n"},
    {"Amazon Linux 2",
     "NAME=\"Amazon Linux\"\nVERSION=\"2\"\nID=\"amzn\"\nID_LIKE=\"centos rhel fedora\"\nVERSION_ID=\"2\"\n"
     "PRETTY_NAME=\"Amazon Linux 2\"\n",
     "Amazon Linux release 2 (Karoo)\n"},
    {"Ubuntu",
     "NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"\nPRETTY_NAME=\"Ubuntu 24.04 LTS\"\n",
     ""},
};

bool is_amazon_linux(const Machine& machine) { return machine.image->os.starts_with("Amazon Linux"); }

void add_release(isolation::Layout& layout, const Machine& machine) {
  for (const Release& release : kReleases) {
    if (!machine.image->os.starts_with(release.os)) continue;
    layout.files.push_back({"/etc/os-release", std::string(release.os_release)});
    if (!release.system_release.empty())
      layout.files.push_back({"/etc/system-release", std::string(release.system_release)});
    return;
  }
}

void add_users(isolation::Layout& layout) {
  layout.files.push_back({"/etc/passwd",
                          "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n"
                          "ec2-user:x:1000:1000:EC2 Default User:/home/ec2-user:/bin/bash\n"});
  layout.files.push_back(
      {"/etc/group", "root:x:0:\nwheel:x:10:\nnobody:x:65534:\nec2-user:x:1000:\ndocker:x:992:\n"});
  layout.folders.push_back("/home/ec2-user");
}

void add_names(isolation::Layout& layout, const Machine& machine, const HostNetwork* network) {
  const std::string name = machine.private_dns_name.empty() ? "localhost" : machine.private_dns_name;
  layout.host_name = name;
  layout.files.push_back({"/etc/hostname", name + "\n"});
  layout.files.push_back({"/etc/hosts", "127.0.0.1 localhost localhost.localdomain\n::1 localhost6\n" +
                                            machine.private_ip + " " + name + "\n"});
  const std::string search = network ? "search " + network->search_domain + "\n" : "";
  layout.files.push_back(
      {"/etc/resolv.conf", search + "nameserver " + (network ? network->name_server : "127.0.0.1") + "\n"});
}

/// On Amazon Linux /bin/sh is bash.
void add_shell(isolation::Layout& layout, const Machine& machine) {
  if (is_amazon_linux(machine)) layout.covers.push_back({"/usr/bin/sh", "/usr/bin/bash"});
}

/// /bin and /sbin are links into /usr.
std::string real_path(std::string_view path) {
  const bool is_link = path.starts_with("/bin/") || path.starts_with("/sbin/");
  return (is_link ? "/usr" : "") + std::string(path);
}

void add_tools(isolation::Layout& layout, const Machine& machine) {
  std::set<std::string> paths;
  for (const tools::HostTool& tool : tools::host_tools()) {
    if (!tool.is_on(machine)) continue;
    for (const std::string_view path : tool.paths) paths.insert(real_path(path));
  }
  layout.tools.assign(paths.begin(), paths.end());
  layout.tools.emplace_back(kUnknownCommandTool);
}

void add_listeners(HostLayout& host, std::string_view endpoint_url) {
  auto& listeners = host.layout.listeners;
  host.layout.addresses.emplace_back(kMetadataAddress);
  host.metadata_listener = listeners.size();
  listeners.push_back({std::string(kMetadataAddress), 80});
  if (auto sandbox = isolation::loopback_listener(endpoint_url)) {
    host.sandbox_listener = listeners.size();
    listeners.push_back(*std::move(sandbox));
  }
}

}  // namespace

HostLayout host_layout(const Machine& machine, const std::string& settings, std::string_view endpoint_url,
                       const HostNetwork* network) {
  HostLayout host;
  isolation::Layout& layout = host.layout;
  layout = isolation::machine_programs();
  layout.root = isolation::Layout::Root::kWritable;
  for (const char* folder : {"/var/lib/cloud/instance/scripts", "/var/lib/ecs", "/opt/aws/bin", "/data"})
    layout.folders.emplace_back(folder);
  if (machine.has_agent()) layout.folders.emplace_back("/etc/ecs");
  if (!settings.empty()) layout.files.push_back({"/etc/ecs/ecs.config", settings});
  add_release(layout, machine);
  add_users(layout);
  add_names(layout, machine, network);
  add_shell(layout, machine);
  add_tools(layout, machine);
  if (network)
    layout.network = network->network.get();
  else
    add_listeners(host, endpoint_url);
  layout.limits.memory_mib = kMemoryMib;
  layout.limits.processes = kProcesses;
  layout.limits.writable_bytes = kWritableBytes;
  layout.limits.tmp_bytes = kWritableBytes;
  return host;
}

std::map<std::string, std::string> script_environment(std::string_view endpoint_url) {
  return {
      {"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
      {"LANG", "C.UTF-8"},
      // Clients that read it find the sandbox; a host of AWS needs none.
      {"AWS_ENDPOINT_URL", std::string(endpoint_url)},
      {"BASH_FUNC_command_not_found_handle%%", "() { " + std::string(kUnknownCommandTool) + " \"$@\"; }"}};
}

}  // namespace eni::sandbox::hosts
