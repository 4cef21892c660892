#pragma once
/// What programs in a jail find: files, network, limits. Values only; jail.h makes it so.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eni::sandbox::isolation {

/// A file or folder of the machine, seen read-only, with all that is mounted below it.
struct Mount {
  std::string source;
  std::string target;
  /// Left out silently where the machine has no `source`.
  enum class Presence : std::uint8_t { kRequired, kOptional } presence = Presence::kRequired;
};

struct File {
  std::string path;
  std::string content;
  std::uint32_t mode = 0644;
};

struct Link {
  std::string path;
  std::string target;
};

/// A listening TCP socket of the jail, which the sandbox serves: programs inside reach it, nobody else does.
struct Listener {
  std::string address;  ///< IPv4 or IPv6; one of the loopback's or of `Layout::addresses`
  std::uint16_t port = 0;
};

struct Limits {
  std::uint64_t memory_mib = 0;  ///< of all programs together; 0: none
  std::uint64_t processes = 256;
  std::uint64_t open_files = 1024;
  std::uint64_t file_bytes = 512ULL << 20;
  std::uint64_t writable_bytes = 64ULL << 20;  ///< of all that is written outside /tmp
  std::uint64_t tmp_bytes = 512ULL << 20;
};

struct Layout {
  std::string host_name = "localhost";
  /// The only user inside, who is a powerless one outside. Root (0) keeps the capabilities that touch files and processes
  /// of the jail, any other number has none.
  std::uint32_t user = 0;
  std::vector<Mount> mounts;
  std::vector<std::string> folders;  ///< private and empty
  std::vector<File> files;
  std::vector<Link> links;
  /// Paths at which the tools' client stands: programs that the sandbox serves. Those below /usr cover the machine's own.
  std::vector<std::string> tools;
  /// Links below /usr that cover what the machine has there.
  std::vector<Link> covers;
  /// Whether programs may write outside /tmp, /dev/shm.
  enum class Root : std::uint8_t { kReadOnly, kWritable } root = Root::kReadOnly;

  /// A network that is there already, in place of one of the jail's own: the descriptor of its namespace, its caller's still and open
  /// until the jail is made. It has to belong to a user namespace that this process's user has made, or, for root, to any. Programs have no
  /// rights over it. What they find there is its owner's to make: `addresses`, `listeners` and `name_servers` are empty, `egress` is none.
  int network = kOwnNetwork;
  static constexpr int kOwnNetwork = -1;

  std::vector<std::string> addresses;  ///< IPv4, beside 127.0.0.1
  std::vector<Listener> listeners;
  /// Other networks: none, or the machine's by connections that the sandbox makes (egress.h).
  enum class Egress : std::uint8_t { kNone, kBrokered } egress = Egress::kNone;

  /// With brokered egress: addresses of name servers, which programs reach at port 53 wherever the machine has them, its loopback
  /// included. Datagrams go to no others. Of more than three, and of what is no address, the rest is left out, as resolvers do.
  std::vector<std::string> name_servers;
  /// With brokered egress: servers on the machine's loopback that are reached all the same.
  std::vector<Listener> reached_on_machine;

  Limits limits;
};

/// The machine's programs and libraries with what they need to run: /usr and its kin, private /etc, /var, /tmp, /root, /run
/// and so on, certificates of authorities, names of users, services and zones. Nothing of any user.
Layout machine_programs();

/// Through links: where mounts are made, those with absolute targets lead nowhere.
void resolve_sources(Layout& layout);

/// Where a jail must listen so that programs find what has this URL on the machine's loopback; nothing for other URLs.
std::optional<Listener> loopback_listener(std::string_view url);

}  // namespace eni::sandbox::isolation
