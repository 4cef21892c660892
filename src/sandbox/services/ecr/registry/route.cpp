#include "sandbox/services/ecr/registry/route.h"

#include "base/text.h"

namespace eni::sandbox::ecr_service {
namespace {

using Kind = RegistryRoute::Kind;

constexpr std::string_view kPrefix = "/v2/";

/// Takes "/LAST" off the end; "" if there is no slash.
std::string take_last(std::string_view& rest) {
  const auto slash = rest.rfind('/');
  if (slash == std::string_view::npos) return {};
  std::string last = percent_decode(rest.substr(slash + 1));
  rest = rest.substr(0, slash);
  return last;
}

/// Takes "/WORD" off the end if it is there.
bool take_word(std::string_view& rest, std::string_view word) {
  if (!rest.ends_with(word) || rest.size() <= word.size() || rest[rest.size() - word.size() - 1] != '/')
    return false;
  rest.remove_suffix(word.size() + 1);
  return true;
}

Kind kind_of(std::string_view& rest) {
  if (take_word(rest, "manifests")) return Kind::kManifest;
  if (take_word(rest, "referrers")) return Kind::kReferrers;
  if (take_word(rest, "blobs/uploads")) return Kind::kUpload;
  return take_word(rest, "blobs") ? Kind::kBlob : Kind::kNone;
}

}  // namespace

RegistryRoute read_route(std::string_view path) {
  if (path == kPrefix || path == "/v2") return {Kind::kBase, "", ""};
  if (!path.starts_with(kPrefix)) return {};
  std::string_view rest = path.substr(kPrefix.size());
  if (rest == "_catalog") return {Kind::kCatalog, "", ""};
  if (take_word(rest, "tags/list")) return {Kind::kTags, percent_decode(rest), ""};
  if (take_word(rest, "blobs/uploads")) return {Kind::kUploads, percent_decode(rest), ""};
  std::string last = take_last(rest);
  const Kind kind = kind_of(rest);
  if (kind == Kind::kNone) return {};
  if (last.empty())
    return kind == Kind::kUpload ? RegistryRoute{Kind::kUploads, percent_decode(rest), ""} : RegistryRoute{};
  return {kind, percent_decode(rest), std::move(last)};
}

}  // namespace eni::sandbox::ecr_service
