#include "sandbox/services/lambda/function_jail.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "base/text.h"

namespace eni::sandbox::lambda_service {
namespace {

namespace fs = std::filesystem;

/// Lambda's user sbx_user1051.
constexpr std::uint32_t kLambdaUser = 993;
/// Lambda's limits of one execution environment. Source: Lambda developer guide, "Lambda quotas".
constexpr std::uint16_t kHttps = 443;
/// Where the sandbox itself has Lambda's own port.
constexpr std::uint16_t kOtherRuntimePort = 9002;
constexpr std::uint64_t kProcesses = 1024;
constexpr std::uint64_t kOpenFiles = 1024;
constexpr std::uint64_t kRootBytes = 16ULL << 20;
constexpr std::int64_t kDefaultScratchMib = 512;

std::string text_of_file(const char* path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void add_names(isolation::Layout& layout) {
  const std::string resolver = text_of_file("/etc/resolv.conf");
  for (const std::string& line : split(resolver, '\n')) {
    std::istringstream words{line};  // between blanks and tabs, as many as there are
    std::string keyword;
    std::string server;
    if (words >> keyword >> server && keyword == "nameserver") layout.name_servers.push_back(server);
  }
  layout.files.push_back({"/etc/resolv.conf", resolver});
  layout.files.push_back({"/etc/hosts", "127.0.0.1 localhost\n::1 ip6-localhost\n"});
  layout.files.push_back({"/etc/passwd",
                          "root:x:0:0:root:/root:/bin/bash\nsbx_user1051:x:993:990::/home/sbx_user1051:"
                          "/sbin/nologin\n"});
  layout.files.push_back({"/etc/group", "root:x:0:\nsbx_user1051:x:990:\n"});
}

bool is_script(const fs::path& path) {
  std::ifstream file{path};
  return file.get() == '#' && file.get() == '!';
}

/// Whether the folder holds more than an installed language: a user's home, or what homes lie in.
bool holds_home(const fs::path& folder) {
  const char* variable = std::getenv("HOME");
  const std::string home = std::string(variable ? variable : "") + "/";
  return folder == folder.root_path() || home.starts_with(folder.string() + "/");
}

/// Where a jail shows it: at the machine's own path, since programs know where they were installed. /tmp is the function's.
std::string shown_at(const fs::path& path, const fs::path& prefix) {
  if (!path.string().starts_with("/tmp/")) return path;
  return "/var/lang/" + path.lexically_relative(prefix).string();
}

/// A language outside /usr (nvm, pyenv): its program and its libraries; nothing else that lies beside them.
Result<void> add_program(FunctionJail& jail) {
  std::string& program = jail.launch.argv[0];
  if (program.starts_with("/usr/") || program.starts_with("/bin/")) return {};
  std::error_code error;
  const fs::path real = fs::canonical(program, error);
  if (error) return Error{program + ": " + error.message(), ""};
  if (is_script(real)) {
    return Error{program + " is a script that starts another program, which a jail does not show",
                 "put the folder of the program itself first in PATH: that of \"nvm which current\" or "
                 "\"pyenv which python3\""};
  }
  const fs::path prefix = real.parent_path().parent_path();
  program = real.string().starts_with("/usr/") ? real.string() : shown_at(real, prefix);
  if (real.string().starts_with("/usr/")) return {};
  jail.layout.mounts.push_back({real, program});
  if (real.parent_path().filename() != "bin" || holds_home(prefix)) return {};
  for (const char* folder : {"lib", "lib64"})
    if (fs::is_directory(prefix / folder, error))
      jail.layout.mounts.push_back({prefix / folder, shown_at(prefix / folder, prefix)});
  return {};
}

/// The same path below the jail's folder.
std::string moved(const std::string& path, const std::string& from, std::string_view to) {
  return path.starts_with(from) ? std::string(to) + path.substr(from.size()) : path;
}

std::uint64_t scratch_mib(const LambdaFunction& function) {
  return static_cast<std::uint64_t>(
      integer_at(object_at(function.configuration, "EphemeralStorage"), "Size", kDefaultScratchMib));
}

void add_listeners(FunctionJail& jail, std::string_view endpoint_url) {
  auto& listeners = jail.layout.listeners;
  auto sandbox = isolation::loopback_listener(endpoint_url);
  const bool is_taken = sandbox && sandbox->port == kJailRuntimePort;
  listeners.push_back({"127.0.0.1", is_taken ? kOtherRuntimePort : kJailRuntimePort});
  if (!sandbox || sandbox->port != kHttps) {
    jail.tls_listener = listeners.size();
    listeners.push_back({"127.0.0.1", kHttps});
  }
  if (!sandbox) return;
  jail.sandbox_listener = listeners.size();
  listeners.push_back(*std::move(sandbox));
}

}  // namespace

Result<FunctionJail> function_jail(const LambdaFunction& function, const Launch& machine,
                                   const std::string& task_root, const std::string& layers_root,
                                   std::string_view endpoint_url) {
  FunctionJail jail;
  jail.launch = machine;
  isolation::Layout& layout = jail.layout;
  layout = isolation::machine_programs();
  layout.user = kLambdaUser;
  layout.mounts.push_back({task_root, std::string(kJailTaskRoot)});
  layout.mounts.push_back({layers_root, std::string(kJailLayers)});
  layout.folders.push_back("/home/sbx_user1051");
  // A function of the provided family is its own runtime.
  if (machine.runtime_directory != task_root) {
    layout.mounts.push_back({machine.runtime_directory, std::string(kJailRuntimes)});
    // Both require() and import look for node_modules in the folders above the code.
    layout.links.push_back({"/var/node_modules", std::string(kJailRuntimes) + "/node_modules"});
  }
  for (std::string& word : jail.launch.argv) {
    word = moved(word, task_root, kJailTaskRoot);
    word = moved(word, layers_root, kJailLayers);
    if (machine.runtime_directory != task_root) word = moved(word, machine.runtime_directory, kJailRuntimes);
  }
  jail.launch.runtime_directory =
      std::string(machine.runtime_directory == task_root ? kJailTaskRoot : kJailRuntimes);
  const std::string& program = jail.launch.argv[0];
  if (!program.starts_with("/var/") && !program.starts_with("/opt/")) ENI_CHECK(add_program(jail));
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
