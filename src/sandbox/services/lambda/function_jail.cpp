#include "sandbox/services/lambda/function_jail.h"

#include <fstream>
#include <iterator>

#include "base/text.h"
#include "net/http.h"

namespace eni::sandbox::lambda_service {
namespace {

/// Lambda's user sbx_user1051.
constexpr std::uint32_t kLambdaUser = 993;
/// Lambda's limits of one execution environment. Source: Lambda developer guide, "Lambda quotas".
constexpr std::uint16_t kHttps = 443;
/// Where the sandbox itself has Lambda's own port.
constexpr std::uint16_t kOtherRuntimePort = 9002;
constexpr std::uint64_t kProcesses = 1024;
constexpr std::uint64_t kOpenFiles = 1024;
constexpr std::uint64_t kRootBytes = 16ULL << 20;
constexpr std::uint64_t kDefaultScratchMib = 512;

std::string text_of_file(const char* path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

bool is_loopback(std::string_view host) {
  return host.starts_with("127.") || host == "localhost" || host == "0.0.0.0" || host == "::1";
}

/// Name servers on the machine's own loopback (systemd-resolved) are reached as the others are.
void add_names(isolation::Layout& layout) {
  const std::string resolver = text_of_file("/etc/resolv.conf");
  for (const std::string& line : split(resolver, '\n')) {
    const auto words = split(trim(line), ' ');
    if (words.size() >= 2 && words[0] == "nameserver") layout.reached_on_machine.push_back({words[1], 53});
  }
  layout.files.push_back({"/etc/resolv.conf", resolver});
  layout.files.push_back({"/etc/hosts", "127.0.0.1 localhost\n::1 ip6-localhost\n"});
  layout.files.push_back({"/etc/passwd",
                          "root:x:0:0:root:/root:/bin/bash\nsbx_user1051:x:993:990::/home/sbx_user1051:"
                          "/sbin/nologin\n"});
  layout.files.push_back({"/etc/group", "root:x:0:\nsbx_user1051:x:990:\n"});
}

/// A program outside /usr is shown where Lambda has its languages; what lies beside it is not.
void add_program(FunctionJail& jail) {
  std::string& program = jail.launch.argv[0];
  if (program.starts_with("/usr/") || program.starts_with("/bin/")) return;
  const std::string target = "/var/lang/bin/" + program.substr(program.rfind('/') + 1);
  jail.layout.mounts.push_back({program, target});
  program = target;
}

/// The same path below the jail's folder.
std::string moved(const std::string& path, const std::string& from, std::string_view to) {
  return path.starts_with(from) ? std::string(to) + path.substr(from.size()) : path;
}

std::uint64_t scratch_mib(const LambdaFunction& function) {
  const json::value* storage = function.configuration.if_contains("EphemeralStorage");
  const json::value* size = storage ? find(*storage, "Size") : nullptr;
  return size && size->is_int64() ? static_cast<std::uint64_t>(size->get_int64()) : kDefaultScratchMib;
}

void add_listeners(FunctionJail& jail, std::string_view endpoint_url) {
  auto& listeners = jail.layout.listeners;
  const auto url = net::Url::parse(endpoint_url);
  const bool is_inside = url && is_loopback(url->host);
  const auto port = static_cast<std::uint16_t>(url ? parse_integer(url->port).value_or(80) : 80);
  listeners.push_back(
      {"127.0.0.1", is_inside && port == kJailRuntimePort ? kOtherRuntimePort : kJailRuntimePort});
  if (!is_inside || port != kHttps) {
    jail.tls_listener = listeners.size();
    listeners.push_back({"127.0.0.1", kHttps});
  }
  if (!is_inside) return;
  jail.sandbox_listener = listeners.size();
  const std::string host = url->host == "localhost" ? "127.0.0.1" : url->host;
  listeners.push_back({host, port});
}

}  // namespace

FunctionJail function_jail(const LambdaFunction& function, const Launch& machine,
                           const std::string& task_root, std::string_view endpoint_url) {
  FunctionJail jail;
  jail.launch = machine;
  isolation::Layout& layout = jail.layout;
  layout = isolation::machine_programs();
  layout.user = kLambdaUser;
  layout.mounts.push_back({task_root, std::string(kJailTaskRoot)});
  layout.folders.push_back("/opt/lib");
  layout.folders.push_back("/home/sbx_user1051");
  // A function of the provided family is its own runtime.
  if (machine.runtime_directory != task_root) {
    layout.mounts.push_back({machine.runtime_directory, std::string(kJailRuntimes)});
    // Both require() and import look for node_modules in the folders above the code.
    layout.links.push_back({"/var/node_modules", std::string(kJailRuntimes) + "/node_modules"});
  }
  for (std::string& word : jail.launch.argv) {
    word = moved(word, task_root, kJailTaskRoot);
    if (machine.runtime_directory != task_root) word = moved(word, machine.runtime_directory, kJailRuntimes);
  }
  jail.launch.runtime_directory =
      std::string(machine.runtime_directory == task_root ? kJailTaskRoot : kJailRuntimes);
  if (!jail.launch.argv[0].starts_with("/var/")) add_program(jail);
  add_names(layout);
  add_listeners(jail, endpoint_url);
  layout.egress = isolation::Layout::Egress::kBrokered;
  layout.limits.memory_mib = static_cast<std::uint64_t>(function.integer("MemorySize"));
  layout.limits.processes = kProcesses;
  layout.limits.open_files = kOpenFiles;
  layout.limits.writable_bytes = kRootBytes;
  layout.limits.tmp_bytes = scratch_mib(function) << 20;
  return jail;
}

}  // namespace eni::sandbox::lambda_service
