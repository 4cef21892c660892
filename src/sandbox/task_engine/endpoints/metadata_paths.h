#pragma once
/// What a path of the task metadata endpoint asks for.
/// Source: aws/amazon-ecs-agent, ecs-agent/tmds and agent/handlers: the paths, and that "//" and ".." are redirected.
#include <optional>
#include <string>
#include <string_view>

namespace eni::sandbox::task_engine::endpoints {

enum class MetadataTopic {
  kNone,  ///< no such path
  kV1Credentials,
  kV2Credentials,
  kV2Task,
  kV2TaskWithTags,
  kV2Container,
  kV2TaskStats,
  kV2ContainerStats,
  kV3Container,
  kV3Task,
  kV3TaskWithTags,
  kV3ContainerStats,
  kV3TaskStats,
  kV3Associations,
  kV3Association,
  kV4Container,
  kV4Task,
  kV4TaskWithTags,
  kV4Tasks,
  kV4ContainerStats,
  kV4TaskStats,
  kV4TasksStats,
  kV4Associations,
  kV4Association,
  kTaskProtection,
  kFault,
};

struct MetadataPath {
  MetadataTopic topic = MetadataTopic::kNone;
  std::string
      id;  ///< of a container's endpoint; of credentials; in version 2, of a container: Docker's. May be empty
  std::string type;  ///< of an association
  std::string name;  ///< of an association
  bool operator==(const MetadataPath&) const = default;
};

/// @param path  decoded, without the query
MetadataPath parse_metadata_path(std::string_view path);

/// Where `path` should have led: without empty parts, "." and "..". Nothing if it is as it should be.
std::optional<std::string> cleaned_path(std::string_view path);

}  // namespace eni::sandbox::task_engine::endpoints
