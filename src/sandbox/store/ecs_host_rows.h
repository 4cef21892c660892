#pragma once
/// Rows of ecs_container_instances as values, read fast: hosts repeat each other's attributes, so these are kept once for
/// hosts that are alike, in ecs_attribute_sets, and a host's own beside them.
#include <string>
#include <unordered_map>

#include "sandbox/store/ecs_container_instance_repository.h"

namespace eni::sandbox {

/// The column of the document, the last one.
inline constexpr int kEcsHostDocument = 26;

class EcsHostRows {
 public:
  explicit EcsHostRows(EcsAttributeSets& attribute_sets) : attribute_sets_{attribute_sets} {}

  /// The container instance of the row, but for its document. Stays as it is until the next read().
  /// @param row  of SELECT *
  const EcsContainerInstance& read(const sqlite::Statement& row);
  /// The same, for the last row that is read.
  EcsContainerInstance take(const sqlite::Statement& row) &&;

 private:
  /// A host with the common attributes of its kind; the last row of that kind has left its own ones there.
  struct Kind {
    EcsContainerInstance instance;
    std::vector<std::string> own;  ///< names
  };
  Kind& kind_of(std::int64_t attribute_set);
  Kind& read_kind(const sqlite::Statement& row);

  EcsAttributeSets& attribute_sets_;
  std::unordered_map<std::int64_t, Kind> kinds_;  ///< by the number of the set
};

/// What ecs_attribute_sets and the column own_attributes hold.
std::string common_attributes_text(const EcsAttributes& attributes);
std::string own_attributes_text(const EcsAttributes& attributes);
/// The columns reserved_ports and task_ports: "22 2375 53/udp".
std::string ports_text(const std::vector<EcsHostPort>& ports);

}  // namespace eni::sandbox
