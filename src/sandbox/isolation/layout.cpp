#include "sandbox/isolation/layout.h"

#include <array>
#include <filesystem>
#include <system_error>

#include "base/text.h"
#include "net/http.h"

namespace eni::sandbox::isolation {
namespace {

namespace fs = std::filesystem;

/// Links into /usr on most systems, folders on older ones.
constexpr std::string_view kUsrKin[] = {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"};
/// Of /etc what programs need to run: the linker's cache, names of programs, certificates of authorities, tables.
constexpr std::string_view kOfEtc[] = {"/etc/alternatives",
                                       "/etc/ca-certificates",
                                       "/etc/ca-certificates.conf",
                                       "/etc/gai.conf",
                                       "/etc/ld.so.cache",
                                       "/etc/ld.so.conf",
                                       "/etc/ld.so.conf.d",
                                       "/etc/localtime",
                                       "/etc/mime.types",
                                       "/etc/pki",
                                       "/etc/protocols",
                                       "/etc/python3",
                                       "/etc/python3.11",
                                       "/etc/services",
                                       "/etc/ssl/certs",
                                       "/etc/ssl/openssl.cnf"};
constexpr std::string_view kPrivate[] = {
    "/etc", "/home", "/media", "/mnt",     "/opt",     "/root",      "/run",       "/run/lock",
    "/srv", "/sys",  "/var",   "/var/lib", "/var/log", "/var/cache", "/var/spool", "/var/tmp"};

void add_usr(Layout& layout) {
  layout.mounts.push_back({"/usr", "/usr"});
  for (const std::string_view path : kUsrKin) {
    std::error_code error;
    const std::string name{path};
    const auto status = fs::symlink_status(name, error);
    if (fs::is_symlink(status)) {
      layout.links.push_back({name, fs::read_symlink(name, error).string()});
    } else if (fs::is_directory(status)) {
      layout.mounts.push_back({name, name});
    }
  }
}

}  // namespace

Layout machine_programs() {
  Layout layout;
  add_usr(layout);
  for (const std::string_view path : kOfEtc)
    layout.mounts.push_back({std::string(path), std::string(path), Mount::Presence::kOptional});
  for (const std::string_view path : kPrivate) layout.folders.emplace_back(path);
  layout.files = {{"/etc/nsswitch.conf",
                   "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n"},
                  {"/etc/shells", "/bin/sh\n/bin/bash\n"}};
  layout.links.push_back({"/var/run", "/run"});
  layout.links.push_back({"/etc/mtab", "/proc/self/mounts"});
  return layout;
}

void resolve_sources(Layout& layout) {
  for (Mount& mount : layout.mounts) {
    std::error_code error;
    const auto resolved = fs::canonical(mount.source, error);
    if (!error) mount.source = resolved.string();
  }
}

std::optional<Listener> loopback_listener(std::string_view url) {
  const auto parsed = net::Url::parse(url);
  if (!parsed) return std::nullopt;
  const std::string& host = parsed->host;
  if (!host.starts_with("127.") && host != "localhost" && host != "0.0.0.0" && host != "::1")
    return std::nullopt;
  const auto port = parse_integer(parsed->port);
  if (!port) return std::nullopt;
  return Listener{host == "localhost" ? "127.0.0.1" : host, static_cast<std::uint16_t>(*port)};
}

}  // namespace eni::sandbox::isolation
