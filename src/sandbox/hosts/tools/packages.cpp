#include "sandbox/hosts/tools/packages.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::hosts::tools {
namespace {

constexpr std::size_t kMaxPackages = 5'000;
constexpr std::size_t kLongestName = 256;

/// Packages that bring a unit, which is neither enabled nor started by its installation.
struct PackageContents {
  std::string_view package;
  std::string_view unit;
  bool waits_for_cloud_final;
};

constexpr PackageContents kPackageContents[] = {
    // On the images optimized for ECS it waits (host_services.cpp). Of a plain one there are reports of hosts that join.
    {"ecs-init", "ecs", false},
    {"docker", "docker", false},
    {"docker.io", "docker", false},
    {"docker-ce", "docker", false},
    {"containerd", "containerd", false},
    {"amazon-ssm-agent", "amazon-ssm-agent", false},
    {"amazon-cloudwatch-agent", "amazon-cloudwatch-agent", false},
    {"awslogs", "awslogsd", false},
    {"chrony", "chronyd", false},
    {"amazon-efs-utils", "amazon-efs-mount-watchdog", false},
    {"nfs-utils", "rpcbind", false},
    {"httpd", "httpd", false},
    {"nginx", "nginx", false},
};

/// Whether `name` is a package's with its version, such as "ecs-init-1.2.3" or "amazon-ecs-init-latest.x86_64.rpm".
bool is_file_of(std::string_view name, std::string_view package) {
  constexpr std::string_view kOwner = "amazon-";
  if (!package.starts_with(kOwner) && name.starts_with(kOwner)) name.remove_prefix(kOwner.size());
  if (!name.starts_with(package)) return false;
  const std::string_view rest = name.substr(package.size());
  return rest.starts_with("-latest") ||
         (rest.size() > 1 && rest[0] == '-' && rest[1] >= '0' && rest[1] <= '9');
}

/// The package of "./x.rpm", "https://…/amazon-ecs-init-latest.x86_64.rpm", "ecs-init-1.2.3".
std::string package_of(std::string_view given) {
  std::string name(given.substr(given.rfind('/') == std::string_view::npos ? 0 : given.rfind('/') + 1));
  if (name == "ecs") return "ecs-init";
  for (const PackageContents& row : kPackageContents)
    if (name == row.package || is_file_of(name, row.package)) return std::string(row.package);
  return name;
}

std::vector<std::string> names_after(const std::vector<std::string>& argv, std::size_t at) {
  std::vector<std::string> names;
  for (; at < argv.size(); ++at)
    if (!argv[at].starts_with('-')) names.push_back(argv[at]);
  return names;
}

/// The first word that is no option.
std::size_t verb_at(const std::vector<std::string>& argv) {
  std::size_t at = 1;
  while (at < argv.size() && argv[at].starts_with('-')) ++at;
  return at;
}

bool says_yes(const std::vector<std::string>& argv) {
  return std::any_of(argv.begin(), argv.end(), [](const std::string& word) {
    return word == "--assumeyes" ||
           (word.size() > 1 && word[0] == '-' && word[1] != '-' && word.find('y') != std::string::npos) ||
           word == "-y";
  });
}

void remove_package(HostServices& services, const std::string& given) {
  const std::string name = package_of(given);
  services.packages.erase(name);
  for (const PackageContents& row : kPackageContents)
    if (row.package == name) services.units.erase(std::string(row.unit));
}

void install_all(ToolCall& call, const std::vector<std::string>& names, std::string_view nothing_new) {
  std::string installed;
  for (const std::string& name : names)
    if (install_package(call.services, name)) installed += "  " + package_of(name) + "\n";
  call.out(installed.empty() ? std::string(nothing_new) : "\nInstalled:\n" + installed + "\nComplete!\n");
}

/// Without an answer from a terminal an installation is not confirmed.
int not_confirmed(ToolCall& call) {
  call.out("Is this ok [y/d/N]: \nExiting on user command\n");
  return 1;
}

}  // namespace

bool install_package(HostServices& services, const std::string& given) {
  const std::string name = package_of(given);
  if (services.packages.contains(name)) return false;
  // What a script installs without end is not remembered without end.
  if (services.packages.size() >= kMaxPackages || name.size() > kLongestName) return true;
  services.packages.insert(name);
  for (const PackageContents& row : kPackageContents)
    if (row.package == name)
      services.units.try_emplace(std::string(row.unit),
                                 ServiceUnit{.waits_for_cloud_final = row.waits_for_cloud_final});
  // ecs-init requires Docker.
  if (name == "ecs-init") install_package(services, "docker");
  return true;
}

Task<int> run_yum(ToolCall& call) {
  const std::size_t at = verb_at(call.argv);
  const std::string verb = at < call.argv.size() ? call.argv[at] : "";
  const auto names = names_after(call.argv, at + 1);
  const bool changes = verb == "install" || verb == "localinstall" || verb == "reinstall";
  if (verb == "remove" || verb == "erase") {
    if (!says_yes(call.argv)) co_return not_confirmed(call);
    for (const std::string& name : names) remove_package(call.services, name);
    call.out("Complete!\n");
  } else if (changes) {
    if (names.empty()) {
      call.err("Error: Need to pass a list of pkgs to " + verb + "\n");
      co_return 1;
    }
    const bool any_new = std::any_of(names.begin(), names.end(), [&call](const std::string& name) {
      return !call.services.packages.contains(package_of(name));
    });
    if (any_new && !says_yes(call.argv)) co_return not_confirmed(call);
    install_all(call, names, "Nothing to do\n");
  } else if (verb.empty()) {
    call.err("You need to give some command\n");
    co_return 1;
  } else {
    call.out("Nothing to do\n");
  }
  co_return 0;
}

Task<int> run_amazon_linux_extras(ToolCall& call) {
  const std::size_t at = verb_at(call.argv);
  const std::string verb = at < call.argv.size() ? call.argv[at] : "list";
  const auto names = names_after(call.argv, at + 1);
  if (verb == "install") {
    if (!says_yes(call.argv)) co_return not_confirmed(call);
    install_all(call, names, "Nothing to do\n");
  }
  co_return 0;
}

Task<int> run_rpm(ToolCall& call) {
  std::string flags;
  std::vector<std::string> names;
  for (std::size_t at = 1; at < call.argv.size(); ++at)
    (call.argv[at].starts_with('-') ? flags : names.emplace_back()) += call.argv[at];
  const bool asks = flags.find('q') != std::string::npos;
  int absent = 0;
  for (const std::string& name : names) {
    if (!asks) {
      install_package(call.services, name);
    } else if (call.services.packages.contains(name)) {
      call.out(name + "-1.0-1\n");
    } else {
      call.out("package " + name + " is not installed\n");
      ++absent;
    }
  }
  co_return absent;
}

Task<int> run_apt_get(ToolCall& call) {
  const std::size_t at = verb_at(call.argv);
  const std::string verb = at < call.argv.size() ? call.argv[at] : "";
  call.out("Reading package lists...\n");
  if (verb != "install") co_return 0;
  const auto names = names_after(call.argv, at + 1);
  if (!says_yes(call.argv)) {
    call.out("Do you want to continue? [Y/n] Abort.\n");
    co_return 1;
  }
  for (const std::string& name : names) {
    const std::string package = package_of(name);
    const bool is_new = install_package(call.services, name);
    call.out(is_new ? "Setting up " + package + " ...\n" : package + " is already the newest version.\n");
    // Debian's packages start their services.
    for (const PackageContents& row : kPackageContents)
      if (is_new && row.package == package)
        call.services.units[std::string(row.unit)] = {.is_enabled = true, .is_active = true};
  }
  co_return 0;
}

}  // namespace eni::sandbox::hosts::tools
