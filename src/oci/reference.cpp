#include "oci/reference.h"

#include <algorithm>

#include "aws/partition.h"
#include "base/excerpt.h"
#include "base/text.h"

namespace eni::oci {
namespace {

constexpr std::string_view kDockerHub = "docker.io";
constexpr std::string_view kDockerHubIndex = "index.docker.io";  // its name of old
constexpr std::string_view kOfficial = "library/";
constexpr std::string_view kDefaultTag = "latest";
constexpr std::size_t kMaxRepository = 256;
constexpr std::size_t kMaxTag = 128;
constexpr std::size_t kMaxText = 1024;
constexpr std::size_t kMaxQuoted = 200;

bool is_small_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_word(char c) { return is_small_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '_'; }

/// How many characters of a separator `text` begins with: one ".", one or two "_", any number of "-".
std::size_t separator_size(std::string_view text) {
  if (text.starts_with("__")) return 2;
  if (text.starts_with(".") || text.starts_with("_")) return 1;
  return std::min(text.find_first_not_of('-'), text.size());
}

bool is_path_part(std::string_view part) {
  if (part.empty() || !is_small_or_digit(part.front()) || !is_small_or_digit(part.back())) return false;
  while (!part.empty()) {
    const auto word = std::find_if_not(part.begin(), part.end(), is_small_or_digit);
    const auto letters = static_cast<std::size_t>(word - part.begin());
    if (letters == 0) return false;  // Two separators in a row.
    part.remove_prefix(letters);
    const std::size_t separator = separator_size(part);
    if (separator == 0 && !part.empty()) return false;
    part.remove_prefix(separator);
  }
  return true;
}

bool is_host(std::string_view text) {
  if (text.starts_with("[")) return text.find(']') != std::string_view::npos;
  std::string_view name = text.substr(0, text.find(':'));
  if (name.size() < text.size()) {
    const auto port = parse_integer(text.substr(name.size() + 1));
    if (!port || *port < 0 || *port > 65535) return false;
  }
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_word(c) || c == '.' || c == '-'; });
}

/// Whether the part before the first slash is a host and no part of a repository's name.
bool names_a_host(std::string_view first) {
  return first == "localhost" || first.find_first_of(".:") != std::string_view::npos ||
         std::any_of(first.begin(), first.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

Error refusal(std::string_view text, std::string_view reason) {
  return {"'" + excerpt(text, kMaxQuoted) + "' is not an image's name: " + std::string(reason),
          "write REGISTRY/REPOSITORY:TAG or REGISTRY/REPOSITORY@sha256:…"};
}

/// Takes the registry's host off the front of `name`.
std::string take_registry(std::string_view& name) {
  const auto slash = name.find('/');
  if (slash == std::string_view::npos || !names_a_host(name.substr(0, slash))) return std::string(kDockerHub);
  const std::string_view host = name.substr(0, slash);
  name.remove_prefix(slash + 1);
  return std::string(host == kDockerHubIndex ? kDockerHub : host);
}

std::optional<EcrRegistry> registry_of(std::string_view account, std::string_view region) {
  if (!aws::is_account_id(account) || !aws::is_region(region)) return std::nullopt;
  return EcrRegistry{aws::AccountId{account}, aws::Region{region}};
}

/// ACCOUNT, "dkr", "ecr", REGION and what follows, without a port; "dkr-ecr" is one part in the dual-stack name.
struct HostParts {
  std::optional<EcrRegistry> registry;
  std::string rest;
  bool is_dual_stack = false;
};

HostParts parts_of(std::string_view host) {
  const std::string name = to_lower(host.substr(0, host.rfind(':')));
  const auto parts = split(name, '.');
  HostParts out;
  const bool is_classic =
      parts.size() > 4 && parts[1] == "dkr" && (parts[2] == "ecr" || parts[2] == "ecr-fips");
  out.is_dual_stack = parts.size() > 3 && (parts[1] == "dkr-ecr" || parts[1] == "dkr-ecr-fips");
  if (!is_classic && !out.is_dual_stack) return out;
  const std::size_t region = is_classic ? 3 : 2;
  out.registry = registry_of(parts[0], parts[region]);
  out.rest = join({parts.begin() + static_cast<std::ptrdiff_t>(region) + 1, parts.end()}, ".");
  return out;
}

}  // namespace

bool is_repository_name(std::string_view text) {
  if (text.empty() || text.size() > kMaxRepository) return false;
  const auto parts = split(text, '/');
  return std::all_of(parts.begin(), parts.end(), is_path_part);
}

bool is_tag(std::string_view text) {
  return !text.empty() && text.size() <= kMaxTag && is_word(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_word(c) || c == '.' || c == '-'; });
}

Result<Reference> Reference::parse(std::string_view text) {
  if (text.size() > kMaxText) return refusal(text, "it is too long");
  Reference out;
  std::string_view name = text;
  if (const auto at = name.find('@'); at != std::string_view::npos) {
    auto digest = Digest::parse(name.substr(at + 1));
    if (digest.has_error()) return refusal(text, digest.error().message);
    out.digest = *std::move(digest);
    name = name.substr(0, at);
  }
  out.registry = take_registry(name);
  if (!is_host(out.registry)) return refusal(text, "its registry is no host");
  if (const auto colon = name.rfind(':'); colon != std::string_view::npos) {
    out.tag = name.substr(colon + 1);
    name = name.substr(0, colon);
    if (!is_tag(out.tag)) return refusal(text, "its tag is none");
  } else if (!out.digest) {
    out.tag = kDefaultTag;
  }
  out.repository = name;
  if (out.registry == kDockerHub && name.find('/') == std::string_view::npos)
    out.repository.insert(0, kOfficial);
  if (!is_repository_name(out.repository))
    return refusal(text, "a repository has small letters, digits, '.', '_', '-' and '/'");
  return out;
}

std::string Reference::text() const {
  std::string out = registry + "/" + repository;
  if (!tag.empty()) out += ":" + tag;
  if (digest) out += "@" + digest->text();
  return out;
}

std::optional<EcrRegistry> ecr_registry_of(std::string_view host) {
  const HostParts parts = parts_of(host);
  if (!parts.registry) return std::nullopt;
  const aws::Partition& partition = aws::partition_of(parts.registry->region);
  if (!parts.is_dual_stack) return parts.rest == partition.dns_suffix ? parts.registry : std::nullopt;
  const std::string_view suffix = partition.name == "aws-cn" ? "on.amazonwebservices.com.cn" : "on.aws";
  return parts.rest == suffix ? parts.registry : std::nullopt;
}

std::optional<EcrRegistry> ecr_registry_by_prefix(std::string_view host) { return parts_of(host).registry; }

std::string ecr_host(const EcrRegistry& registry) {
  return registry.account.value + ".dkr.ecr." + registry.region.value + "." +
         std::string(aws::partition_of(registry.region).dns_suffix);
}

}  // namespace eni::oci
