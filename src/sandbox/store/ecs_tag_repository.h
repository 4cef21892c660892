#pragma once
/// Tags of ECS's resources of all kinds, by ARN: clusters, container instances, task definitions, tasks, services.
#include <map>
#include <string>
#include <string_view>

#include "sandbox/store/store.h"

namespace eni::sandbox {

using EcsTags = std::map<std::string, std::string>;

class EcsTagRepository final : public Repository {
 public:
  explicit EcsTagRepository(sqlite::Database& database);

  EcsTags tags(std::string_view resource_arn);
  void set_tag(std::string_view resource_arn, std::string_view key, std::string_view value);
  void set_tags(std::string_view resource_arn, const EcsTags& tags);
  void remove_tag(std::string_view resource_arn, std::string_view key);
  /// All of a resource that is gone.
  void remove_tags(std::string_view resource_arn);

 private:
  sqlite::Statement tags_, set_tag_, remove_tag_, remove_tags_;
};

}  // namespace eni::sandbox
