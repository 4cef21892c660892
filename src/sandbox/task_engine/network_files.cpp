#include "sandbox/task_engine/network_files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/text.h"
#include "net/descriptor.h"

namespace eni::sandbox::task_engine {

namespace {

constexpr const char* kNames[] = {"hosts", "hostname", "resolv.conf"};

Error cannot_write(const std::string& path) {
  return {"cannot write " + path + ": " + std::strerror(errno), ""};
}

Result<void> write_file(world::World& world, const std::string& path, const std::string& text) {
  constexpr mode_t kForAll = S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH;
  const net::Descriptor file{
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kForAll)};
  if (!file || fchmod(file.get(), kForAll) != 0) return cannot_write(path);
  if (write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    return cannot_write(path);
  return world.give(path);
}

}  // namespace

std::string hosts_file(const NetworkNames& names) {
  std::string out = "127.0.0.1 localhost\n";
  if (names.address) out += vpc::to_text(*names.address) + " " + names.host_name + "\n";
  for (const HostEntry& entry : names.extra_hosts) out += entry.address + " " + entry.host_name + "\n";
  return out;
}

std::string resolver_file(const NetworkNames& names) {
  std::string out;
  if (!names.search_domains.empty()) out += "search " + join(names.search_domains, " ") + "\n";
  for (const std::string& server : names.dns_servers) out += "nameserver " + server + "\n";
  return out;
}

Result<void> write_network_files(world::World& world, const std::string& folder, const NetworkNames& names) {
  if (mkdir(folder.c_str(), S_IRWXU | S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH) != 0)
    return cannot_write(folder);
  ENI_CHECK(world.give(folder));
  ENI_CHECK(write_file(world, folder + "/hosts", hosts_file(names)));
  ENI_CHECK(write_file(world, folder + "/hostname", names.host_name + "\n"));
  return write_file(world, folder + "/resolv.conf", resolver_file(names));
}

void show_network_files(world::Container& container, const std::string& folder) {
  for (const char* name : kNames) {
    const std::string target = std::string("/etc/") + name;
    const bool is_taken = std::any_of(container.volumes.begin(), container.volumes.end(),
                                      [&](const world::BindMount& one) { return one.target == target; });
    if (!is_taken) container.volumes.push_back({folder + "/" + name, target, container.read_only_root, true});
  }
}

}  // namespace eni::sandbox::task_engine
