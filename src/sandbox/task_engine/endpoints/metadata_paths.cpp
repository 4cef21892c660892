#include "sandbox/task_engine/endpoints/metadata_paths.h"

#include <array>
#include <vector>

#include "base/text.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

using Topic = MetadataTopic;

struct Row {
  std::string_view rest;
  Topic topic;
};

/// The row whose text is `rest`.
template <std::size_t kCount>
Topic find_topic(const std::array<Row, kCount>& rows, std::string_view rest) {
  for (const Row& row : rows)
    if (row.rest == rest) return row.topic;
  return Topic::kNone;
}

/// Behind the id of a container's endpoint.
constexpr std::array kV3Rows{
    Row{"", Topic::kV3Container},
    Row{"/task", Topic::kV3Task},
    Row{"/taskWithTags", Topic::kV3TaskWithTags},
    Row{"/stats", Topic::kV3ContainerStats},
    Row{"/task/stats", Topic::kV3TaskStats},
};
constexpr std::array kV4Rows{
    Row{"", Topic::kV4Container},
    Row{"/task", Topic::kV4Task},
    Row{"/taskWithTags", Topic::kV4TaskWithTags},
    Row{"/tasks", Topic::kV4Tasks},
    Row{"/stats", Topic::kV4ContainerStats},
    Row{"/task/stats", Topic::kV4TaskStats},
    Row{"/tasks/stats", Topic::kV4TasksStats},
};
constexpr std::array kApiRows{
    Row{"/task-protection/v1/state", Topic::kTaskProtection},
    Row{"/fault/v1/network-blackhole-port/start", Topic::kFault},
    Row{"/fault/v1/network-blackhole-port/stop", Topic::kFault},
    Row{"/fault/v1/network-blackhole-port/status", Topic::kFault},
    Row{"/fault/v1/network-latency/start", Topic::kFault},
    Row{"/fault/v1/network-latency/stop", Topic::kFault},
    Row{"/fault/v1/network-latency/status", Topic::kFault},
    Row{"/fault/v1/network-packet-loss/start", Topic::kFault},
    Row{"/fault/v1/network-packet-loss/stop", Topic::kFault},
    Row{"/fault/v1/network-packet-loss/status", Topic::kFault},
};
/// Behind "/v2".
constexpr std::array kV2Rows{
    Row{"/metadata", Topic::kV2Task},
    Row{"/metadata/", Topic::kV2Task},
    Row{"/metadataWithTags", Topic::kV2TaskWithTags},
    Row{"/metadataWithTags/", Topic::kV2TaskWithTags},
    Row{"/stats", Topic::kV2TaskStats},
    Row{"/stats/", Topic::kV2TaskStats},
};
/// What an id follows, with all that stands behind it.
constexpr std::array kV2Prefixes{
    Row{"/credentials/", Topic::kV2Credentials},
    Row{"/metadata/", Topic::kV2Container},
    Row{"/stats/", Topic::kV2ContainerStats},
};

/// Takes `prefix` off, or says no.
bool consume(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// Up to the next slash, which stays.
std::string take_part(std::string_view& text) {
  const std::string_view part = text.substr(0, text.find('/'));
  text.remove_prefix(part.size());
  return std::string(part);
}

MetadataPath v2_path(std::string_view rest) {
  if (const Topic topic = find_topic(kV2Rows, rest); topic != Topic::kNone) return {topic, "", "", ""};
  for (const Row& row : kV2Prefixes)
    if (std::string_view id = rest; consume(id, row.rest)) return {row.topic, std::string(id), "", ""};
  return {};
}

/// "/elastic-inference" or "/elastic-inference/NAME", whose name may be empty.
MetadataPath association(std::string id, std::string_view rest, Topic list, Topic one) {
  MetadataPath path{list, std::move(id), take_part(rest), ""};
  if (!consume(rest, "/")) return path;
  path.topic = one;
  path.name = rest;
  return path;
}

template <std::size_t kCount>
MetadataPath container_path(std::string_view rest, const std::array<Row, kCount>& rows) {
  std::string id = take_part(rest);
  const Topic topic = find_topic(rows, rest);
  if (topic == Topic::kNone) return {};
  return {topic, std::move(id), "", ""};
}

template <std::size_t kCount>
MetadataPath versioned_path(std::string_view rest, const std::array<Row, kCount>& rows, Topic list,
                            Topic one) {
  std::string_view behind = rest;
  std::string id = take_part(behind);
  if (consume(behind, "/associations/")) return association(std::move(id), behind, list, one);
  return container_path(rest, rows);
}

/// Appends a part of a path to what is clean already.
void add_part(std::vector<std::string_view>& parts, std::string_view part) {
  if (part.empty() || part == ".") return;
  if (part != "..") return parts.push_back(part);
  if (!parts.empty()) parts.pop_back();
}

}  // namespace

MetadataPath parse_metadata_path(std::string_view path) {
  if (path == "/v1/credentials") return {Topic::kV1Credentials, "", "", ""};
  if (consume(path, "/v4/"))
    return versioned_path(path, kV4Rows, Topic::kV4Associations, Topic::kV4Association);
  if (consume(path, "/v3/"))
    return versioned_path(path, kV3Rows, Topic::kV3Associations, Topic::kV3Association);
  if (consume(path, "/api/")) return container_path(path, kApiRows);
  if (consume(path, "/v2")) return v2_path(path);
  return {};
}

std::optional<std::string> cleaned_path(std::string_view path) {
  std::vector<std::string_view> parts;
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find('/'));
    add_part(parts, part);
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
  }
  std::string clean;
  for (const std::string_view part : parts) append(clean, {"/", part});
  if (clean.empty() || path.ends_with('/')) clean += '/';
  if (clean == path) return std::nullopt;
  return clean;
}

}  // namespace eni::sandbox::task_engine::endpoints
